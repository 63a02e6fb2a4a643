using System.Text;
using System.Text.Json.Nodes;
using PolicyLedger.Testing.Recording;
using Xunit;

namespace PolicyLedger.Tests.Recording;

/// <summary>What a command refuses cannot be brought about by recording something else and correcting it.</summary>
public class CorrectionRulesTests
{
    private const string Asylum = """[{"area":"migration:asylum","value":{"direction":"moreRestrictive"}}]""";
    private const string Policy = $$"""{"command":"announce-policy","jurisdictions":["GBR"],"id":"p","instrument":"law","areas":{{Asylum}},"target":"SYR","announced":"2025-01-10","effective":"2025-02-01/2025-12-31",…}""";
    private const string Late = $$"""{"command":"announce-policy","jurisdictions":["DDR"],"id":"p","instrument":"law","areas":{{Asylum}},"announced":"1989-11-09",…}""";
    private const string Statement = $$"""{"command":"make-statement","jurisdiction":"DDR","id":"s","form":"speech","areas":{{Asylum}},"target":"SUN","on":"1989",…}""";
    private const string Stance = """{"command":"code-stance","jurisdiction":"DDR","id":"c","area":"oxcgrt:C1","target":"SUN","period":"1980/1989","value":{"level":1},…}""";
    private const string Cable = """{"command":"send-cable","issuer":"USA","id":"k","addressees":[{"host":"SUN"}],"instructions":["report"],"asks":[{"area":"migration:asylum","wanted":"moreRestrictive"}],"on":"1990-11",…,"knownBy":"leaked"}""";
    private const string Amendment = $$"""{"command":"amend-policy","record":"GBR-p","from":"2025-03-01","areas":{{Asylum}},…}""";
    private const string Withdrawal = """{"command":"withdraw-cable","record":"USA-k","on":"1991",…}""";
    private const string Check = """{"command":"check-source","record":"GBR-p","source":1,"on":"2025-06-01","finding":"unavailable"}""";
    private const string End = """{"command":"end-policy","record":"GBR-p","on":"2025-06-01","how":"repealed",…}""";
    private const string TakeEffect = """{"command":"put-policy-into-effect","record":"GBR-p","on":"2025-02-01",…}""";
    private const string Suspend = """{"command":"suspend-policy","record":"GBR-p","on":"2025-03-01",…}""";
    private const string Resume = """{"command":"resume-policy","record":"GBR-p","on":"2025-04-01",…}""";
    private const string StatementEnd = """{"command":"end-policy","record":"DDR-s","on":"1990","how":"denied",…}""";

    private static readonly string Level = Asylum.Replace("\"value\":{\"direction\":\"moreRestrictive\"}", "\"codebookVersion\":1,\"value\":{\"level\":1}");
    private static readonly string Border = Stored(Asylum).Replace("asylum", "border");
    private static readonly string Twice = $"[{Stored(Asylum)[1..^1]},{Stored(Asylum)[1..^1]}]";
    private static readonly string AskedTwice = """[{"area":"migration:asylum","codebookVersion":1,"wanted":"noChange"},{"area":"migration:asylum","codebookVersion":1,"wanted":"noChange"}]""";

