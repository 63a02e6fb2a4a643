using PolicyLedger.Log;
using PolicyLedger.Testing.Recording;
using Xunit;

namespace PolicyLedger.Tests.Log;

/// <summary>P3: one event per event id, for ever.</summary>
public class IdempotencyTests
{
    private const string Id = "\"commandId\":\"0190163d-8694-739b-aea5-966c26f8ad91\",";

    private const string Joint = """{"command":"announce-policy","commandId":"0190163d-8694-739b-aea5-966c26f8ad91","jurisdictions":["FRA","DEU","POL"],"id":"pact","instrument":"agreement","areas":[{"area":"migration:border","value":{"direction":"moreRestrictive"}}],"announced":"2025-11-10",…}""";

    [Fact]
    public void The_same_command_sent_again_gets_the_first_result_and_writes_nothing()
    {
        var specification = new Specification();
        var first = specification.Run(Joint).OrThrow();
        specification.Clock.Now += TimeSpan.FromDays(3);
        var again = specification.When(Joint).ThenAccepted();
        specification.ThenNothingHappened();
        Assert.Equal(first with { Already = true }, again);
    }

    [Fact]
    public void The_same_id_with_other_content_is_refused() =>
        Specification.Given(Joint)
            .When(Joint.Replace("2025-11-10", "2025-11-11"))
            .ThenConflicts("commandId '0190163d-8694-739b-aea5-966c26f8ad91': this command id was used before, for other content; give a new command a new id");

    [Fact]
    public void The_same_id_on_another_stream_is_refused() =>
        Specification.Given(Joint)
            .When($$"""{"command":"retract-record",{{Id}}"record":"ITA-x","reason":"r"}""")
            .ThenConflicts("commandId '0190163d-8694-739b-aea5-966c26f8ad91': this command id was used before, for other content; give a new command a new id");

    [Fact]
    public void A_retry_with_another_knowledge_time_is_the_same_command() =>
        Specification.Given(Joint)
            .When(Joint.Replace("\"jurisdictions\"", "\"knownAt\":\"2025-12-01T00:00:00Z\",\"jurisdictions\""))
            .ThenNothingHappened();

    [Fact]
    public void A_joint_announcement_stands_on_each_stream_under_one_correlation_id_and_record_time()
    {
        var events = Specification.Given(Joint).Events();
        Assert.Equal(["codebook-migration", "country-FRA", "country-DEU", "country-POL"], events.Select(e => e.Stream));
        Assert.Single(events.Select(e => (e.Metadata.CorrelationId, e.Metadata.RecordedAt, e.Metadata.CommandHash)).Distinct());
        Assert.Equal(4, events.Select(e => e.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_a_crash_left_half_done_the_same_command_completes(int parts)
    {
        var log = new InMemoryEventLog(atomic: false);
        var specification = new Specification(log);
        var written = 0;
        log.BeforePart = _ =>
        {
            if (written++ == parts)
                throw new IOException("the machine stopped");
        };
        Assert.Throws<IOException>(() => specification.Run(Joint));
        Assert.Equal(parts, specification.Events().Count);

        log.BeforePart = null;
        specification.Clock.Now += TimeSpan.FromDays(1);
        var receipt = new Specification(log) { Clock = { Now = specification.Clock.Now } }.Run(Joint).OrThrow();

        var events = specification.Events();
        Assert.Equal(["codebook-migration", "country-FRA", "country-DEU", "country-POL"], events.Select(e => e.Stream));
        Assert.Equal(4, receipt.Lines.Count);
        if (parts > 0)
            Assert.Single(events.Select(e => (e.Metadata.CorrelationId, e.Metadata.RecordedAt)).Distinct());
    }

    [Fact]
    public async Task Many_recorders_of_one_command_record_it_once()
    {
        var specification = new Specification();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => new Specification(specification.Log).Run(Joint))));
        Assert.All(receipts, receipt => Assert.Null(receipt.Refusal));
        Assert.Single(receipts, receipt => !receipt.OrThrow().Already);
        Assert.Equal(4, specification.Events().Count);
    }

    [Fact]
    public void A_clock_set_back_neither_blocks_nor_reorders()
    {
        var specification = Specification.Given(Joint);
        specification.Clock.Now -= TimeSpan.FromDays(400);
        specification.When("""{"command":"end-policy","record":"DEU-pact","on":"2026-02-01","how":"expired",…}""").ThenAccepted();
        var times = specification.Events().Select(e => e.Metadata.RecordedAt).ToList();
        Assert.Equal(times.Order(), times);
    }
}
