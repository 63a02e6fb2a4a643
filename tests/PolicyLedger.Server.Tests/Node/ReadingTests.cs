using System.Text;
using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Wire;
using Xunit;
using static PolicyLedger.Server.Tests.Node.RunningNode;
using Options = PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>Reading streams and $all, from any point, in both directions.</summary>
public sealed class ReadingTests
{
    [Fact]
    public async Task A_ledger_event_is_sent_with_its_facts_its_metadata_and_its_text()
    {
        await using var node = await StartAsync();
        var stored = (await LedgerEvents.RecordPolicyAsync(node.Log))[^1];
        var sent = (await node.MessagesAsync(Stream("country-GBR"))).First().Event;
        Assert.Equal(stored.Facts.ToArray(), sent.Event.Data.ToByteArray());
        var (metadata, text) = JoinedMetadata.Split(sent.Event.CustomMetadata.ToByteArray());
        Assert.Equal(stored.Metadata.ToArray(), metadata.ToArray());
        Assert.Equal(stored.Text!.Json.ToArray(), text!.Json.ToArray());
        Assert.Equal(stored.Text.Salt.ToArray(), text.Salt.ToArray());
        Assert.Equal(("policy-announced.v1", "application/json"), (sent.Event.Metadata["type"], sent.Event.Metadata["content-type"]));
        Assert.Equal((EventCodec.Current.Decode(stored).Metadata.RecordedAt - DateTimeOffset.UnixEpoch).Ticks, long.Parse(sent.Event.Metadata["created"]));
        Assert.Equal((2UL << 24, 2UL << 24, 2UL << 24, 0UL), (sent.CommitPosition, sent.Event.CommitPosition, sent.Event.PreparePosition, sent.Event.StreamRevision));
        Assert.Equal(stored.Id, Server.Node.WireEvents.Id(sent.Event.Id));
        Assert.Null(sent.Link);
    }

    [Fact]
    public async Task Ids_are_sent_as_the_client_wants_them()
    {
        await using var node = await StartAsync();
        var id = new Guid("0190163d-8694-739b-aea5-966c26f8ad91");
        await node.AppendAsync("notes", -1, Event(id: id));
        var options = Stream("notes");
        options.UuidOption = new() { String = new() };
        Assert.Equal("0190163d-8694-739b-aea5-966c26f8ad91", (await node.MessagesAsync(options))[0].Event.Event.Id.String);
        var structured = (await node.MessagesAsync(Stream("notes")))[0].Event.Event.Id.Structured;
        Assert.Equal((0x0190163d8694739b, unchecked((long)0xaea5966c26f8ad91)), (structured.MostSignificantBits, structured.LeastSignificantBits));
    }

