using PolicyLedger.Log;
using PolicyLedger.Testing.Log;

namespace PolicyLedger.Tests.Log;

public sealed class InMemoryEventLogTests() : EventLogContract(_ => ValueTask.FromResult<IEventLog>(new InMemoryEventLog()));

public sealed class InMemoryEventLogInPartsTests() : EventLogContract(_ => ValueTask.FromResult<IEventLog>(new InMemoryEventLog(atomic: false)));
