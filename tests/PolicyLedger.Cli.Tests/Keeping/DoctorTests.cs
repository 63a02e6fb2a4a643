using Microsoft.Data.Sqlite;
using PolicyLedger.Sqlite.Models;
using Xunit;

namespace PolicyLedger.Cli.Tests.Keeping;

public class DoctorTests : IDisposable
{
    private readonly Cli cli;

    public DoctorTests()
        : this(new Cli())
    {
    }

    private protected DoctorTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task A_sound_ledger_is_called_so()
    {
        await cli.RecordFounding();
        var before = (await cli.Run("doctor -o json")).Exits(0).Json;
        Assert.DoesNotContain("broken", before.ToString());
        (await cli.Run("stance DEU")).Exits(0);
        var checks = (await cli.Run("doctor -o csv")).Exits(0).Lines;
        Assert.All(checks[1..], line => Assert.Equal("ok", line.Split(',')[1]));
        await cli.RecordStance();
        Assert.Contains("2 events behind", (await cli.Run("doctor")).Exits(0).Out);
    }

    [Theory]
    [InlineData("UPDATE texts SET json = replace(json, 'asylum', 'ASYLUM')", "text hashes")]
    [InlineData("UPDATE events SET facts = replace(facts, 'moreRestrictive', 'stricter')", "events")]
    [InlineData("UPDATE events SET type = 'policy-unheard-of.v9' WHERE position = 3", "events")]
    [InlineData("PRAGMA foreign_keys = OFF; DELETE FROM events WHERE position = 3", "positions")]
    public async Task What_was_altered_behind_the_programs_back_is_found(string sql, string check)
    {
        await cli.RecordFounding();
        Change(cli.LedgerFile, sql);
        var ran = (await cli.Run("doctor -o csv")).Exits(4);
        Assert.Contains(ran.Lines, line => line.StartsWith($"{check},broken,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM commands", "8 events", "position 0:")]
    [InlineData("DELETE FROM commands WHERE position IN (3, 5)", "2 events", "position 3:")]
    public async Task An_event_whose_command_is_not_known_is_found(string sql, string count, string first)
    {
        await cli.RecordFounding();
        Change(cli.LedgerFile, sql);
        var line = (await cli.Run("doctor -o csv")).Exits(4).Lines.Single(line => line.Contains(",broken,", StringComparison.Ordinal));
        Assert.StartsWith("commands,", line);
        Assert.Contains(count, line);
        Assert.Contains(first, line);
        var copied = Path.Combine(cli.Folder, "copied.db");
        (await cli.Run($"copy --from {cli.LedgerFile} --to {copied}")).Exits(0);
        (await cli.Run($"doctor --ledger {copied}")).Exits(0);
    }

    [Fact]
    public async Task Models_beyond_the_end_are_not_this_ledgers()
    {
        await cli.RecordFounding();
        (await cli.Run("stance DEU")).Exits(0);
        Change(cli.ModelsPath, "UPDATE generations SET checkpoint = 99");
        Assert.Contains("checkpoint", (await cli.Run("doctor")).Exits(4).Lines.Single(line => line.Contains("broken")));
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_refused_and_left_alone()
    {
        cli.File(Path.GetFileName(cli.LedgerFile), "this is not a ledger at all, but a longer text file");
        Assert.Contains("broken", (await cli.Run("doctor")).Exits(4).Out);
        Assert.Contains("not a SQLite file", (await cli.Run("stance DEU")).Exits(4).Error);
        (await cli.Run($"record stance DEU --area oxcgrt:C8 --period 2021 --level 3 {Cli.Source}")).Exits(4);
        Assert.StartsWith("this is not", System.IO.File.ReadAllText(cli.LedgerFile));
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("stance DEU")]
    [InlineData("log")]
    [InlineData("rebuild")]
    [InlineData("export events")]
    [InlineData("replay --to 1 --out /tmp/never.db")]
    public async Task A_ledger_that_is_not_there_is_not_made_by_reading(string line)
    {
        var path = cli.LedgerFile;
        var ran = (await cli.Run(line)).Exits(7);
        Assert.Contains($"no ledger at {path}", ran.Error);
        Assert.Empty(System.IO.Directory.GetFiles(cli.Folder));
    }

    private static void Change(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0, "nothing was changed");
    }
}

/// <summary>The same on a server.</summary>
public sealed class DoctorOnServerTests() : DoctorTests(Cli.OnServer());
