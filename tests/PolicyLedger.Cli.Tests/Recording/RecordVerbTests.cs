using Xunit;

namespace PolicyLedger.Cli.Tests.Recording;

public class RecordVerbTests : IDisposable
{
    /// <summary>Every command by its options, in an order in which each is recorded, and the last event that it records.</summary>
    internal static readonly (string Line, string Event)[] EveryCommand =
    [
        ($"announce GBR --id a --instrument law --area migration:asylum --direction moreRestrictive --magnitude minor --announced 2025-11 --effective 2026-01-01 --title T --summary S --quotation Q --note N {Cli.Source} --source-title X --url https://example.org/x --source-date 2025-11 --language en --sha256 {new string('a', 64)}", "policy-announced.v1"),
        ($"announce DEU FRA --id joint --instrument agreement --area migration:exit --direction moreRestrictive --announced 2025-11-02 --title T {Cli.Source}", "policy-announced.v1"),
        ($"amend GBR-a --from 2026-02 --announced 2026-01-15 --area migration:asylum --direction moreRestrictive --magnitude major --new-target SYR {Cli.Source}", "policy-amended.v1"),
        ($"amend GBR-a --from 2026-02-05 --new-target none {Cli.Source}", "policy-amended.v1"),
        ($"take-effect GBR-a --on 2026-01-02 {Cli.Source}", "policy-took-effect.v1"),
        ($"suspend GBR-a --on 2026-03-01 --note N {Cli.Source}", "policy-suspended.v1"),
        ($"resume GBR-a --on 2026-04-01 {Cli.Source}", "policy-resumed.v1"),
        ($"end GBR-a --on 2026-05-01 --how repealed {Cli.Source}", "policy-ended.v1"),
        ($"statement USA --id s --form speech --area migration:advocacy --direction moreRestrictive --on 2025-02-14 --title T {Cli.Source}", "statement-made.v1"),
        ($"cable USA --id c --to DEU --to FRA --to-class pacific-partners=FJI,WSM --to-unidentified --instruct report --instruct advocate --ask migration:asylum=moreRestrictive --on 2025-11 --channel demarche --known-by leaked --action REQUEST/change --title T --instructions I {Cli.Source}", "cable-sent.v1"),
        ($"withdraw-cable USA-c --on 2025-12-01 {Cli.Source}", "cable-withdrawn.v1"),
        ($"stance DEU --id v --area visa:requirement --category VFD --days 90 --codebook-version 4 --target SYR --basis declared --period 2021 {Cli.Source}", "stance-coded.v1"),
        ($"stance DEU --id n --area oxcgrt:C8 --no-data --recoded --period 2021-01/2021-06 {Cli.Source}", "stance-coded.v1"),
        ($"correct USA-s --change 'on: 2025-02-14 -> 2025-02-15' --change 'title: T -> \"2\"' --reason misread {Cli.Source}", "record-corrected.v1"),
        ("retract GBR-a --entry GBR-a/6 --reason 'another act'", "record-retracted.v1"),
        ("erase USA-c --grounds courtOrder --reason order", "record-erased.v1"),
        ($"attach-source USA-s --bearing disputes --summary S {Cli.Source}", "source-attached.v1"),
        ("check-source USA-s --source 1 --on 2025-03-01 --finding stillSaysSo", "source-checked.v1"),
    ];

    private readonly Cli cli;

    public RecordVerbTests()
        : this(new Cli())
    {
    }

    private protected RecordVerbTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Every_command_can_be_given_by_options()
    {
        foreach (var (line, type) in EveryCommand)
        {
            var ran = (await cli.Run($"record {line} -o json")).Exits(0);
            Assert.Equal(type, ran.Json.GetProperty("events").EnumerateArray().Last().GetProperty("type").GetString());
            Assert.False(ran.Json.GetProperty("already").GetBoolean());
        }

        Assert.Equal(15, EveryCommand.Select(line => line.Line.Split(' ')[0]).Distinct().Count());
        Assert.Contains("GBR-a/6", (await cli.Run("show GBR-a/6")).Exits(0).Out);
        Assert.Contains("2025-02-15", (await cli.Run("show USA-s")).Exits(0).Out);
        (await cli.Run("doctor")).Exits(0);
    }

    [Fact]
    public async Task The_same_line_again_records_nothing_and_says_so()
    {
        await cli.RecordStance();
        var again = (await cli.Run($"record stance DEU --id coded --area oxcgrt:C8 --period 2021 --level 3 {Cli.Source}")).Exits(0);
        Assert.Contains("recorded before", again.Error);
        Assert.Contains("--command-id", again.Error);
        Assert.Equal(3, (await cli.Run("log")).Lines.Length);
    }

