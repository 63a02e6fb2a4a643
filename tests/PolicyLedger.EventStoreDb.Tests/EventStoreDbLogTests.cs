using PolicyLedger.Testing.Log;

namespace PolicyLedger.EventStoreDb.Tests;

public sealed class EventStoreDbLogTests() : EventLogContract(async folder => await TestLog.OpenAsync(folder, TestServer.NewPrefix()))
{
    // A node takes 1 MiB in one append unless it is told otherwise.
    protected override int LargePart => 900_000;
}
