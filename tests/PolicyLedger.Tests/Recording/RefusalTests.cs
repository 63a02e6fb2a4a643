using PolicyLedger.Testing.Recording;
using Xunit;

namespace PolicyLedger.Tests.Recording;

/// <summary>Each refusal names the field, the value and the rule, and writes nothing.</summary>
public class RefusalTests
{
    private const string Policy = """{"command":"announce-policy","jurisdictions":["GBR"],"id":"p","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"moreRestrictive","magnitude":"minor"}}],"announced":"2025-11-10","effective":"2026-01-01/..",…}""";
    private const string Cable = """{"command":"send-cable","issuer":"USA","id":"c","addressees":[{"host":"GBR"}],"instructions":["report"],"asks":[{"area":"migration:asylum","wanted":"moreRestrictive"}],"on":"2025-11","knownBy":"seenByOutlet",…}""";
    private const string Statement = """{"command":"make-statement","jurisdiction":"USA","id":"s","form":"speech","areas":[{"area":"migration:advocacy","value":{"direction":"moreRestrictive"}}],"on":"2025-02-14",…}""";

    [Theory]
    [InlineData("""{"command":"announce-policy","jurisdictions":["Atlantis"],"instrument":"law","areas":[],"announced":"2025",…}""", "jurisdictions[0] 'Atlantis'")]
    [InlineData("""{"command":"announce-policy","jurisdictions":["-"],"instrument":"law","areas":[],"announced":"2025",…}""", "jurisdictions[0] '-'")]
    public void An_unknown_jurisdiction_is_refused(string command, string start)
    {
        var specification = Specification.Given();
        Assert.StartsWith(start, specification.Run(command).Refusal!.Message);
    }

    [Theory]
    [InlineData("migration:nowhere", """{"direction":"noChange"}""", "area 'migration:nowhere': codebook migration version 1 has no area 'nowhere'; it has border, entry, integration, exit, asylum, asylum.recognition, advocacy")]
    [InlineData("moon:phase", """{"level":1}""", "area 'moon:phase': no codebook 'moon' is adopted")]
    [InlineData("C1", """{"level":1}""", "area 'C1': an area is written codebook:area, for example migration:asylum")]
    [InlineData("oxcgrt:C1", """{"level":4}""", "value.level '4': C1 has levels 0 to 3")]
    [InlineData("oxcgrt:C1", """{"level":-1}""", "value.level '-1': C1 has levels 0 to 3")]
    [InlineData("oxcgrt:C1", """{"direction":"moreRestrictive"}""", "value 'moreRestrictive': C1 takes a level")]
    [InlineData("migration:asylum", """{"level":1}""", "value '1': asylum takes a direction")]
    [InlineData("migration:asylum", """{"direction":"noChange","magnitude":"minor"}""", "value.magnitude 'minor': only a change in a direction has a magnitude")]
    public void A_value_that_does_not_belong_to_its_area_is_refused(string area, string value, string message) =>
        Specification.Given()
            .When($$"""{"command":"code-stance","jurisdiction":"DEU","area":"{{area}}","period":"2021","value":{{value}},"sources":[{{Specification.Source}}]}""")
            .ThenRefused(message);

    [Fact]
    public void A_record_without_a_source_is_refused() =>
        Specification.Given()
            .When("""{"command":"code-stance","jurisdiction":"DEU","area":"oxcgrt:C1","period":"2021","value":{"level":1},"sources":[]}""")
            .ThenRefused("sources: at least one source: who published it, where, how reliable");

    [Fact]
    public void A_policy_ends_once() =>
        Specification.Given(Policy, End("2026-05-01"))
            .When(End("2026-06-01"))
            .ThenConflicts("record 'GBR-p': it has already ended by entry GBR-p/1; correct or retract that one");

    [Fact]
    public void An_end_before_the_start_is_refused() =>
        Specification.Given(Policy).When(End("2025-11-09")).ThenRefused("on '2025-11-09': end before start: it stands from 2025-11-10");

    [Fact]
    public void An_end_that_may_be_after_the_start_is_taken() => Specification.Given(Policy).When(End("2025-11")).ThenAccepted();

    [Fact]
    public void A_period_that_ends_before_it_starts_is_refused() =>
        Assert.Contains("end before start", Specification.Given().Run("""{"command":"code-stance","jurisdiction":"DEU","area":"oxcgrt:C1","period":"2021-05/2021-04-01","value":{"level":1},…}""").Refusal!.Message);

    [Fact]
    public void Resuming_what_is_not_suspended_is_refused() =>
        Specification.Given(Policy)
            .When(Entry("resume-policy", "2026-05-01"))
            .ThenConflicts("record 'GBR-p': it is not suspended on 2026-05-01, so it cannot resume; record the suspension first");

