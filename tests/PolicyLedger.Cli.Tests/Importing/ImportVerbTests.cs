using Xunit;

namespace PolicyLedger.Cli.Tests.Importing;

public class ImportVerbTests : IDisposable
{
    private const string Header = "seq,recorded_at,commit,country,indicator,from_date,to_date,value,kind\n";
    private const string Good = "1,2022-01-01T00:00:00+00:00,abc,DEU,C8,2021-01-01,2021-06-30,3,baseline\n2,2022-01-01T00:00:00+00:00,abc,DEU,C8,2021-07-01,2021-12-31,,retract\n";
    private const string Bad = "3,2022-01-02T00:00:00+00:00,abc,DEU,C8,2022-01-01,2022-01-31,9,new_day\n";

    private readonly Cli cli;

    public ImportVerbTests()
        : this(new Cli())
    {
    }

    private protected ImportVerbTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Good_rows_are_kept_and_again_nothing_is_written()
    {
        var file = cli.File("rows.csv", Header + Good);
        var first = (await cli.Run($"import {file} --mapping oxcgrt-assertions -o json")).Exits(0).Json[0];
        Assert.Equal((2, 2, 0), Counts(first));
        var again = (await cli.Run($"import {file} --mapping oxcgrt-assertions -o json")).Exits(0).Json[0];
        Assert.Equal((2, 0, 2), Counts(again));
        Assert.Equal("3", (await cli.Run("stance DEU --area oxcgrt:C8 --on 2021-06-30 -o csv")).Lines[1].Split(',')[8]);
        Assert.Contains("unknown", (await cli.Run("stance DEU --area oxcgrt:C8 --on 2021-07-01")).Lines[0]);
    }

    [Fact]
    public async Task Bad_rows_go_to_the_rejects_with_exit_1()
    {
        var file = cli.File("rows.csv", Header + Bad + Good);
        var ran = (await cli.Run($"import {file} --mapping oxcgrt-assertions")).Exits(1);
        Assert.Matches(@"rows\.csv +3 +2 +0 +0 +1$", ran.Lines[1]);
        Assert.Contains("line 2:", ran.Error);
        Assert.Contains("\"line\":2", System.IO.File.ReadAllText(file + ".rejects.jsonl"));
        Assert.Equal(2, (await cli.Run("log --type stance-coded -o jsonl")).Lines.Length);
    }

    [Fact]
    public async Task Rejects_that_have_no_place_are_refused_before_anything_is_recorded()
    {
        var file = cli.File("rows.csv", Header + Good + Bad);
        Directory.CreateDirectory(file + ".rejects.jsonl");
        var ran = (await cli.Run($"import {file} --mapping oxcgrt-assertions")).Exits(2);
        Assert.Contains($"--rejects '{file}.rejects.jsonl': is a folder; name a file", ran.Error);
        Assert.DoesNotContain("bug", ran.Error);
        (await cli.Run($"import {file} --mapping oxcgrt-assertions --rejects /nowhere/at/all.jsonl")).Exits(2);
        var elsewhere = Path.Combine(cli.Folder, "elsewhere.jsonl");
        var named = (await cli.Run($"import {file} --mapping oxcgrt-assertions --rejects {elsewhere} -o json")).Exits(1).Json[0];
        Assert.Equal((3, 2, 0), Counts(named));
        Assert.Equal(elsewhere, named.GetProperty("rejects").GetString());
        Assert.Single(System.IO.File.ReadAllLines(elsewhere));
    }

    [Theory]
    [InlineData("rows.csv", "is the file to be imported")]
    [InlineData("ledger.db", "holds something else than the rejects of an import")]
    [InlineData("-", "the path of a file")]
    public async Task Rejects_overwrite_nothing_else(string rejects, string message)
    {
        await cli.RecordStance();
        var file = cli.File("rows.csv", Header + Good);
        var path = rejects switch { "-" => "-", "ledger.db" => cli.LedgerFile, _ => Path.Combine(cli.Folder, rejects) };
        Assert.Contains($"--rejects '{path}': {message}", (await cli.Run($"import {file} --mapping oxcgrt-assertions --rejects {path}")).Exits(2).Error);
        Assert.StartsWith("seq,", System.IO.File.ReadAllText(file));
        Assert.Equal(3, (await cli.Run("log")).Exits(0).Lines.Length);
    }

    [Fact]
    public async Task Rejects_of_several_files_do_not_go_to_one_place()
    {
        var (a, b) = (cli.File("a.csv", Header + Good), cli.File("b.csv", Header + Good));
        Assert.Contains("--rejects", (await cli.Run($"import {a} {b} --mapping oxcgrt-assertions --rejects {a}.r")).Exits(2).Error);
    }

