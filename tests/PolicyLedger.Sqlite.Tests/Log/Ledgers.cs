using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing.Log;
using Xunit;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>Ledger files for tests, and a look into them past the code under test.</summary>
internal static class Ledgers
{
    public static Task<SqliteEventLog> Open(string path, SqliteLogMode mode = SqliteLogMode.MustExist, SqliteLogOptions? options = null) =>
        SqliteEventLog.OpenAsync(path, mode, options, TestContext.Current.CancellationToken).AsTask();

    public static Task<SqliteEventLog> Create(string path, SqliteLogOptions? options = null) => Open(path, SqliteLogMode.CreateIfMissing, options);

    /// <summary>Creates a ledger with this many events, each an append of its own, and closes it.</summary>
    public static async Task Make(string path, int events = 0)
    {
        await using var log = await Create(path);
        for (var i = 0; i < events; i++)
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To("country-DEU", i - 1)]));
    }

    public static async Task<StoreException> Refused(string path, SqliteLogMode mode = SqliteLogMode.MustExist) =>
        await Assert.ThrowsAsync<StoreException>(() => Open(path, mode));

    /// <summary>Runs SQL on the file, not through the log.</summary>
    public static object? Sql(string path, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Everything in the ledger, checked for gaps in positions and revisions and for ids that come twice.</summary>
    public static async Task<List<StoredEvent>> Sound(IEventLog log)
    {
        var all = await log.ReadAllAsync().ToListAsync();
        Assert.Equal(all.Select((_, i) => (long)i), all.Select(e => e.Position));
        foreach (var stream in all.GroupBy(e => e.Stream))
            Assert.Equal(stream.Select((_, i) => (long)i), stream.Select(e => e.Revision));
        Assert.Equal(all.Count, all.DistinctBy(e => e.Id).Count());
        return all;
    }

    /// <summary>The same after opening the file anew, with SQLite's own check of the whole file.</summary>
    public static async Task<List<StoredEvent>> SoundAfterOpening(string path)
    {
        await using var log = await Open(path);
        var all = await Sound(log);
        Assert.Equal("ok", Sql(path, "PRAGMA integrity_check"));
        return all;
    }
}
