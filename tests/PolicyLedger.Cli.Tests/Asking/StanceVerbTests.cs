using Xunit;

namespace PolicyLedger.Cli.Tests.Asking;

public class StanceVerbTests : IDisposable
{
    private readonly Cli cli;

    public StanceVerbTests()
        : this(new Cli())
    {
    }

    private protected StanceVerbTests(Cli cli) => this.cli = cli;

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task A_stance_in_json_is_flat_and_complete()
    {
        await cli.RecordStance();
        var ran = (await cli.Run("stance DEU --area oxcgrt:C8 --on 2021-03-01 --known-at 2100-01-01T00:00:00Z --at 1 -o jsonl")).Exits(0);
        Assert.Equal(
            """{"jurisdiction":"DEU","area":"oxcgrt:C8","target":null,"status":"known","level":3,"category":null,"days":null,"direction":null,"magnitude":null,"label":"arrivals from some places are barred","codebookVersion":1,"translated":null,"candidates":[],"certainty":"definite","since":"2021-01-01","until":"2022-01-01","endUnknown":false,"layer":"coded","fromGeneral":false,"recordId":"DEU-coded","position":1,"restsOn":[1],"rivals":[],"alternatives":[],"related":[],"sum":null,"on":"2021-03-01","knownAt":"2100-01-01T00:00:00Z","at":1,"basis":"inForce","ruleVersion":1}""",
            ran.Lines.Single());
        Assert.Empty(ran.Error);
    }

    [Theory]
    [InlineData("--on 2021-03-01 --basis inForce -o json stance DEU --area oxcgrt:C8")]
    [InlineData("--on 2021-03-01 stance DEU --area oxcgrt:C8 --basis in-force -o json")]
    [InlineData("stance --on 2021-03-01 Germany --area oxcgrt:C8 --output json")]
    [InlineData("stance de --area=oxcgrt:C8 --on=2021-03-01 -o json")]
    public async Task Options_stand_before_or_after_the_verb(string line)
    {
        await cli.RecordStance();
        Assert.Equal(3, (await cli.Run(line)).Exits(0).Json.GetProperty("level").GetInt32());
    }

    [Theory]
    [InlineData("stance DEU --area oxcgrt:C8 --on 2021-03-01", "DEU oxcgrt:C8 on 2021-03-01: 3 arrivals from some places are barred")]
    [InlineData("stance DEU --area oxcgrt:C8 --on 2022-01-01", "DEU oxcgrt:C8 on 2022-01-01: unknown")]
    [InlineData("stance FRA --area oxcgrt:C8 --on 2022-01-01", "FRA oxcgrt:C8 on 2022-01-01: not yet known")]
    [InlineData("stance DEU --area oxcgrt:C8 --on 2021-03-01 --known-at 2020-01-01T00:00:00Z", "DEU oxcgrt:C8 on 2021-03-01: not yet known")]
    [InlineData("stance DEU --area oxcgrt:C8 --on 2021-03-01 --at 0", "DEU oxcgrt:C8 on 2021-03-01: not yet known")]
    public async Task An_unknown_answer_is_an_answer(string line, string headline)
    {
        await cli.RecordStance();
        Assert.Equal(headline, (await cli.Run(line)).Exits(0).Lines[0]);
    }

    [Fact]
    public async Task Csv_has_the_batch_columns_after_what_was_asked()
    {
        await cli.RecordStance();
        var ran = (await cli.Run("stance DEU --area oxcgrt:C8 --on 2021-03-01 --known-at 2100-01-01T00:00:00Z -o csv")).Exits(0);
        Assert.Equal(
            [
                "jurisdiction,area,target,on,known_at,at,basis,status,level,label,direction,certainty,since,until,record_id,position",
                "DEU,oxcgrt:C8,,2021-03-01,2100-01-01T00:00:00Z,1,inForce,known,3,arrivals from some places are barred,,definite,2021-01-01,2022-01-01,DEU-coded,1",
            ],
            ran.Lines);
    }

    [Fact]
    public async Task A_country_and_an_area_are_asked_as_a_whole()
    {
        await cli.RecordStance();
        await cli.Record($"stance FRA --area oxcgrt:C8 --period 2021 --level 1 {Cli.Source}");
        await cli.Record($"stance DEU --area oxcgrt:C1 --period 2021 --level 2 --target SYR {Cli.Source}");
        var country = (await cli.Run("stance DEU --on 2021-03-01 -o json")).Exits(0).Json;
        Assert.Equal(["oxcgrt:C1", "oxcgrt:C8"], country.EnumerateArray().Select(row => row.GetProperty("area").GetString()));
        var area = (await cli.Run("stance --area oxcgrt:C8 --on 2021-03-01")).Exits(0);
        Assert.Equal(3, area.Lines.Length);
        Assert.Matches("^JURISDICTION +AREA +TARGET +STANCE +CERTAINTY +SINCE +UNTIL +RECORD$", area.Lines[0]);
        Assert.StartsWith("DEU", area.Lines[1]);
        Assert.StartsWith("FRA", area.Lines[2]);
    }

    [Fact]
    public async Task A_long_value_is_never_cut_where_nobody_looks()
    {
        var title = new string('x', 400);
        await cli.Record($"announce GBR --instrument other --area migration:asylum --direction moreRestrictive --announced 2025-11 --title {title} {Cli.Source}");
        Assert.Contains(title, (await cli.Run("log")).Exits(0).Out);
        Assert.DoesNotContain('\u001b', (await cli.Run("log")).Out);
    }

