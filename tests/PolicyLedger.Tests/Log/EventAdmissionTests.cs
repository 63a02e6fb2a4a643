using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Testing.Recording;
using PolicyLedger.Tests.Wire;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Log;

/// <summary>Events that are offered are held to the commands' own rules.</summary>
public class EventAdmissionTests
{
    private const string Opened = """{"command":"announce-policy","jurisdictions":["GBR"],"id":"overhaul","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"moreRestrictive"}}],"announced":"2025-11-10",…}""";
    private const string End = """{"record":"GBR-overhaul","entry":"GBR-overhaul/1","on":"2026-01-01","how":"repealed","sources":[{"kind":"press","reliability":"C","credibility":2}]}""";
    private const string Ids = "\"$correlationId\":\"0190163d-8694-739b-aea5-966c26f8ad91\",\"$causationId\":\"0190163d-8694-739b-aea5-966c26f8ad92\",\"commandId\":\"0190163d-8694-739b-aea5-966c26f8ad93\"";
    private const string Text = "\"text\":{\"sources\":[{\"publisher\":\"Example Times\"}]}";

    private static readonly Guid Id = new("0190163d-8694-739b-aea5-966c26f8ad99");

    [Theory]
    [InlineData("schemas/examples/commands", 17)]
    [InlineData("schemas/examples/founding", 1)]
    public async Task What_the_commands_recorded_is_admitted_elsewhere_to_the_byte(string folder, int atLeast)
    {
        var clock = new FixedClock(new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero));
        var recorded = (await Examples.Record(folder, clock)).Log;
        var log = new InMemoryEventLog();
        var admission = new EventAdmission(log, EventCodec.Current, clock, () => throw new InvalidOperationException("the text has its salt"));
        foreach (var part in recorded.GroupBy(e => (EventCodec.Current.Decode(e).Metadata.CommandId, e.Stream)))
        {
            var recorder = EventCodec.Current.Decode(part.First()).Metadata.Recorder;
            var offered = part.Select(e => new OfferedEvent(e.Id, e.Type, e.Facts, JoinedMetadata.Join(e.Metadata, e.Text))).ToList();
            var outcome = await admission.OfferAsync(part.Key.Stream, ExpectedRevision.At(part.First().Revision - 1), offered, recorder);
            Assert.Equal(new AdmissionOutcome.Recorded(part.Last().Revision, part.Last().Position), outcome);
            Assert.Equal(outcome, await admission.OfferAsync(part.Key.Stream, ExpectedRevision.Any, offered, recorder));
        }