    [Fact]
    public void A_resumption_learned_late_is_judged_at_its_own_date() =>
        Specification.Given(Policy, Entry("suspend-policy", "2026-03-01"), Entry("resume-policy", "2026-04-01"), Entry("suspend-policy", "2026-06-01"))
            .When(Entry("resume-policy", "2026-07-01"))
            .ThenAccepted();

    [Fact]
    public void Suspending_what_is_suspended_is_refused() =>
        Specification.Given(Policy, Entry("suspend-policy", "2026-03-01"))
            .When(Entry("suspend-policy", "2026-04-01"))
            .ThenConflicts("record 'GBR-p': it is already suspended on 2026-04-01");

    [Fact]
    public void Retracting_an_end_undoes_it() =>
        Specification.Given(Policy, End("2026-05-01"), Retract("GBR-p/1")).When(End("2026-06-01")).ThenAccepted();

    [Fact]
    public void What_is_retracted_cannot_be_corrected() =>
        Specification.Given(Policy, End("2026-05-01"), Retract("GBR-p/1"))
            .When(Correct("GBR-p", "on", "\"2026-05-01\"", "\"2026-05-02\"", "GBR-p/1"))
            .ThenConflicts("entry 'GBR-p/1': this entry is already retracted");

    [Fact]
    public void A_retracted_record_takes_nothing_more() =>
        Specification.Given(Policy, Retract(null))
            .When(End("2026-06-01"))
            .ThenConflicts("record 'GBR-p': this record is retracted; record it again under another id");

    [Fact]
    public void Correcting_what_does_not_exist_is_refused() =>
        Specification.Given(Policy)
            .When(Correct("GBR-q", "announced", "\"2025\"", "\"2026\""))
            .ThenRefused("record 'GBR-q': GBR has no such record");

    [Fact]
    public void Correcting_an_entry_that_does_not_exist_is_refused() =>
        Specification.Given(Policy)
            .When(Correct("GBR-p", "on", "\"2025\"", "\"2026\"", "GBR-p/3"))
            .ThenRefused("entry 'GBR-p/3': record GBR-p has no entries");

    [Fact]
    public void A_from_that_is_not_the_present_value_conflicts_and_shows_it() =>
        Specification.Given(Policy)
            .When(Correct("GBR-p", "announced", "\"2025-11-11\"", "\"2025-11-12\""))
            .ThenConflicts("changes[0].from '\"2025-11-11\"': announced is now \"2025-11-10\"; look at the record again");

    [Fact]
    public void The_id_of_a_record_cannot_be_corrected() =>
        Specification.Given(Policy)
            .When(Correct("GBR-p", "record", "\"GBR-p\"", "\"GBR-q\""))
            .ThenRefused("changes[0].field 'record': ids, event type, jurisdiction and knowledge time cannot be corrected: retract it and record it again");

    [Fact]
    public void A_correction_to_an_illegal_value_is_refused() =>
        Specification.Given(Policy)
            .When(Correct("GBR-p", "areas", """[{"area":"migration:asylum","codebookVersion":1,"value":{"direction":"moreRestrictive","magnitude":"minor"}}]""", """[{"area":"migration:asylum","codebookVersion":1,"value":{"level":2}}]"""))
            .ThenRefused("changes.areas[0].value '2': asylum takes a direction");

    [Fact]
    public void A_correction_may_not_end_a_policy_before_its_start() =>
        Specification.Given(Policy, End("2026-05-01"))
            .When(Correct("GBR-p", "on", "\"2026-05-01\"", "\"2024\"", "GBR-p/1"))
            .ThenRefused("on '2024': end before start: it stands from 2025-11-10");

    [Fact]
    public void A_knowledge_time_later_than_now_is_refused() =>
        Specification.Given()
            .When(Policy.Replace("\"id\":\"p\"", "\"id\":\"p\",\"knownAt\":\"2027-01-01T00:00:00Z\""))
            .ThenRefused("knownAt '2027-01-01T00:00:00Z': a knowledge time is never later than the record time, 2026-01-01T00:00:01Z");

    [Fact]
    public void A_knowledge_time_earlier_than_the_records_earlier_events_is_refused_naming_both() =>
        Specification.Given(Policy)
            .When(End("2026-05-01").Replace("\"record\"", "\"knownAt\":\"2025-12-01T00:00:00Z\",\"record\""))
            .ThenRefused("knownAt '2025-12-01T00:00:00Z': an earlier event about this record was known only at 2026-01-01T00:00:01Z; a later one cannot be known before it");

    [Fact]
    public void A_text_over_its_limit_is_refused_with_the_limit() =>
        Assert.EndsWith("at most 500 characters; this has 501", Specification.Given().Run(Policy.Replace("…", $$""" "text":{"title":"{{new string('a', 501)}}"},"sources":[{{Specification.Source}}] """)).Refusal!.Message);