    [Fact]
    public async Task A_terminal_gets_boxes_and_no_color_takes_them_away()
    {
        using var terminal = new Cli { Terminal = true };
        await terminal.RecordStance();
        Assert.Contains('╭', (await terminal.Run("stance DEU --on 2021-03-01")).Exits(0).Out);
        Assert.DoesNotContain('╭', (await terminal.Run("stance DEU --on 2021-03-01 --no-color")).Exits(0).Out);
        terminal["NO_COLOR"] = "1";
        Assert.DoesNotContain('\u001b', (await terminal.Run("stance DEU --on 2021-03-01 --area oxcgrt:C8")).Exits(0).Out);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(60, false)]
    public async Task No_date_or_word_is_broken_on_a_narrow_terminal(int width, bool table)
    {
        using var terminal = new Cli { Terminal = true, Width = width };
        await terminal.RecordStance();
        var (boxed, plain) = (await terminal.Run("stance DEU --on 2021-03-01"), await terminal.Run("stance DEU --on 2021-03-01 --no-color"));
        Assert.Equal(table, boxed.Out.Contains('╭'));
        foreach (var whole in (string[])["2021-01-01", "2022-01-01", "definite", "arrivals", "barred", "DEU-coded", "oxcgrt:C8"])
        {
            Assert.Contains(whole, boxed.Out);
            Assert.Contains(whole, plain.Out);
        }

        Assert.All(boxed.Lines.Concat(plain.Lines), line => Assert.InRange(line.Replace("\u001b[1m", "").Replace("\u001b[0m", "").Length, 0, width));
    }

    [Theory]
    [InlineData("stance DEU --area oxcgrt:C8 --on 9999-12-30")]
    [InlineData("stance DEU --area oxcgrt:C8 --on 0001-01-01")]
    [InlineData("stance DEU --on 9999-12-30")]
    [InlineData("audit cell DEU --area oxcgrt:C8 --on 9999-12-30")]
    [InlineData("timeline DEU --area oxcgrt:C8 --from 0001-01-01 --until 9999-12-31")]
    [InlineData("timeline DEU --area oxcgrt:C8 --from 9999-12-31")]
    [InlineData("compare DEU FRA --area oxcgrt:C8 --from 0001-01-01 --until 9999-12-31")]
    [InlineData("compare DEU FRA --area oxcgrt:C8 --from 9999-12-31")]
    [InlineData("diff DEU --from-on 0001-01-01 --on 9999-12-30")]
    [InlineData("export panel DEU --from 9999-12-01 --until 9999-12-31")]
    public async Task The_first_and_the_last_day_can_be_asked_for(string line)
    {
        await cli.RecordStance();
        (await cli.Run(line)).Exits(0);
    }

    [Theory]
    [InlineData("stance", "jurisdiction: name a jurisdiction")]
    [InlineData("stance DEUX --area oxcgrt:C8", "jurisdiction 'DEUX': is not a jurisdiction")]
    [InlineData("stance - --area oxcgrt:C8", "marks a missing value")]
    [InlineData("stance DEU --area C8", "--area 'C8': an area is written codebook:area")]
    [InlineData("stance DEU --area oxcgrt:C9", "no area 'C9'")]
    [InlineData("stance DEU --area none:C9", "no codebook 'none'")]
    [InlineData("stance DEU --on 01/03/2021", "--on '01/03/2021': is not a day")]
    [InlineData("stance DEU --on 2021-02-30", "--on '2021-02-30'")]
    [InlineData("stance DEU --on 9999-12-31", "--on '9999-12-31': the last day that can be asked for is 9999-12-30")]
    [InlineData("stance DEU --area oxcgrt:C8 --on 9999-12-31", "the last day that can be asked for")]
    [InlineData("audit cell DEU --area oxcgrt:C8 --on 9999-12-31", "the last day that can be asked for")]
    [InlineData("pressure DEU --on 9999-12-31", "the last day that can be asked for")]
    [InlineData("diff DEU --from-on 2021-01-01 --on 9999-12-31", "--on '9999-12-31'")]
    [InlineData("diff DEU --from-on 9999-12-31", "--from-on '9999-12-31'")]
    [InlineData("stance DEU --known-at 2021-03-01", "--known-at '2021-03-01': is a day, not an instant")]
    [InlineData("stance DEU --at x", "--at 'x'")]
    [InlineData("stance DEU --basis both", "--basis 'both'")]
    [InlineData("stance DEU --target QQQ", "--target 'QQQ'")]
    [InlineData("stance DEU -o xml", "--output 'xml'")]
    [InlineData("stance DEU --nonsense", "--nonsense")]
    [InlineData("stance DEU FRA", "FRA")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("", "policyledger --help")]
    public async Task Usage_errors_go_to_standard_error_with_exit_2(string line, string message)
    {
        await cli.RecordStance();
        var ran = (await cli.Run(line)).Exits(2);
        Assert.Empty(ran.Out);
        Assert.Contains(message, ran.Error);
        Assert.DoesNotContain("   at ", ran.Error);
    }
}

/// <summary>The same on a server.</summary>
public sealed class StanceVerbOnServerTests() : StanceVerbTests(Cli.OnServer());
