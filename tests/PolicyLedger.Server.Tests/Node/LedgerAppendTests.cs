using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Testing;
using PolicyLedger.Wire;
using Xunit;
using static PolicyLedger.Server.Tests.Node.LedgerEvents;
using static PolicyLedger.Server.Tests.Node.RunningNode;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>Appending to the ledger's own streams: what the commands would record, and nothing else. Which rules those are, EventAdmissionTests tell.</summary>
public sealed class LedgerAppendTests
{
    [Fact]
    public async Task A_legal_event_is_recorded_and_stamped()
    {
        var clock = new SettableClock(new(2026, 3, 1, 8, 30, 0, TimeSpan.Zero));
        await using var node = await StartAsync(clock: clock);
        var id = Guid.NewGuid();
        var opened = (await node.AppendAsync("country-GBR", -1, Basic("alice"), Announced(id: id))).Success;
        Assert.Equal((0UL, 2UL << 24), (opened.CurrentRevision, opened.Position.CommitPosition));
        clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(1UL, (await node.AppendAsync("country-GBR", 0, Ended())).Success.CurrentRevision);

        var recorded = (await node.Log.ReadStreamAsync("country-GBR").ToListAsync()).ConvertAll(EventCodec.Current.Decode);
        Assert.Equal(["alice", "node"], recorded.Select(e => e.Metadata.Recorder));
        Assert.Equal([clock.Now - TimeSpan.FromDays(1), clock.Now], recorded.Select(e => e.Metadata.RecordedAt));
        Assert.Equal((id, "Overhaul"), (recorded[0].Id, recorded[0].Text.Title));
        Assert.Equal(["codebook-migration/0", "country-GBR/0", "country-GBR/1"], await node.ReadAsync(All()));
    }

    public static IEnumerable<TheoryDataRow<string, string, string>> Illegal =>
    [
        new("an unknown type", "country-GBR", "type 'policy-forgotten.v1': one of cable-sent.v1, "),
        new("a body against the schema", "country-GBR", "facts.how 'forgotten': one of repealed, expired, "),
        new("another country", "country-DEU", "facts.record 'GBR-overhaul': this event belongs on country-GBR, not on country-DEU"),
        new("a second end", "country-GBR", "record 'GBR-overhaul': it has already ended by entry GBR-overhaul/1"),
        new("the wrong entry", "country-GBR", "facts.entry 'GBR-overhaul/9': here the ledger would record GBR-overhaul/2"),
        new("missing metadata", "country-GBR", "metadata.commandId: required, and missing"),
        new("no metadata", "country-GBR", "metadata: "),
        new("other content", "country-GBR", "content-type 'application/octet-stream': an event of the ledger is application/json"),
        new("no record", "country-GBR", "record 'GBR-other': GBR has no such record"),
        new("a record twice", "country-GBR", "id 'GBR-overhaul': there is a record of this id"),
        new("an erasure", "country-GBR", "type 'record-erased.v1': no erasure: it needs the ledger's file to itself; run 'policyledger erase' where the file is"),
        new("a sealed text", "country-GBR", "metadata.text.sealed: no sealed text: its hash could not be checked; "),
        new("an unknown country", "country-ZZZ", "stream 'country-ZZZ': "),
    ];

    [Theory]
    [MemberData(nameof(Illegal))]
    public async Task An_illegal_event_is_refused_with_the_rule_and_nothing_is_written(string what, string stream, string why)
    {
        await using var node = await StartAsync();
        Assert.NotNull((await node.AppendAsync("country-GBR", -1, Announced(), Ended())).Success);
        var before = await node.ReadAsync(All());
        var failure = await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync(stream, null, Of(what)));
        Assert.StartsWith(why, failure.Status.Detail);

