using System.Text.Json;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>The history of what was believed of a cell and a day.</summary>
public class AuditCellTests : IDisposable
{
    private const string Asylum = "--area migration:asylum --direction moreRestrictive";

    private readonly Cli cli;

    public AuditCellTests()
        : this(new Cli())
    {
    }

    private protected AuditCellTests(Cli cli) => this.cli = cli;

    public void Dispose()
    {
        cli.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_step_says_what_became_known_by_whom_from_which_source_and_why_it_was_corrected()
    {
        await cli.Record($"stance DEU --id first --area oxcgrt:C8 --period 2021 --level 3 --known-at 2022-01-01T00:00:00Z --recorder anna {Cli.Source} --url https://example.org/a");
        await cli.Record($"stance DEU --id second --area oxcgrt:C8 --period 2021-06 --level 2 --known-at 2022-02-01T00:00:00Z --recorder ben {Cli.Source}");
        await cli.Record($"correct DEU-second --change 'value: {{\"level\":2}} -> {{\"level\":1}}\' --reason misread --known-at 2022-03-01T00:00:00Z --recorder cleo {Cli.Source}");
        await cli.Record("retract DEU-second --reason 'another country' --known-at 2022-04-01T00:00:00Z --recorder dora");
        var steps = await StepsAsync("DEU --area oxcgrt:C8 --on 2021-06-15");
        Assert.Equal(["2022-01-01T00:00:00Z", "2022-02-01T00:00:00Z", "2022-03-01T00:00:00Z", "2022-04-01T00:00:00Z"], steps.Select(step => step.GetProperty("knownAt").GetString()));
        Assert.Equal([3, 2, 1, 3], steps.Select(step => step.GetProperty("stance").GetProperty("level").GetInt32()));
        var events = steps.ConvertAll(step => Assert.Single(step.GetProperty("events").EnumerateArray()));
        Assert.Equal(["anna", "ben", "cleo", "dora"], events.Select(e => e.GetProperty("recorder").GetString()));
        Assert.Equal(["stance-coded.v1", "stance-coded.v1", "record-corrected.v1", "record-retracted.v1"], events.Select(e => e.GetProperty("type").GetString()));
        Assert.Equal([null, null, "misread", "another country"], events.Select(e => e.GetProperty("reason").GetString()));
        Assert.Equal("OxCGRT", events[0].GetProperty("sources")[0].GetProperty("publisher").GetString());
        Assert.Equal("https://example.org/a", events[0].GetProperty("sources")[0].GetProperty("url").GetString());
        Assert.Equal("value: {\"level\":2} -> {\"level\":1}", $"{events[2].GetProperty("changes")[0].GetProperty("field")}: {events[2].GetProperty("changes")[0].GetProperty("from")} -> {events[2].GetProperty("changes")[0].GetProperty("to")}");

        // Each step's answer is the one that is given when asked as known then.
        foreach (var step in steps)
        {
            var asked = (await cli.Run($"stance DEU --area oxcgrt:C8 --on 2021-06-15 --known-at {step.GetProperty("knownAt").GetString()} --at {step.GetProperty("stance").GetProperty("at").GetInt64()} -o json")).Exits(0).Json;
            Assert.True(JsonElement.DeepEquals(asked, step.GetProperty("stance")), $"{asked}\n{step}");
        }
    }

    [Fact]
    public async Task Steps_that_change_nothing_are_told_only_on_request()
    {
        await cli.Record($"stance DEU --id day --area oxcgrt:C8 --period 2021-06-15 --level 3 {Cli.Source}");
        await cli.Record($"stance DEU --id other --area oxcgrt:C8 --period 2021-06-16 --level 2 {Cli.Source}");
        await cli.Record($"stance DEU --id elsewhere --area oxcgrt:C7 --period 2021-06-15 --level 1 {Cli.Source}");
        await cli.Record($"attach-source DEU-day --bearing disputes {Cli.Source}");
        Assert.Equal([3], (await StepsAsync("DEU --area oxcgrt:C8 --on 2021-06-15")).Select(step => step.GetProperty("stance").GetProperty("level").GetInt32()));
        var all = await StepsAsync("DEU --area oxcgrt:C8 --on 2021-06-15 --all");
        Assert.Equal([true, false, false], all.Select(step => step.GetProperty("changed").GetBoolean()));
        Assert.Equal(["DEU-day", "DEU-other", "DEU-day"], all.Select(step => step.GetProperty("events")[0].GetProperty("recordId").GetString()));
    }

    [Fact]
    public async Task A_target_looks_at_the_general_cell_too_and_the_general_cell_at_no_target()
    {
        await cli.Record($"announce GBR --id general --instrument law {Asylum} --announced 2025-01-01 --effective 2025-01-01 --title G {Cli.Source}");
        await cli.Record($"announce GBR --id syrians --instrument law {Asylum} --target SYR --announced 2025-02-01 --effective 2025-02-01 --title S {Cli.Source}");
        var towards = await StepsAsync("GBR --area migration:asylum --target SYR --on 2025-03-01");
        Assert.Equal(["GBR-general", "GBR-syrians"], towards.Select(step => step.GetProperty("stance").GetProperty("recordId").GetString()));
        Assert.Equal([true, false], towards.Select(step => step.GetProperty("stance").GetProperty("fromGeneral").GetBoolean()));
        Assert.Equal("GBR-general", Assert.Single(await StepsAsync("GBR --area migration:asylum --on 2025-03-01")).GetProperty("stance").GetProperty("recordId").GetString());
    }

    [Fact]
    public async Task A_record_that_a_correction_moved_out_of_the_cell_is_still_part_of_its_history()
    {
        await cli.Record($"stance DEU --id wrong --area oxcgrt:C8 --period 2021 --level 3 {Cli.Source}");
        await cli.Record($"correct DEU-wrong --change 'area: oxcgrt:C8 -> oxcgrt:C7' --change 'value: {{\"level\":3}} -> {{\"level\":2}}\' --reason 'the other column' {Cli.Source}");
        var steps = await StepsAsync("DEU --area oxcgrt:C8 --on 2021-06-15");
        Assert.Equal(["known", "notYetKnown"], steps.Select(step => step.GetProperty("stance").GetProperty("status").GetString()));
        Assert.Equal("the other column", steps[1].GetProperty("events")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_person_reads_it_as_cards_and_a_program_as_rows()
    {
        await cli.RecordStance();
        await cli.Record($"correct DEU-coded --change 'value: {{\"level\":3}} -> {{\"level\":1}}\' --reason misread {Cli.Source}");
        var cards = (await cli.Run("audit cell DEU --area oxcgrt:C8 --on 2021-03-01")).Exits(0).Out;
        foreach (var words in new[] { "value: {\"level\":3} -> {\"level\":1}", "because       misread", "OxCGRT, dataset A1", "record-corrected.v1 DEU-coded by local" })
            Assert.Contains(words, cards);
        var rows = (await cli.Run("audit cell DEU --area oxcgrt:C8 --on 2021-03-01 -o csv")).Exits(0).Lines;
        Assert.Equal(3, rows.Length);
        Assert.StartsWith("known_at,changed,status,", rows[0]);
        Assert.Contains("nothing is known about this cell", (await cli.Run("audit cell FRA --area oxcgrt:C8 --on 2021-03-01")).Exits(0).Error);
        Assert.Contains("no codebook 'none'", (await cli.Run("audit cell FRA --area none:C8")).Exits(2).Error);
        (await cli.Run("audit cell DEU")).Exits(2);
    }

    [Fact]
    public async Task What_was_erased_is_told_with_the_position_and_the_grounds_of_its_erasure()
    {
        await cli.Record($"announce GBR --id overhaul {Asylum} --instrument law --announced 2025-01-01 --effective 2025-01-01 --title Overhaul {Cli.Source}");
        await cli.Record("erase GBR-overhaul --grounds courtOrder --reason 'order of 2026'");
        await cli.Record($"suspend GBR-overhaul --on 2025-03-01 --note Kugelfisch {Cli.Source}");
        await cli.Record("erase GBR-overhaul --grounds safety --reason asked");
        var events = (await StepsAsync("GBR --area migration:asylum --on 2025-02-01 --all")).SelectMany(step => step.GetProperty("events").EnumerateArray()).ToList();
        var at = events.FindIndex(e => e.GetProperty("type").GetString() == "record-erased.v1");
        Assert.Equal(
            [(true, "courtOrder: order of 2026"), (false, null), (true, "safety: asked"), (false, null)],
            events.Select(e => (e.GetProperty("textErased").GetBoolean(), e.GetProperty("erasedBecause").GetString())));
        Assert.Equal(events[at].GetProperty("position").GetInt64(), events[0].GetProperty("erasedAt").GetInt64());
        Assert.Equal(events[3].GetProperty("position").GetInt64(), events[2].GetProperty("erasedAt").GetInt64());
        Assert.Contains($"erased        position {events[at].GetProperty("position")}, courtOrder: order of 2026", (await cli.Run("audit cell GBR --area migration:asylum --on 2025-02-01")).Exits(0).Out);
        var rows = (await cli.Run("audit cell GBR --area migration:asylum --on 2025-02-01 -o csv")).Exits(0).Lines;
        Assert.EndsWith(",text_erased,erased_at,erased_because", rows[0]);
        Assert.EndsWith($",{events[at].GetProperty("position")},courtOrder: order of 2026", rows[1]);
    }

    [Fact]
    public async Task Up_to_a_position_or_a_knowledge_time_it_ends_there()
    {
        await cli.RecordStance();
        await cli.Record($"correct DEU-coded --change 'value: {{\"level\":3}} -> {{\"level\":1}}\' --reason misread {Cli.Source}");
        Assert.Equal(3, Assert.Single(await StepsAsync("DEU --area oxcgrt:C8 --on 2021-03-01 --at 1")).GetProperty("stance").GetProperty("level").GetInt32());
        Assert.Empty(await StepsAsync("DEU --area oxcgrt:C8 --on 2021-03-01 --known-at 2000-01-01T00:00:00Z"));
    }

    private async Task<List<JsonElement>> StepsAsync(string cell) => [.. (await cli.Run($"audit cell {cell} -o json")).Exits(0).Json.EnumerateArray()];
}

/// <summary>The same on a server.</summary>
public sealed class AuditCellOnServerTests() : AuditCellTests(Cli.OnServer());
