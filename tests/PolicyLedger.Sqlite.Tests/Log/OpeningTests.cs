using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;

namespace PolicyLedger.Sqlite.Tests.Log;

public sealed class OpeningTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Ledger => folder["ledger.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_ledger_that_is_not_there_is_not_created_unasked()
    {
        var refused = await Refused(Ledger);
        Assert.Equal(StoreFault.Unreachable, refused.Fault);
        Assert.Equal($"no ledger at {Ledger}; name one that is there, or record something, which creates it", refused.Message);
        Assert.Empty(folder.Snapshot());
    }

    [Fact]
    public async Task A_file_of_length_zero_is_no_ledger_and_becomes_one_when_asked()
    {
        File.WriteAllBytes(Ledger, []);
        Assert.StartsWith($"no ledger at {Ledger};", (await Refused(Ledger)).Message);
        Assert.Equal(0, new FileInfo(Ledger).Length);
        await Make(Ledger, 2);
        Assert.Equal(2, (await SoundAfterOpening(Ledger)).Count);
    }

    [Fact]
    public async Task A_new_ledger_says_what_it_is_and_leaves_one_file_when_closed()
    {
        await Make(Ledger, 1);
        Assert.Equal(["ledger.db"], folder.Snapshot().Keys);
        var header = File.ReadAllBytes(Ledger)[..100];
        Assert.Equal("PLGR", System.Text.Encoding.ASCII.GetString(header, 68, 4));
        Assert.Equal([0, 0, 0, 1], header[60..64]);
        Assert.Equal("wal", Sql(Ledger, "PRAGMA journal_mode"));
    }

    [Fact]
    public async Task What_was_appended_is_there_after_opening_again()
    {
        var e = SampleEvents.New(text: true);
        await using (var log = await Create(Ledger))
            await log.AppendAsync([new("country-DEU", -1, [e])]);
        await using (var log = await Open(Ledger))
        {
            Assert.True((await Sound(log)).Single().Holds(e));
            Assert.Equal(new AppendOutcome.Duplicate(e.Id), await log.AppendAsync([new("country-DEU", -1, [e])]));
            Assert.Single((await log.FindCommandsAsync([e.CommandId]))[e.CommandId]);
        }
    }

    [Fact]
    public async Task Text_is_stored_apart_from_the_facts_and_reads_as_none_when_it_is_gone()
    {
        var e = SampleEvents.New(text: true);
        await using var log = await Create(Ledger);
        await log.AppendAsync([new("country-DEU", -1, [e])]);
        Sql(Ledger, "DELETE FROM texts WHERE position = 0");
        Assert.True((await Sound(log)).Single().Holds(e with { Text = null }));
    }

    [Fact]
    public async Task The_tables_can_be_read_with_any_sql_tool()
    {
        var e = SampleEvents.New("seen", text: true);
        await using (var log = await Create(Ledger))
            await log.AppendAsync([new("country-DEU", -1, [e])]);
        Assert.Equal(e.Id.ToString("N"), Sql(Ledger, "SELECT lower(hex(id)) FROM events"));
        Assert.Equal("seen", Sql(Ledger, "SELECT facts ->> 'note' FROM events e JOIN streams s ON s.number = e.stream WHERE s.name = 'country-DEU'"));
        Assert.Equal($"Über {e.Id}", Sql(Ledger, "SELECT json ->> 'title' FROM texts"));
        Assert.Equal(0L, Sql(Ledger, $"SELECT position FROM commands WHERE id = x'{e.CommandId:N}'"));
    }

    [Theory]
    [InlineData("ü #1?50%.db")]
    [InlineData("a;Mode=Memory&b='c'.db")]
    [InlineData(":memory:")]
    public async Task A_path_may_have_any_characters(string name)
    {
        await Make(folder[name], 1);
        Assert.Equal([name], folder.Snapshot().Keys);
        Assert.Single(await SoundAfterOpening(folder[name]));
    }

    [Fact]
    public async Task Many_that_create_one_ledger_at_the_same_moment_all_get_it()
    {
        for (var round = 0; round < 10; round++)
        {
            var path = folder[$"{round}.db"];
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                await using var log = await Create(path);
                Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To($"country-{i}", -1)]));
            })));
            Assert.Equal(8, (await SoundAfterOpening(path)).Count);
        }
    }

    [Fact]
    public async Task A_folder_is_no_ledger()
    {
        var refused = await Refused(folder.Path, SqliteLogMode.CreateIfMissing);
        Assert.Equal(StoreFault.Unreachable, refused.Fault);
        Assert.Equal($"{folder.Path}: a folder; name a file in it", refused.Message);
    }

    [Theory]
    [InlineData(SqliteLogMode.MustExist)]
    [InlineData(SqliteLogMode.CreateIfMissing)]
    public async Task A_folder_that_is_not_there_is_not_created(SqliteLogMode mode)
    {
        var refused = await Refused(folder["nowhere/ledger.db"], mode);
        Assert.Equal(StoreFault.Unreachable, refused.Fault);
        Assert.StartsWith($"no ledger at {folder["nowhere/ledger.db"]}; the folder {folder["nowhere"]} is not there", refused.Message);
        Assert.False(Directory.Exists(folder["nowhere"]));
    }

    [Fact]
    public async Task Options_are_checked_at_the_start()
    {
        foreach (var options in (SqliteLogOptions[])[
            new() { BusyBudget = TimeSpan.Zero }, new() { PollInterval = TimeSpan.FromSeconds(1) }, new() { QueueLength = 0 }, new() { GroupSize = 0 }, new() { PageSize = 0 }])
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Create(Ledger, options));
        Assert.Empty(folder.Snapshot());
    }
}