        // With a legal one before it, neither is written.
        if (stream == "country-GBR")
            await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync(stream, null, Announced("GBR-legal"), Of(what)));
        Assert.Equal(before, await node.ReadAsync(All()));
    }

    private static AppendReq.Types.ProposedMessage Of(string what)
    {
        var e = Ended(entry: 2);
        switch (what)
        {
            case "an erasure":
                return Event("record-erased.v1", """{"record":"GBR-overhaul","grounds":"courtOrder"}""", Metadata("""{"reason":"order"}"""));
            case "a sealed text":
                e.CustomMetadata = Google.Protobuf.ByteString.CopyFromUtf8(Metadata("""{"key":"textkey-GBR-overhaul","sealed":"AAAA"}"""));
                break;
            case "an unknown type":
                e.Metadata["type"] = "policy-forgotten.v1";
                break;
            case "a body against the schema":
                e.Data = Google.Protobuf.ByteString.CopyFromUtf8(e.Data.ToStringUtf8().Replace("repealed", "forgotten"));
                break;
            case "the wrong entry":
                return Ended(entry: 9).With("policy-suspended.v1", "\"how\":\"repealed\",", "");
            case "missing metadata":
                e.CustomMetadata = Google.Protobuf.ByteString.CopyFromUtf8("{\"$correlationId\":\"0190163d-8694-739b-aea5-966c26f8ad91\",\"$causationId\":\"0190163d-8694-739b-aea5-966c26f8ad91\"}");
                break;
            case "no metadata":
                e.CustomMetadata = Google.Protobuf.ByteString.Empty;
                break;
            case "other content":
                e.Metadata["content-type"] = "application/octet-stream";
                break;
            case "no record":
                return Ended("GBR-other");
            case "a record twice":
                return Announced();
            default:
                break;
        }

        return e;
    }

    [Fact]
    public async Task The_same_append_again_gets_the_first_answer_also_when_others_have_come()
    {
        await using var node = await StartAsync();
        AppendReq.Types.ProposedMessage[] events = [Announced(), Ended()];
        var first = await node.AppendAsync("country-GBR", -1, events);
        await node.AppendAsync("country-GBR", 1, Announced("GBR-other"));
        Assert.Equal(first, await node.AppendAsync("country-GBR", -1, events));
        Assert.Equal(first, await node.AppendAsync("country-GBR", null, events));
        Assert.Equal(4, (await node.ReadAsync(All())).Count);
    }

    [Fact]
    public async Task A_stale_expected_revision_is_answered_as_on_any_stream()
    {
        await using var node = await StartAsync();
        await node.AppendAsync("country-GBR", -1, Announced());
        var wrong = (await node.AppendAsync("country-GBR", 4, Ended())).WrongExpectedVersion;
        Assert.Equal((0UL, 4UL), (wrong.CurrentRevision, wrong.ExpectedRevision));
        Assert.NotNull((await node.AppendAsync("country-GBR", -1, Ended())).WrongExpectedVersion.ExpectedNoStream);
    }

    [Fact]
    public async Task Of_many_who_append_the_same_revision_one_wins()
    {
        await using var node = await StartAsync();
        await node.AppendAsync("country-GBR", -1, Announced());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => node.AppendAsync("country-GBR", 0, Announced($"GBR-{i}"))));
        Assert.Single(answers, answer => answer.Success is not null);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => node.AppendAsync("country-GBR", null, Announced($"GBR-any-{i}"))));
        Assert.Equal(22, (await node.ReadAsync(Stream("country-GBR"))).Count - 1);
    }

    [Fact]
    public async Task Of_two_ends_that_come_at_one_time_one_is_refused()
    {
        await using var node = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            var record = $"GBR-{i}";
            await node.AppendAsync("country-GBR", null, Announced(record));
            var ends = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
            {
                try
                {
                    return (await node.AppendAsync("country-GBR", null, Ended(record))).Success is not null;
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
                {
                    return false;
                }
            }));
            Assert.Single(ends, won => won);
        }
    }

    [Fact]
    public async Task A_codebook_of_the_clients_own_is_adopted_and_revised()
    {
        await using var node = await StartAsync();
        var metadata = LedgerEvents.Metadata("{}").Replace(",\"text\":{}", "");
        const string Areas = "\"areas\":[{\"area\":\"tariffs\",\"title\":\"Tariffs\",\"kind\":\"direction\"}]";
        Assert.NotNull((await node.AppendAsync("codebook-trade", -1, Event("codebook-adopted.v1", $"{{\"codebook\":\"trade\",\"version\":1,{Areas}}}", metadata))).Success);
        var failure = await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync(
            "codebook-trade", null, Event("codebook-revised.v1", $"{{\"codebook\":\"trade\",\"version\":7,{Areas},\"map\":[]}}", LedgerEvents.Metadata("{}").Replace(",\"text\":{}", ""))));
        Assert.Equal("facts.version '7': here the ledger would record 2", failure.Status.Detail);
    }

    [Theory]
    [InlineData("two words", StatusCode.InvalidArgument, "recorder 'two words': ")]
    [InlineData("", StatusCode.Unauthenticated, "authorization: ")]
    public async Task A_user_name_that_cannot_be_a_recorder_is_refused(string user, StatusCode code, string why)
    {
        await using var node = await StartAsync();
        var failure = await FailsAsync(code, () => node.AppendAsync("country-GBR", null, Basic(user), Announced()));
        Assert.StartsWith(why, failure.Status.Detail);
    }
}

internal static class Changing
{
    /// <summary>The event as another type, with a part of its data replaced.</summary>
    public static AppendReq.Types.ProposedMessage With(this AppendReq.Types.ProposedMessage e, string type, string from, string to)
    {
        e.Metadata["type"] = type;
        e.Data = Google.Protobuf.ByteString.CopyFromUtf8(e.Data.ToStringUtf8().Replace(from, to));
        return e;
    }
}
