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
    public async Task A_dry_run_needs_no_ledger_and_makes_none()
    {
        var file = cli.File("rows.csv", Header + Good + Bad);
        var ran = (await cli.Run($"import {file} --mapping oxcgrt-assertions --dry-run")).Exits(1);
        Assert.Contains("nothing was written", ran.Error);
        Assert.False(System.IO.File.Exists(cli.Ledger));
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