    [Theory]
    [InlineData("\\u0007", "text.title: character 2 is U+0007; control characters other than tab and line feed, and halves of surrogate pairs, are refused")]
    [InlineData("\\u0000", "text.title: character 2 is U+0000; control characters other than tab and line feed, and halves of surrogate pairs, are refused")]
    [InlineData("\\u009f", "text.title: character 2 is U+009F; control characters other than tab and line feed, and halves of surrogate pairs, are refused")]
    public void Control_characters_are_refused(string character, string message) =>
        Specification.Given().When(Policy.Replace("…", $$""" "text":{"title":"a{{character}}b"},"sources":[{{Specification.Source}}] """)).ThenRefused(message);

    [Fact]
    public void An_entry_on_another_countrys_record_is_refused() =>
        Specification.Given(Policy)
            .When(End("2026-05-01").Replace("\"record\"", "\"jurisdiction\":\"DEU\",\"record\""))
            .ThenRefused("record 'GBR-p': this is a record of GBR, not of DEU");

    [Fact]
    public void A_record_id_is_used_once() =>
        Specification.Given(Policy)
            .When(Policy.Replace("2025-11-10", "2025-11-11"))
            .ThenConflicts("id 'GBR-p': there is a record of this id; give this one another, or record an entry about that one");

    [Fact]
    public void A_jurisdiction_that_was_withdrawn_announces_nothing_afterwards() =>
        Assert.StartsWith("jurisdiction 'DDR'", Specification.Given().Run(Policy.Replace("GBR", "DDR")).Refusal!.Message);

    [Fact]
    public void A_statement_is_withdrawn_or_denied() =>
        Specification.Given(Statement)
            .When("""{"command":"end-policy","record":"USA-s","on":"2026","how":"repealed",…}""")
            .ThenRefused("how 'repealed': a statement is withdrawn or denied");

    [Fact]
    public void A_cable_is_withdrawn_not_ended() =>
        Specification.Given(Cable)
            .When("""{"command":"end-policy","record":"USA-c","on":"2026","how":"withdrawn",…}""")
            .ThenConflicts("record 'USA-c': only a policy or a statement ends; a cable is withdrawn, a coded stance has its period");

    [Fact]
    public void A_cable_asks_only_in_direction_areas() =>
        Specification.Given()
            .When(Cable.Replace("migration:asylum", "oxcgrt:C1"))
            .ThenRefused("asks[0].wanted 'moreRestrictive': C1 takes a level");

    [Fact]
    public void A_source_that_is_not_there_cannot_be_checked() =>
        Specification.Given(Policy)
            .When("""{"command":"check-source","record":"GBR-p","source":2,"finding":"unavailable"}""")
            .ThenRefused("source '2': the record has sources 1 to 1");

    [Theory]
    [InlineData("\"credibility\":2", "\"credibility\":7", "sources[0].credibility '7': the Admiralty code's credibility is 1 to 6 (6: cannot be judged)")]
    [InlineData("https://example.org/a", "ftp://example.org/a", "sources[0].url 'ftp://example.org/a': an absolute http or https address")]
    [InlineData("\"kind\"", "\"sha256\":\"ABC\",\"kind\"", "sources[0].sha256 'ABC': a SHA-256 is 64 lower-case hex digits")]
    public void A_source_is_checked(string what, string with, string message) =>
        Specification.Given().When(Specification.Complete(Policy).Replace(what, with)).ThenRefused(message);

    [Fact]
    public void A_stale_expected_revision_conflicts() =>
        Specification.Given(Policy)
            .When(End("2026-05-01").Replace("\"record\"", "\"expectedRevision\":3,\"record\""))
            .ThenConflicts("expectedRevision '3': country-GBR is at revision 0; look at what came in between, then decide again");

    private static string End(string on) => $$"""{"command":"end-policy","record":"GBR-p","on":"{{on}}","how":"repealed",…}""";

    private static string Entry(string command, string on) => $$"""{"command":"{{command}}","record":"GBR-p","on":"{{on}}",…}""";

    private static string Retract(string? entry) =>
        $$"""{"command":"retract-record","record":"GBR-p",{{(entry is null ? "" : $"\"entry\":\"{entry}\",")}}"reason":"misread"}""";

    private static string Correct(string record, string field, string from, string to, string? entry = null) =>
        $$"""{"command":"correct-record","record":"{{record}}",{{(entry is null ? "" : $"\"entry\":\"{entry}\",")}}"changes":[{"field":"{{field}}","from":{{from}},"to":{{to}}}],"reason":"misread","sources":[{{Specification.Source}}]}""";
}