    [Fact]
    public async Task The_same_line_after_something_else_about_the_record_is_a_conflict_and_may_be_recorded_under_a_new_id()
    {
        (await cli.Run($"record announce GBR --id a --instrument law --area migration:asylum --direction moreRestrictive --announced 2025-11 --effective 2026-01-01 --title T {Cli.Source}")).Exits(0);
        var suspend = $"record suspend GBR-a --on 2026-03-01 {Cli.Source}";
        (await cli.Run(suspend)).Exits(0);
        (await cli.Run("record retract GBR-a --entry GBR-a/1 --reason 'another act'")).Exits(0);

        var again = (await cli.Run(suspend + " --quiet")).Exits(5);

        Assert.Contains("position 2, and record-retracted.v1 came after it at position 3; to record it once more, add --command-id new", again.Error);
        (await cli.Run(suspend + " --command-id new")).Exits(0);
        Assert.Contains("unknown", (await cli.Run("stance GBR --area migration:asylum --on 2026-04-01")).Exits(0).Out);
    }

    [Fact]
    public async Task The_same_stance_after_another_one_of_its_cell_is_a_conflict()
    {
        string Coded(int level) => $"record stance DEU --area oxcgrt:C8 --period 2021 --level {level} {Cli.Source}";
        (await cli.Run(Coded(3))).Exits(0);
        (await cli.Run($"record stance DEU --area oxcgrt:C1 --period 2021 --level 1 {Cli.Source}")).Exits(0);
        (await cli.Run(Coded(3))).Exits(0);
        (await cli.Run(Coded(2))).Exits(0);
        Assert.Contains("--command-id new", (await cli.Run(Coded(3))).Exits(5).Error);
    }

    [Fact]
    public async Task Json_names_the_command_or_leaves_that_to_the_verb()
    {
        var named = System.Text.Encoding.UTF8.GetString(Resources.Read("founding/03-asylum-overhaul.json"));
        var unnamed = System.Text.RegularExpressions.Regex.Replace(named, "\"command\": \"[^\"]*\",", "").Replace("GBR-2025", "GBR-2026").Replace("bdf01494", "cdf01494");
        (await cli.Run("record --json -", named)).Exits(0);
        (await cli.Run($"record announce --json {cli.File("a.json", unnamed)}")).Exits(0);
        (await cli.Run("record announce --json -", named)).Exits(0);
        Assert.Contains("records make-statement", (await cli.Run("record statement --json -", named)).Exits(2).Error);
        Assert.Contains("command", (await cli.Run("record --json -", unnamed)).Exits(2).Error);
        Assert.Contains("not valid JSON", (await cli.Run("record --json -", "{,")).Exits(2).Error);
        Assert.Contains("--title", (await cli.Run("record announce --json - --title T", named)).Exits(2).Error);
        Assert.Contains("--json", (await cli.Run("record")).Exits(2).Error);
        (await cli.Run("record --json /nowhere/x.json")).Exits(1);
    }

    [Fact]
    public async Task The_envelope_comes_from_the_options_that_stand_everywhere()
    {
        cli["POLICYLEDGER_RECORDER"] = "coder-7";
        await cli.Record($"stance DEU --id x --area oxcgrt:C8 --period 2021 --level 3 --known-at 2022-01-02T03:04:05+01:00 --command-id 0190163d-8694-739b-aea5-966c26f8ad91 {Cli.Source}");
        var e = (await cli.Run("log --type stance-coded -o json")).Json[0];
        Assert.Equal("coder-7", e.GetProperty("recorder").GetString());
        Assert.Equal("2022-01-02T02:04:05Z", e.GetProperty("knownAt").GetString());
        Assert.Equal("0190163d-8694-739b-aea5-966c26f8ad91", e.GetProperty("commandId").GetString());
        await cli.Record($"stance DEU --id y --area oxcgrt:C8 --period 2021 --level 3 --recorder other {Cli.Source}");
        Assert.Equal("other", (await cli.Run("log --type stance-coded.v1 -o json")).Json[1].GetProperty("recorder").GetString());
    }