    [Fact]
    public async Task What_was_done_is_told_before_a_file_that_cannot_be_used()
    {
        var (a, b) = (cli.File("a.csv", Header + Bad + Good), cli.File("b.csv", "x,y\n1,2\n"));
        var ran = (await cli.Run($"import {a} {b} --mapping oxcgrt-assertions")).Exits(2);
        Assert.Matches(@"a\.csv +3 +2 +0 +0 +1$", ran.Lines[1]);
        Assert.Contains("1 rejected, see", ran.Error);
        Assert.Contains("column 'country': mapping oxcgrt-assertions needs", ran.Error.Split('\n')[^2]);
        Assert.EndsWith($"(in {b})\n", ran.Error);
    }

    [Fact]
    public async Task A_refused_row_names_its_column()
    {
        var file = cli.File("rows.csv", Header + Bad + Good.Replace("2022-01-01T00:00:00", "2999-01-01T00:00:00"));
        (await cli.Run($"import {file} --mapping oxcgrt-assertions")).Exits(1);
        var reasons = System.IO.File.ReadAllLines(file + ".rejects.jsonl");
        Assert.StartsWith("{\"line\":2,\"reason\":\"value '9': C8 has levels", reasons[0]);
        Assert.StartsWith("{\"line\":3,\"reason\":\"recorded_at '2999-01-01T00:00:00Z': a knowledge time", reasons[1]);
    }

    [Fact]
    public async Task A_refused_import_leaves_no_ledger_behind()
    {
        var file = cli.File("b.csv", "x,y\n1,2\n");
        Assert.Empty((await cli.Run($"import {file} --mapping oxcgrt-assertions")).Exits(2).Out);
        Assert.EndsWith("(in standard input)\n", (await cli.Run("import - --mapping oxcgrt-assertions", "x,y\n")).Exits(2).Error);
        Assert.False(System.IO.File.Exists(cli.LedgerFile));
    }

    [Fact]
    public async Task A_dry_run_needs_no_ledger_and_makes_none()
    {
        var file = cli.File("rows.csv", Header + Good + Bad);
        var ran = (await cli.Run($"import {file} --mapping oxcgrt-assertions --dry-run")).Exits(1);
        Assert.Contains("nothing was written", ran.Error);
        Assert.False(System.IO.File.Exists(cli.LedgerFile));
    }

    [Fact]
    public async Task Lines_of_commands_are_imported_from_standard_input()
    {
        var commands = string.Concat(Resources.Names("founding/").Select(name => System.Text.Encoding.UTF8.GetString(Resources.Read(name)).ReplaceLineEndings(" ") + "\n"));
        var ran = (await cli.Run("import - -o json", commands)).Exits(0).Json[0];
        Assert.Equal((7, 7, 0), Counts(ran));
        Assert.Contains("Munich", (await cli.Run("log USA")).Out);
    }

    [Fact]
    public async Task Several_files_and_a_mapping_file_are_taken()
    {
        var mapping = cli.File("mine.json", System.Text.Encoding.UTF8.GetString(Resources.Read("mappings/oxcgrt-assertions.json")));
        var (a, b) = (cli.File("a.csv", Header + Good), cli.File("b.csv", Header + Good.Replace("DEU", "FRA")));
        Assert.Equal(2, (await cli.Run($"import {a} {b} --mapping {mapping} -o jsonl")).Exits(0).Lines.Length);
    }

    [Theory]
    [InlineData("--mapping none", 2, "neither a file nor one of")]
    [InlineData("--mapping visa-captures", 2, "column 'destination_iso3'")]
    [InlineData("none.csv --mapping oxcgrt-assertions", 1, "no file at none.csv")]
    public async Task What_cannot_be_used_is_refused(string more, int code, string message)
    {
        var file = cli.File("rows.csv", Header + Good);
        Assert.Contains(message, (await cli.Run($"import {file} {more}")).Exits(code).Error);
    }

    [Fact]
    public async Task Cancelled_it_exits_with_130_and_goes_on_when_run_again()
    {
        var file = cli.File("rows.csv", Header + Good);
        var ran = await cli.RunAsync(["import", file, "--mapping", "oxcgrt-assertions"], "", new CancellationToken(true));
        ran.Exits(130);
        (await cli.Run($"import {file} --mapping oxcgrt-assertions")).Exits(0);
    }

    private static (int Rows, int Recorded, int There) Counts(System.Text.Json.JsonElement summary) =>
        (summary.GetProperty("rows").GetInt32(), summary.GetProperty("recorded").GetInt32(), summary.GetProperty("alreadyThere").GetInt32());
}

/// <summary>The same on a server.</summary>
public sealed class ImportVerbOnServerTests() : ImportVerbTests(Cli.OnServer());