    [Theory]
    [InlineData(false, null, 100, "notes/0 notes/1 notes/2 notes/3 last 3")]
    [InlineData(false, null, 2, "notes/0 notes/1 last 3")]
    [InlineData(false, 2L, 100, "notes/2 notes/3 last 3")]
    [InlineData(false, 4L, 100, "last 3")]
    [InlineData(false, 9L, 100, "first 4 last 3")]
    [InlineData(true, null, 100, "notes/3 notes/2 notes/1 notes/0 last 3")]
    [InlineData(true, null, 2, "notes/3 notes/2 last 3")]
    [InlineData(true, 1L, 100, "notes/1 notes/0 last 3")]
    [InlineData(true, 9L, 100, "notes/3 notes/2 notes/1 notes/0 last 3")]
    public async Task A_stream_is_read_from_any_revision(bool back, long? from, int count, string expected)
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 4);
        await node.FillAsync("other", 2);
        Assert.Equal(expected, string.Join(' ', await node.ReadAsync(Stream("notes", (ulong)count, (ulong?)from, back))));
    }

    [Fact]
    public async Task A_client_that_does_not_understand_positions_of_streams_is_sent_none()
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 1);
        var options = Stream("notes");
        options.ControlOption = null;
        Assert.Equal(["notes/0"], await node.ReadAsync(options));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("country-GBR")]
    [InlineData("$$notes")]
    public async Task A_stream_that_is_not_there_is_said_not_to_be(string stream)
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 1);
        Assert.Equal([$"not found {stream}"], await node.ReadAsync(Stream(stream)));
        Assert.Equal([$"not found {stream}"], await node.ReadAsync(Stream(stream, back: true)));
    }

    [Fact]
    public async Task All_is_read_from_any_position_in_the_order_of_the_log()
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 2);
        await LedgerEvents.RecordPolicyAsync(node.Log);
        await node.FillAsync("notes", 1);
        string[] all = ["notes/0", "notes/1", "codebook-migration/0", "country-GBR/0", "notes/2"];
        var places = (await node.MessagesAsync(All())).Select(m => m.Event.CommitPosition).ToList();
        Assert.Equal(places.Order(), places);
        Assert.Equal(all, await node.ReadAsync(All()));
        Assert.Equal(all.Reverse(), await node.ReadAsync(All(back: true)));
        for (var i = 0; i < all.Length; i++)
        {
            Assert.Equal(all[i..], await node.ReadAsync(All(from: places[i])));
            Assert.Equal(all[i..].Take(2), await node.ReadAsync(All(2, places[i])));

            // Backwards, a position is the one behind the first event.
            Assert.Equal(all[..i].Reverse(), await node.ReadAsync(All(from: places[i], back: true)));
        }
    }

    [Fact]
    public async Task Many_events_are_read_in_pages_that_the_client_does_not_see()
    {
        await using var node = await StartAsync();
        for (var i = 0; i < 4; i++)
            await node.FillAsync("notes", 400);
        Assert.Equal(Enumerable.Range(0, 1600).Select(i => $"notes/{i}"), (await node.ReadAsync(Stream("notes")))[..^1]);
        Assert.Equal(Enumerable.Range(0, 1600).Select(i => $"notes/{1599 - i}"), await node.ReadAsync(All(back: true)));
        Assert.Equal(Enumerable.Range(600, 700).Select(i => $"notes/{i}"), await node.ReadAsync(All(700, 601)));
    }

    [Theory]
    [InlineData("a", false, "a1/0 a2/0 a1/1")]
    [InlineData("a2|b", false, "b1/0 a2/0")]
    [InlineData("^(a|b)1$", false, "a1/0 b1/0 a1/1")]
    [InlineData("^.*2", false, "a2/0")]
    [InlineData("^(.)1(?!x)", false, "a1/0 b1/0 a1/1")]
    [InlineData("Seen", true, "b1/0 a1/1")]
    [InlineData("^[^S]", true, "a1/0 a2/0")]
    [InlineData("zzz", false, "")]
    public async Task All_is_filtered_by_stream_or_type_by_prefix_or_regular_expression(string expression, bool byType, string expected)
    {
        await using var node = await StartAsync();
        await node.FillAsync("a1", 1);
        await node.FillAsync("b1", 1, "Seen");
        await node.FillAsync("a2", 1);
        await node.FillAsync("a1", 1, "Seen");
        Assert.Equal(expected, string.Join(' ', await node.ReadAsync(Filter(All(), expression, byType))));
        Assert.Equal(expected, string.Join(' ', (await node.ReadAsync(Filter(All(back: true), expression, byType))).AsEnumerable().Reverse()));
        Assert.Equal(expected.Split(' ')[0], string.Join(' ', await node.ReadAsync(Filter(All(1), expression, byType))));
    }

    [Fact]
    public async Task A_regular_expression_that_would_take_for_ever_is_stopped()
    {
        await using var node = await StartAsync();
        await node.FillAsync(new string('a', 60), 1);
        Assert.Empty(await node.ReadAsync(Filter(All(), "^(a+)+$b")));
        var failure = await FailsAsync(StatusCode.InvalidArgument, () => node.ReadAsync(Filter(All(), "^(a+)+(?!c)$b")));
        Assert.Contains("write a simpler one", failure.Status.Detail);
    }

    public static IEnumerable<TheoryDataRow<string>> Wrong => Mistakes.Keys.Select(name => new TheoryDataRow<string>(name));

    private static readonly Dictionary<string, Action<Options>> Mistakes = new()
    {
        ["no stream option"] = o => o.ClearStreamOption(),
        ["no count option"] = o => o.ClearCountOption(),
        ["no filter option"] = o => o.ClearFilterOption(),
        ["no revision"] = o => o.Stream.ClearRevisionOption(),
        ["no name"] = o => o.Stream.StreamIdentifier = null,
        ["an empty name"] = o => o.Stream.StreamIdentifier = Name(""),
        ["a name that is not UTF-8"] = o => o.Stream.StreamIdentifier.StreamName = Google.Protobuf.ByteString.CopyFrom(0xC3),
        ["a direction that there is not"] = o => o.ReadDirection = (Options.Types.ReadDirection)7,
        ["a filter on a stream"] = o => Filter(o, "a"),
        ["a subscription backwards"] = o => (o.Subscription, o.ReadDirection) = (new(), Options.Types.ReadDirection.Backwards),
        ["no position"] = o => o.All = new(),
        ["a prepare position behind the commit position"] = o => o.All = new() { Position = new() { CommitPosition = 1, PreparePosition = 2 } },
        ["a filter by nothing"] = o => (o.All, o.Filter) = (new() { Start = new() }, new() { Max = 1 }),
        ["a filter of no prefix"] = o => (o.All, o.Filter) = (new() { Start = new() }, new() { Max = 1, EventType = new() }),
        ["a filter without a window"] = o => (o.All, o.Filter) = (new() { Start = new() }, new() { EventType = new() { Regex = "a" } }),
        ["a regular expression that is none"] = o => (o.All, o.Filter) = (new() { Start = new() }, new() { Max = 1, EventType = new() { Regex = "(" } }),
        ["a regular expression without end"] = o => (o.All, o.Filter) = (new() { Start = new() }, new() { Max = 1, EventType = new() { Regex = new('a', 5000) } }),
        ["a checkpoint interval of nothing"] = o => (o.All, o.Subscription, o.Filter) = (new() { Start = new() }, new(), new() { Max = 1, EventType = new() { Regex = "a" } }),
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_request_that_makes_no_sense_is_refused(string mistake)
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 1);
        var options = Stream("notes");
        Mistakes[mistake](options);
        var failure = await FailsAsync(StatusCode.InvalidArgument, () => node.ReadAsync(options));
        Assert.Contains(": ", failure.Status.Detail);
    }

    [Fact]
    public async Task A_request_without_options_is_refused()
    {
        await using var node = await StartAsync();
        await FailsAsync(StatusCode.InvalidArgument, () => node.MessagesAsync(null!));
    }

    [Fact]
    public async Task A_damaged_ledger_is_said_to_be_one()
    {
        await using var node = await StartAsync();
        await LedgerEvents.RecordPolicyAsync(node.Log);
        LedgerEvents.Sql(node.Ledger, "DELETE FROM texts; DELETE FROM commands; DELETE FROM events WHERE position = 0");
        await FailsAsync(StatusCode.DataLoss, () => node.ReadAsync(All()));
    }
}