    [Theory]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 9", 2, "--level '9': C8 has levels 0 to 4")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level x", 2, "--level 'x'")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --direction moreRestrictive", 2, "takes a level")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 3 --direction moreRestrictive", 2, "a value is")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 21.11.2021 --level 3", 2, "--period '21.11.2021'")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 3 --known-at 2100-01-01T00:00:00Z", 2, "never later than the record time")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 3 --command-id x", 2, "--command-id 'x'")]
    [InlineData("stance DEU --id coded --area oxcgrt:C8 --period 2021 --level 2", 5, "--id")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 2 --expected-revision 7", 5, "country-DEU is at revision 0")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 2 --expected-revision -1", 5, "country-DEU is at revision 0")]
    [InlineData("suspend DEU-none --on 2021-01-01", 3, "no such record")]
    [InlineData("suspend DEU-coded --on 2021-01-01", 5, "not a policy")]
    [InlineData("correct DEU-coded --change 'period: 2020 -> 2022' --reason r", 5, "period is now \"2021\"")]
    [InlineData("correct DEU-coded --change period --reason r", 2, "FIELD: FROM -> TO")]
    [InlineData("correct DEU-coded --change 'jurisdiction: DEU -> FRA' --reason r", 2, "cannot be corrected: retract it and record it again")]
    [InlineData("correct DEU-coded --change 'knownAt: 2021 -> 2022' --reason r", 2, "cannot be corrected: retract it and record it again")]
    [InlineData("correct DEU-coded --change 'note: nothing -> \"a\\u0007\"' --reason r", 2, "--change note: character 2 is U+0007")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 3 --codebook-version 4", 2, "--codebook-version '4': codebook oxcgrt has versions 1 to 1")]
    [InlineData("announce DEU --area migration:asylum --direction moreRestrictive --codebook-version 4 --instrument law --announced 2021 --title T", 2, "--codebook-version '4': codebook migration has versions 1 to 1")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 3 --no-data", 2, "--level and --no-data: a value is")]
    [InlineData("suspend DEU-coded --on 2021-01-01 --known-at 2100-01-01T00:00:00Z", 2, "--known-at '2100-01-01T00:00:00Z': a knowledge time")]
    [InlineData("stance DEU --id e --area oxcgrt:C8 --period 2021 --level 2 --expected-revision 7", 5, "--expected-revision '7'")]
    [InlineData("stance DEU --area oxcgrt:C8 --period 2021 --level 2 --recorder ''", 2, "--recorder")]
    public async Task A_refusal_names_the_option_and_the_rule(string line, int code, string message)
    {
        await cli.RecordStance();
        var ran = (await cli.Run($"record {line} {Cli.Source}")).Exits(code);
        Assert.Contains(message, ran.Error);
        Assert.Empty(ran.Out);
    }

    [Fact]
    public async Task A_command_id_that_is_used_is_named_as_it_was_given()
    {
        const string Id = "--command-id 0190163d-8694-739b-aea5-966c26f8ad91";
        await cli.Record($"stance DEU --id x --area oxcgrt:C8 --period 2021 --level 3 {Id} {Cli.Source}");
        Assert.Contains("policyledger: --command-id '0190163d", (await cli.Run($"record stance DEU --id y --area oxcgrt:C8 --period 2021 --level 2 {Id} {Cli.Source}")).Exits(5).Error);
        var json = System.Text.Encoding.UTF8.GetString(Resources.Read("founding/03-asylum-overhaul.json"));
        Assert.Contains("policyledger: --command-id '0190163d", (await cli.Run($"record --json - {Id}", json)).Exits(5).Error);
        Assert.Contains("policyledger: knownAt", (await cli.Run("record --json -", "{\"knownAt\":\"2999-01-01T00:00:00Z\"," + json[(json.IndexOf('{') + 1)..])).Exits(2).Error);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        var json = System.Text.Encoding.UTF8.GetString(Resources.Read("founding/03-asylum-overhaul.json"));
        (await cli.Run("record --json -", "\ufeff" + json)).Exits(0);
        Assert.Contains("recorded before", (await cli.Run($"record announce --json {cli.File("bom.json", "\ufeff" + json)}")).Exits(0).Error);
    }

    [Fact]
    public async Task A_command_has_an_end()
    {
        var ran = (await cli.Run("record --json -", new string(' ', PolicyLedger.Cli.Shell.Call.MaxDocument + 1))).Exits(2);
        Assert.Contains("--json '-': more than 16777216 bytes", ran.Error);
    }

    [Fact]
    public async Task A_record_without_a_source_is_refused_by_name()
    {
        var ran = (await cli.Run("record stance DEU --area oxcgrt:C8 --period 2021 --level 3")).Exits(2);
        Assert.Contains("--publisher: required, and missing", ran.Error);
        Assert.False(System.IO.File.Exists(cli.LedgerFile), "a refused first command left a ledger behind");
    }
}

/// <summary>The same on a server.</summary>
public sealed class RecordVerbOnServerTests() : RecordVerbTests(Cli.OnServer());