    /// <summary>Commands before it; a legal command; the field; what it must not be; the rule. Null: the field taken out.</summary>
    public static IEnumerable<TheoryDataRow<string[], string, string, string?, string>> Rules =>
    [
        new([], Policy, "areas", Level, "takes a direction"),
        new([], Policy, "areas", Twice, "at most once"),
        new([], Policy, "target", "\"SUN\"", "was withdrawn on 1991-12-26"),
        new([], Policy, "title", "\" \"", "required, and empty"),
        new([], Policy, "title", $"\"{new string('x', 501)}\"", "at most 500 characters"),
        new([], Policy, "note", "\"\\u0007\"", "control characters"),
        new([], Late, "announced", "\"2005-01-01\"", "was withdrawn on 1990-10-03"),
        new([], Statement, "areas", Level, "takes a direction"),
        new([], Statement, "areas", Twice, "at most once"),
        new([], Statement, "on", "\"2005\"", "was withdrawn on 1990-10-03"),
        new([], Statement, "target", "\"CZE\"", "exists as a code only since 1993-01-01"),
        new([], Statement, "title", "\"\"", "required, and empty"),
        new([], Stance, "area", "\"oxcgrt:C99\"", "has no area 'C99'"),
        new([], Stance, "codebookVersion", "2", "has versions 1 to 1"),
        new([], Stance, "value", "{\"level\":9}", "has levels 0 to 3"),
        new([], Stance, "value", "{\"category\":\"VF\"}", "takes a level"),
        new([], Stance, "period", "\"2005\"", "was withdrawn on 1990-10-03"),
        new([], Stance, "target", "\"CZE\"", "exists as a code only since 1993-01-01"),
        new([], Cable, "addressees", """[{"host":"GBR"},{"host":"GBR"}]""", "each addressee at most once"),
        new([], Cable, "addressees", """[{"host":"USA"}]""", "not addressed to its issuer"),
        new([], Cable, "addressees", """[{"host":"CZE"}]""", "exists as a code only since 1993-01-01"),
        new([], Cable, "addressees", """[{"class":"the-east","members":["GBR","CZE"]}]""", "exists as a code only since 1993-01-01"),
        new([], Cable, "on", "\"2025-11\"", "was withdrawn on 1991-12-26"),
        new([], Cable, "asks", AskedTwice, "each area at most once"),
        new([], Cable, "asks", """[{"area":"oxcgrt:C1","codebookVersion":1,"wanted":"noChange"}]""", "takes a level"),
        new([], Cable, "title", "\"\"", "required, and empty"),
        new([Policy], Amendment, "areas", Border, "announce another policy for another area"),
        new([Policy], Amendment, "areas", Level, "takes a direction"),
        new([Policy], Amendment, "areas", Twice, "each area at most once"),
        new([Policy], Amendment, "areas", null, "an amendment changes an area's value, the target or the effective period"),
        new([Policy], Amendment, "target", "{\"jurisdiction\":\"SUN\"}", "was withdrawn on 1991-12-26"),
        new([Policy, End], Amendment, "effective", "\"2027/2028\"", "end before start: it ended on 2025-06-01"),
        new([Policy, End], TakeEffect, "on", "\"2025-07-01\"", "before it took effect on 2025-07-01"),
        new([Policy], TakeEffect, "on", "\"2026-01-01\"", "its effective period 2025-02-01/2025-12-31 is over"),
        new([Policy, TakeEffect], End, "on", "\"2025-01-31\"", "before it took effect on 2025-02-01"),
        new([Policy], End, "on", "\"2025-01-09\"", "it stands from 2025-01-10"),
        new([Policy, Suspend], End, "on", "\"2025-02-10\"", "before 2025-03-01"),
        new([Policy, Suspend, Resume], Suspend.Replace("03-01", "05-01"), "on", "\"2025-03-15\"", "already suspended on 2025-03-15"),
        new([Policy, Suspend], Resume, "on", "\"2025-02-15\"", "not suspended on 2025-02-15"),
        new([Statement], StatementEnd, "how", "\"repealed\"", "a statement is withdrawn or denied"),
        new([Statement], StatementEnd, "on", "\"1988\"", "it stands from 1989-01-01"),
        new([Cable], Withdrawal, "on", "\"1989\"", "the cable was sent 1990-11"),
        new([Policy], Check, "source", "7", "the record has sources 1 to 1"),
        new([Policy], Check, "on", "\"2099-01-01\"", "not made in the future"),
    ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void What_the_command_refuses_the_correction_refuses_by_the_same_rule(string[] given, string command, string field, string? to, string rule)
    {
        var refused = Specification.Given(given).Run(With(command, field, to)).Refusal;
        Assert.Contains(rule, refused?.Rule);

        var specification = Specification.Given([.. given, command]);
        var last = specification.Events()[^1];
        var correction = Correction(specification, field, to);
        Assert.Equal((refused!.Rule, refused.Kind), (specification.Run(correction).Refusal is { } corrected ? (corrected.Rule, corrected.Kind) : default));
        Assert.Equal(last.Position, specification.Events()[^1].Position);
    }

    [Fact]
    public void A_correction_names_the_field_as_the_correction_does()
    {
        var specification = Specification.Given(Policy);
        Assert.StartsWith("changes.areas[0].value '1': ", specification.Run(Correction(specification, "areas", Level)).Refusal!.Message);
        Assert.StartsWith("changes.title ' ': ", specification.Run(Correction(specification, "title", "\" \"")).Refusal!.Message);
    }

    [Fact]
    public void A_correction_keeps_as_many_sources_as_there_are_texts_of_them()
    {
        const string One = """{"kind":"press","reliability":"C","credibility":2}""";
        var specification = Specification.Given(Policy);
        Assert.StartsWith("changes.sources '2': a correction keeps the number of sources", specification.Run(Correction(specification, "sources", $"[{One},{One}]")).Refusal?.Message);
        Assert.Null(specification.Run(Correction(specification, "sources", "[" + One.Replace("2", "3") + "]")).Refusal);
    }

    [Fact]
    public void A_correction_may_lead_to_an_area_of_another_codebook()
    {
        var specification = Specification.Given(Policy);
        Assert.Null(specification.Run(Correction(specification, "areas", """[{"area":"oxcgrt:C8","codebookVersion":1,"value":{"level":3}}]""")).Refusal?.Message);
        Assert.Equal(["codebook-adopted.v1", "record-corrected.v1"], specification.Events()[^2..].Select(e => e.Type));
    }

    [Fact]
    public void An_area_that_is_amended_cannot_be_corrected_away()
    {
        var specification = Specification.Given(Policy);
        var correction = Correction(specification, "areas", Border);
        Assert.Null(specification.Run(Amendment).Refusal);
        Assert.StartsWith("changes 'GBR-p/1': with these changes this entry would break a rule: areas[0].area 'migration:asylum': the policy has migration:border", specification.Run(correction).Refusal?.Message);
    }

    [Fact]
    public void What_was_so_before_a_correction_is_not_held_against_it()
    {
        var specification = Specification.Given(Policy, Suspend.Replace("03-01", "05-01"));
        var correction = Correction(specification, "note", "\"seen again\"");
        Assert.Null(specification.Run(Suspend).Refusal);
        Assert.Null(specification.Run(correction).Refusal);
    }

    [Fact]
    public void A_record_whose_text_was_erased_can_still_be_corrected()
    {
        var specification = Specification.Given(Policy);
        var correction = Correction(specification, "announced", "\"2025-01-11\"");
        Assert.Null(specification.Run("""{"command":"erase-record","record":"GBR-p","grounds":"safety","reason":"asked for"}""").Refusal);
        Assert.Null(specification.Run(correction).Refusal);
    }

    private static string Stored(string areas) => areas.Replace("\"value\"", "\"codebookVersion\":1,\"value\"");

    private static string With(string command, string field, string? to)
    {
        var json = JsonNode.Parse(Specification.Complete(command))!.AsObject();
        if (to is null)
            json.Remove(field);
        else if (field is "title" or "note")
            json["text"]![field] = JsonNode.Parse(to);
        else
            json[field] = JsonNode.Parse(to);
        return json.ToJsonString();
    }

    /// <summary>Corrects a field of what was recorded last.</summary>
    private static string Correction(Specification specification, string field, string? to)
    {
        var last = specification.Log.ReadAllAsync().ToBlockingEnumerable().Last();
        var facts = JsonNode.Parse(last.Facts.Span)!;
        var from = field is "title" or "note" ? last.Text is { } text ? JsonNode.Parse(text.Json.Span)![field] : null : facts[field];
        var change = new JsonObject { ["field"] = field };
        if (from is not null)
            change["from"] = from.DeepClone();
        if (to is not null)
            change["to"] = JsonNode.Parse(to);
        var correction = new JsonObject { ["command"] = "correct-record", ["record"] = (string)facts["record"]! };
        if (facts["entry"] is { } entry)
            correction["entry"] = (string)entry!;
        correction["changes"] = new JsonArray(change);
        correction["reason"] = "misread";
        correction["sources"] = new JsonArray(JsonNode.Parse(Specification.Source));
        return correction.ToJsonString();
    }
}