        Assert.True(recorded.Count >= atLeast);
        Assert.Equal(recorded.Select(Shown), (await log.ReadAllAsync().ToListAsync()).Select(Shown));
    }

    [Fact]
    public async Task What_the_client_leaves_out_the_ledger_fills_in()
    {
        var given = Specification.Given(Opened);
        given.Clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(new AdmissionOutcome.Recorded(1, 2), await Offer(given));
        var made = given.Events()[^1];
        Assert.Equal((Id, "policy-ended.v1", 1L), (made.Id, made.Type, made.Revision));
        Assert.Equal((given.Clock.Now, "somebody", 1, (DateTimeOffset?)null), (made.Metadata.RecordedAt, made.Metadata.Recorder, made.Metadata.SchemaVersion, made.Metadata.KnownAt));
        Assert.Equal("0190163d-8694-739b-aea5-966c26f8ad92", made.Metadata.CausationId.ToString());
        Assert.Equal((64, 64), (made.Metadata.CommandHash.Length, made.Metadata.TextHash!.Length));
        Assert.Equal("Example Times", made.Text.Sources![0].Publisher);
    }

    [Fact]
    public async Task The_record_time_and_the_recorder_are_not_the_clients_to_say()
    {
        var given = Specification.Given(Opened);
        Assert.IsType<AdmissionOutcome.Recorded>(await Offer(given, metadata: $"{{{Ids},\"recordedAt\":\"1999-01-01T00:00:00Z\",\"recorder\":\"impostor\",{Text}}}"));
        Assert.Equal((given.Clock.Now, "somebody"), (given.Events()[^1].Metadata.RecordedAt, given.Events()[^1].Metadata.Recorder));
    }

    [Fact]
    public async Task A_shipped_codebook_is_adopted_with_the_first_event_that_uses_it()
    {
        var there = Specification.Given(Opened).Events();
        var given = new Specification();
        var opening = await Specification.Given(Opened).Log.ReadStreamAsync("country-GBR").FirstAsync();
        var offered = new OfferedEvent(opening.Id, opening.Type, opening.Facts, JoinedMetadata.Join(opening.Metadata, opening.Text));
        Assert.Equal(new AdmissionOutcome.Recorded(0, 1), await Admission(given).OfferAsync("country-GBR", ExpectedRevision.NoStream, [offered], there[0].Metadata.Recorder));
        Assert.Equal(there.Select(e => (e.Stream, e.Id)), given.Events().Select(e => (e.Stream, e.Id)));
    }

    [Fact]
    public async Task A_second_end_is_refused() =>
        await Refused(
            "record 'GBR-overhaul': it has already ended by entry GBR-overhaul/1; correct or retract that one",
            Specification.Given(Opened, """{"command":"end-policy","record":"GBR-overhaul","on":"2026-01-01","how":"expired",…}"""));

    [Theory]
    [InlineData("facts.entry 'GBR-overhaul/7': here the ledger would record GBR-overhaul/1", "\"GBR-overhaul/1\"", "\"GBR-overhaul/7\"")]
    [InlineData("facts.how 'forgotten': one of repealed, expired, superseded, struckDown, withdrawn, denied", "repealed", "forgotten")]
    [InlineData("facts.record 'DEU-overhaul': this event belongs on country-DEU, not on country-GBR", "GBR-", "DEU-")]
    [InlineData("record 'GBR-other': GBR has no such record", "GBR-overhaul", "GBR-other")]
    [InlineData("facts.on: required, and missing", "\"on\":\"2026-01-01\",", "")]
    [InlineData("facts.on '2026-02-30': ", "2026-01-01", "2026-02-30")]
    [InlineData("facts.note 'x': no such field here", "\"how\"", "\"note\":\"x\",\"how\"")]
    [InlineData("on '2024-01-01': end before start: it stands from 2025-11-10", "2026-01-01", "2024-01-01")]
    [InlineData("facts: not valid JSON", "\"how\"", "how")]
    public async Task Facts_that_the_ledger_would_not_record_are_refused(string why, string from, string to) =>
        await Refused(why, Specification.Given(Opened), facts: End.Replace(from, to));

    [Theory]
    [InlineData("metadata.commandId: required, and missing", ",\"commandId\":\"0190163d-8694-739b-aea5-966c26f8ad93\"", "")]
    [InlineData("metadata.$correlationId: required, and missing", "\"$correlationId\":\"0190163d-8694-739b-aea5-966c26f8ad91\",", "")]
    [InlineData("metadata.$causationId: required, and missing", "\"$causationId\":\"0190163d-8694-739b-aea5-966c26f8ad92\",", "")]
    [InlineData("metadata.commandId 'x': a UUID", "0190163d-8694-739b-aea5-966c26f8ad93", "x")]
    [InlineData("metadata.commandId '00000000-0000-0000-0000-000000000000': an id of its own", "0190163d-8694-739b-aea5-966c26f8ad93", "00000000-0000-0000-0000-000000000000")]
    [InlineData("metadata.mood: no such field here", "\"commandId\"", "\"mood\":1,\"commandId\"")]
    [InlineData("metadata.schemaVersion '2': the type's version is 1", "\"commandId\"", "\"schemaVersion\":2,\"commandId\"")]
    [InlineData("metadata.knownAt '2999-01-01T00:00:00Z': a knowledge time is never later than the record time", "\"commandId\"", "\"knownAt\":\"2999-01-01T00:00:00Z\",\"commandId\"")]
    [InlineData("knownAt '1999-01-01T00:00:00Z': an earlier event about this record was known only at", "\"commandId\"", "\"knownAt\":\"1999-01-01T00:00:00Z\",\"commandId\"")]
    [InlineData("metadata.textHash '0000000000000000000000000000000000000000000000000000000000000000': the hash of the text that comes with it", "\"commandId\"", "\"textHash\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"commandId\"")]
    [InlineData("metadata.text.salt 'ab': a salt is 32 hex digits", "{\"sources\":[{\"publisher\":\"Example Times\"}]}", "{\"salt\":\"ab\",\"json\":\"{}\"}")]
    [InlineData("text.sources '[]': at least 1 items", "{\"publisher\":\"Example Times\"}", "")]
    [InlineData("text.sources '2': one for each of the facts' 1 sources, in their order", "{\"publisher\":\"Example Times\"}", "{\"publisher\":\"a\"},{\"publisher\":\"b\"}")]
    [InlineData("text.reason 'r': no such field here", "\"sources\"", "\"reason\":\"r\",\"sources\"")]
    [InlineData("metadata: expected one JSON object", "{", "[")]
    [InlineData("metadata.text: required, and missing", ",\"text\":{\"sources\":[{\"publisher\":\"Example Times\"}]}", "")]
    public async Task Metadata_that_are_not_complete_or_not_true_are_refused(string why, string from, string to)
    {
        var metadata = from == "{" ? "[]" : $"{{{Ids},{Text}}}".Replace(from, to);
        await Refused(why, Specification.Given(Opened), metadata: metadata);
    }

    [Theory]
    [InlineData("policy-forgotten.v1", "type 'policy-forgotten.v1': one of cable-sent.v1, ")]
    [InlineData("policy-ended.v2", "type 'policy-ended.v2': one of cable-sent.v1, ")]
    [InlineData("policy-took-effect.v1", "facts.how 'repealed': no such field here")]
    public async Task Types_that_are_not_known_or_not_the_facts_own_are_refused(string type, string why) => await Refused(why, Specification.Given(Opened), type: type);

    [Theory]
    [InlineData("country-XYZ")]
    [InlineData("country-gbr")]
    [InlineData("country-")]
    [InlineData("codebook-No Such")]
    public async Task Names_that_no_stream_of_the_ledger_has_are_refused(string stream)
    {
        var outcome = Assert.IsType<AdmissionOutcome.Refused>(await Offer(new Specification(), stream: stream));
        Assert.StartsWith($"stream '{stream}': ", outcome.Refusal.Message);
    }

    [Fact]
    public async Task A_command_id_that_was_used_before_is_refused()
    {
        var given = Specification.Given(Opened);
        Assert.IsType<AdmissionOutcome.Recorded>(await Offer(given));
        var again = Assert.IsType<AdmissionOutcome.Refused>(await Offer(given, id: Guid.NewGuid()));
        Assert.StartsWith("metadata.commandId '0190163d-8694-739b-aea5-966c26f8ad93': this command id has already recorded events on country-GBR", again.Refusal.Message);
        var other = Assert.IsType<AdmissionOutcome.Refused>(await Offer(given, id: Guid.NewGuid(), facts: End.Replace("repealed", "expired")));
        Assert.StartsWith("metadata.commandId '0190163d-8694-739b-aea5-966c26f8ad93': this command id was used before", other.Refusal.Message);
        Assert.Equal(3, given.Events().Count);
    }

    [Fact]
    public async Task An_event_id_that_is_already_there_is_refused()
    {
        var given = Specification.Given(Opened);
        var outcome = Assert.IsType<AdmissionOutcome.Refused>(await Offer(given, id: given.Events()[0].Id));
        Assert.StartsWith($"id '{given.Events()[0].Id}': an event of this id is already in the ledger", outcome.Refusal.Message);
    }

    [Theory]
    [InlineData("repealed", "expired", "facts.how 'expired': here the ledger would record repealed")]
    [InlineData("GBR-overhaul/1", "GBR-overhaul/9", "facts.entry 'GBR-overhaul/9': here")]
    [InlineData("\"how\"", "how", "facts: not valid JSON")]
    public async Task An_id_sent_again_with_other_content_is_refused_and_not_taken_for_the_first(string from, string to, string why)
    {
        var given = Specification.Given(Opened);
        Assert.Equal(new AdmissionOutcome.Recorded(1, 2), await Offer(given));
        foreach (var expected in new[] { ExpectedRevision.At(0), ExpectedRevision.Any })
        {
            Assert.Contains(why, Assert.IsType<AdmissionOutcome.Refused>(await Offer(given, expected: expected, facts: End.Replace(from, to))).Refusal.Message);
            Assert.Equal(new AdmissionOutcome.Recorded(1, 2), await Offer(given, expected: expected, facts: End.Replace(",", ", ")));
        }

        Assert.Contains("is recorded with other content (text.", Assert.IsType<AdmissionOutcome.Refused>(await Offer(given, metadata: $"{{{Ids},{Text.Replace("Times", "Post")}}}")).Refusal.Message);
        Assert.Equal(3, given.Events().Count);
    }

    [Fact]
    public async Task An_append_is_all_or_nothing()
    {
        var given = Specification.Given(Opened);
        var legal = new OfferedEvent(Id, "policy-ended.v1", Utf8(End), Utf8($"{{{Ids},{Text}}}"));
        var illegal = legal with { Id = Guid.NewGuid(), Facts = Utf8(End.Replace("overhaul/1", "overhaul/2")) };
        Assert.IsType<AdmissionOutcome.Refused>(await Admission(given).OfferAsync("country-GBR", ExpectedRevision.Any, [legal, illegal], "somebody"));
        Assert.Equal(2, given.Events().Count);
    }

    [Fact]
    public async Task A_revision_that_is_not_the_expected_one_writes_nothing()
    {
        var given = Specification.Given(Opened);
        Assert.Equal(new AdmissionOutcome.Conflict(0), await Offer(given, expected: ExpectedRevision.NoStream));
        Assert.Equal(new AdmissionOutcome.Conflict(0), await Offer(given, expected: ExpectedRevision.At(3)));
        Assert.Equal(new AdmissionOutcome.Conflict(0), await Offer(given, expected: ExpectedRevision.At(long.MaxValue)));
        Assert.Equal(new AdmissionOutcome.Conflict(-1), await Offer(given, stream: "country-DEU", expected: ExpectedRevision.Exists));
        Assert.Equal(2, given.Events().Count);
        Assert.Equal(new AdmissionOutcome.Recorded(1, 2), await Offer(given, expected: ExpectedRevision.Exists));
        Assert.Equal(new AdmissionOutcome.Recorded(1, 2), await Offer(given, expected: ExpectedRevision.At(0)));
        Assert.Equal(new AdmissionOutcome.Recorded(1, 2), await Offer(given, expected: ExpectedRevision.Exists));
        Assert.Equal(new AdmissionOutcome.Recorded(1, null), await Admission(given).OfferAsync("country-GBR", ExpectedRevision.At(1), [], "somebody"));
        Assert.Equal(3, given.Events().Count);
    }

    private static async Task Refused(string why, Specification given, string type = "policy-ended.v1", string facts = End, string? metadata = null)
    {
        var before = given.Events().Count;
        var outcome = Assert.IsType<AdmissionOutcome.Refused>(await Offer(given, type: type, facts: facts, metadata: metadata));
        Assert.StartsWith(why, outcome.Refusal.Message);
        Assert.Equal(before, given.Events().Count);
    }

    private static Task<AdmissionOutcome> Offer(
        Specification given, string stream = "country-GBR", ExpectedRevision? expected = null, string type = "policy-ended.v1", string facts = End, string? metadata = null, Guid? id = null) =>
        Admission(given).OfferAsync(stream, expected ?? ExpectedRevision.Any, [new(id ?? Id, type, Utf8(facts), Utf8(metadata ?? $"{{{Ids},{Text}}}"))], "somebody");

    private static EventAdmission Admission(Specification given) => new(given.Log, EventCodec.Current, given.Clock, () => new byte[16]);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Shown(StoredEvent e) => string.Join(
        '\n', e.Position, e.Stream, e.Revision, e.Id, e.Type, Encoding.UTF8.GetString(e.Facts.Span), Encoding.UTF8.GetString(e.Metadata.Span),
        e.Text is null ? "" : Convert.ToHexString(e.Text.Salt.Span) + Encoding.UTF8.GetString(e.Text.Json.Span));
}
