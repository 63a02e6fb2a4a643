using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing.Log;

namespace PolicyLedger.Sqlite.Tests.Log;

public sealed class SqliteEventLogTests() : EventLogContract(
    async folder => await SqliteEventLog.OpenAsync(Path.Combine(folder, "ledger.db"), SqliteLogMode.CreateIfMissing));
