using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

/// <summary>The founding case says what its source says and no more.</summary>
public class FoundingCaseTests
{
    private static readonly string[] Records =
    [
        "USA-2025-munich-speech", "USA-2025-civilizational-allies-paper", "GBR-2025-asylum-overhaul", "DEU-2025-syria-recognition",
        "USA-2025-cables-western-countries", "USA-2025-cable-unidentified", "USA-2025-spokesperson-statement",
    ];

    [Fact]
    public async Task All_of_it_is_accepted_in_order_and_again_writes_nothing()
    {
        var (results, log) = await Examples.Record("schemas/examples/founding", TimeProvider.System);
        Assert.All(results, result => Assert.Null(result.Refusal?.Message));
        Assert.Equal(Records, results.Select(result => result.OrThrow().Lines[^1].Record!.Text));
        foreach (var stored in log)
            Assert.Null(EventSchemas.Check(stored.Type, stored.Facts, stored.Text?.Json, stored.Metadata)?.Message);

        var ids = Commands().Select(command => command.Envelope.CommandId).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(Commands(), command => Assert.Equal("founding-example", command.Envelope.Recorder));
        Assert.All(Commands(), command => Assert.Null(command.Envelope.KnownAt));
    }

    [Fact]
    public async Task It_has_no_magnitude_no_effective_date_and_no_addressee_that_the_source_does_not_name()
    {
        var events = await Events();
        foreach (var policy in events.Select(e => e.Event).OfType<PolicyAnnounced>())
        {
            Assert.Null(policy.Effective);
            Assert.All(policy.Areas, area => Assert.Equal(new StanceValue.Direction(Towards.MoreRestrictive, null), area.Value));
        }

        foreach (var statement in events.Select(e => e.Event).OfType<StatementMade>())
            Assert.All(statement.Areas, area => Assert.Equal(new StanceValue.Direction(Towards.MoreRestrictive, null), area.Value));
        var addressees = events.Select(e => e.Event).OfType<CableSent>().SelectMany(cable => cable.Addressees);
        Assert.Equal([new Addressee.Class("european-countries", []), new Addressee.Class("western-countries", []), new Addressee.Unidentified()], addressees);
    }

    [Fact]
    public async Task Its_dates_are_no_more_precise_than_the_source()
    {
        var dates = (await Events()).Select(e => e.Event switch
        {
            PolicyAnnounced policy => policy.Announced.Text,
            StatementMade statement => statement.On.Text,
            CableSent cable => cable.On.Text,
            _ => throw new NotSupportedException($"{e.Type} is not in the founding case."),
        });
        Assert.Equal(["2025-02-14", "2025-05", "2025-11", "2025-11", "2025-11", "2025-11", "2025-11"], dates);
    }

    [Fact]
    public async Task Each_claim_has_the_grade_of_its_source()
    {
        foreach (var e in await Events())
        {
            var source = Assert.Single(((OpeningEvent)e.Event).Sources);
            Assert.Equal((SourceKind.Press, Reliability.C, e.Event is CableSent ? 3 : 2), (source.Kind, source.Reliability, source.Credibility));
            Assert.Null(source.Date);
            Assert.Contains("Washington Examiner", e.Text.Summary);
        }
    }

    [Fact]
    public async Task Germanys_decision_is_about_Syrian_nationals()
    {
        var decision = (PolicyAnnounced)(await Events()).Single(e => e.Stream == "country-DEU").Event;
        Assert.Equal("SYR", decision.Target!.Code);
        Assert.Equal("migration:asylum.recognition", Assert.Single(decision.Areas).Area.Full);
    }

    [Fact]
    public void It_is_embedded_in_the_program() =>
        Assert.Equal(
            Examples.Files("schemas/examples/founding").Select(file => "founding/" + Path.GetFileName(file)),
            Resources.Names("founding/"));

    private static async Task<IReadOnlyList<RecordedEvent>> Events()
    {
        var (_, log) = await Examples.Record("schemas/examples/founding", TimeProvider.System);
        return log.Select(EventCodec.Current.Decode).Where(e => e.Event is RecordEvent).ToList();
    }

    private static IEnumerable<Command> Commands() =>
        Examples.Files("schemas/examples/founding").Select(file => CommandCodec.Read(File.ReadAllBytes(file), "nobody").OrThrow());
}
