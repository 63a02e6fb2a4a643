using System.Buffers.Binary;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>What is not a sound ledger is refused with the reason, and stays as it is, byte for byte, with nothing left beside it.</summary>
public sealed class RefusingTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Ledger => folder["ledger.db"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(5000)]
    public async Task A_file_of_something_else(int length)
    {
        File.WriteAllBytes(Ledger, Enumerable.Repeat((byte)'x', length).ToArray());
        await IsRefused("not a SQLite file, so not a ledger; name another file, or move this one away");
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public async Task A_database_of_somebody_else(string mode)
    {
        Sql(Ledger, $"PRAGMA journal_mode = {mode}; CREATE TABLE events (position INTEGER PRIMARY KEY); INSERT INTO events VALUES (1)");
        await IsRefused("a SQLite file, but not a ledger; name another file");
    }

    [Fact]
    public async Task A_database_of_somebody_else_that_is_open_just_now()
    {
        Sql(Ledger, "PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Ledger};Pooling=False");
        other.Open();
        using var insert = other.CreateCommand();
        insert.CommandText = "INSERT INTO t VALUES (1)";
        insert.ExecuteNonQuery();
        await IsRefused("a SQLite file, but not a ledger; name another file");
    }

    [Fact]
    public async Task An_empty_database_with_a_name_of_its_own()
    {
        Sql(Ledger, "PRAGMA application_id = 1234");
        await IsRefused("a SQLite file, but not a ledger; name another file");
    }

    [Fact]
    public async Task A_ledger_of_a_newer_format()
    {
        await Make(Ledger, 3);
        Sql(Ledger, "PRAGMA user_version = 2");
        await IsRefused("a ledger of format 2, and this program knows formats up to 1; use a newer version of the program");
    }

    [Fact]
    public async Task A_ledger_whose_header_has_lost_its_format()
    {
        await Make(Ledger, 3);
        Sql(Ledger, "PRAGMA user_version = 0");
        await IsRefused("damaged (its header says format 0); keep it as it is and restore a backup, or save what is left with sqlite3's .recover");
    }

    [Theory]
    [InlineData("DROP TABLE texts", "texts")]
    [InlineData("ALTER TABLE events ADD COLUMN more TEXT", "events")]
    [InlineData("ALTER TABLE commands RENAME TO orders", "commands")]
    [InlineData("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE NONSENSE' WHERE name = 'streams'", "streams")]
    public async Task A_ledger_whose_tables_were_changed(string change, string table)
    {
        await Make(Ledger, 3);
        Sql(Ledger, change);
        await IsRefused($"damaged (its table {table} is not as this format has it)");
    }

    [Theory]
    [InlineData(0, 16, "not a SQLite file")]
    [InlineData(16, 2, "not a SQLite file")]
    [InlineData(100, 8, "damaged (database disk image is malformed")]
    [InlineData(100, 3996, "damaged (")]
    public async Task A_ledger_whose_first_page_is_damaged(int from, int count, string message)
    {
        await Make(Ledger, 30);
        Overwrite(from, count);
        await IsRefused(message);
    }

    [Fact]
    public async Task A_ledger_that_was_cut_short()
    {
        await Make(Ledger, 30);
        using (var file = File.OpenWrite(Ledger))
            file.SetLength(file.Length - 4096);
        await IsRefused("damaged (database disk image is malformed");
    }

    [Fact]
    public async Task A_ledger_whose_events_are_damaged()
    {
        await Make(Ledger, 300);
        var root = (long)Sql(Ledger, "SELECT rootpage FROM sqlite_schema WHERE name = 'events'")!;
        Overwrite((int)(root - 1) * 4096, 4096);
        await IsRefused("damaged (database disk image is malformed");
    }

    [Fact]
    public async Task What_a_crash_left_beside_a_refused_file_stays_too()
    {
        await using (var log = await Create(folder["live.db"]))
        {
            await log.AppendAsync([PolicyLedger.Testing.Log.SampleEvents.To("country-DEU", -1, 100)]);
            foreach (var part in (string[])["", "-wal"])
                Processes.Run("cp", folder["live.db" + part], Ledger + part);
        }

        File.Delete(folder["live.db"]);
        var bytes = File.ReadAllBytes(Ledger);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(60), 2);
        File.WriteAllBytes(Ledger, bytes);
        Assert.Equal(["ledger.db", "ledger.db-wal"], folder.Snapshot().Keys);
        await IsRefused("a ledger of format 2");
    }

    private void Overwrite(int from, int count)
    {
        using var file = File.OpenWrite(Ledger);
        file.Position = from;
        file.Write(Enumerable.Repeat((byte)0x5A, count).ToArray());
    }

    private async Task IsRefused(string message)
    {
        var before = folder.Snapshot();
        foreach (var mode in Enum.GetValues<SqliteLogMode>())
        {
            var refused = await Refused(Ledger, mode);
            Assert.StartsWith($"{Ledger}: {message}", refused.Message);
            Assert.Equal(StoreFault.Integrity, refused.Fault);
            Assert.Equal(before, folder.Snapshot());
        }
    }
}
