using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using PolicyLedger.EventStoreProtocol.Streams;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;
using Position = EventStore.Client.Position;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class ReadTests : IAsyncLifetime
{
    private TestNode node = null!;
    private EventStore.Client.EventStoreClient client = null!;
    private bool links;
    private ReadResp[] answers = [];

    public async ValueTask InitializeAsync()
    {
        node = await TestNode.StartAsync();
        node.OnRead = async (request, responses, _) =>
        {
            links = request.Options.ResolveLinks;
            foreach (var answer in answers)
                await responses.WriteAsync(answer);
        };
        client = Of(node);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task An_event_arrives_with_all_that_it_has()
    {
        answers = [Answers.Event(3, "länder")];

        var read = Assert.Single(await All(client.ReadStreamAsync(Direction.Forwards, "länder", StreamPosition.Start)));

        Assert.Equal(("länder", new StreamPosition(3), new Position(1003, 1003)), (read.Event.EventStreamId, read.Event.EventNumber, read.Event.Position));
        Assert.Equal((Uuid.FromInt64(1, 3), "policy-announced.v1", "application/json"), (read.Event.EventId, read.Event.EventType, read.Event.ContentType));
        Assert.Equal((Answers.Created, DateTimeKind.Utc), (read.Event.Created, read.Event.Created.Kind));
        Assert.Equal(new byte[8], read.Event.Data.ToArray());
        Assert.Equal("{}"u8.ToArray(), read.Event.Metadata.ToArray());
        Assert.Equal((new Position(1003, 1003), false), (read.OriginalPosition, read.IsResolved));
    }

    [Fact]
    public async Task A_link_arrives_with_what_it_points_to()
    {
        answers = [new() { Event = new() { Event = Answers.Recorded(3), Link = Answers.Recorded(0, "links"), NoPosition = new() } }];

        var read = Assert.Single(await All(client.ReadStreamAsync(Direction.Forwards, "links", StreamPosition.Start, resolveLinkTos: true)));

        Assert.True(links);
        Assert.Equal(("country-DEU", "links", true), (read.Event.EventStreamId, read.OriginalStreamId, read.IsResolved));
        Assert.Null(read.OriginalPosition);
    }

    [Fact]
    public async Task The_messages_tell_that_the_stream_exists_and_where_it_ends()
    {
        answers = [new() { FirstStreamPosition = 2 }, Answers.Event(2), new() { LastStreamPosition = 2 }];
        var read = client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start);
        Assert.Null(read.FirstStreamPosition);

        var messages = await All(read.Messages);

        Assert.Equal(
            [typeof(StreamMessage.Ok), typeof(StreamMessage.FirstStreamPosition), typeof(StreamMessage.Event), typeof(StreamMessage.LastStreamPosition)],
            messages.Select(message => message.GetType()));
        Assert.Equal(("s", ReadState.Ok), (read.StreamName, await read.ReadState));
        Assert.Equal((new StreamPosition(2), new StreamPosition(2)), (read.FirstStreamPosition, read.LastStreamPosition));
        await Assert.ThrowsAsync<InvalidOperationException>(() => All(read));
    }

    [Fact]
    public async Task The_logs_messages_tell_where_it_ends()
    {
        answers = [Answers.Event(2), new() { LastAllStreamPosition = new() { CommitPosition = 5, PreparePosition = 4 } }, new()];
        var read = client.ReadAllAsync(Direction.Forwards, Position.Start);

        var messages = await All(read.Messages);

        Assert.Equal(
            [typeof(StreamMessage.Event), typeof(StreamMessage.LastAllStreamPosition), typeof(StreamMessage.Unknown)],
            messages.Select(message => message.GetType()));
        Assert.Equal(new Position(5, 4), read.LastPosition);
        await Assert.ThrowsAsync<InvalidOperationException>(() => All(read));
    }

    [Fact]
    public async Task A_stream_that_is_not_there_is_a_state_and_to_who_reads_on_an_exception()
    {
        answers = [new() { StreamNotFound = new() }];

        Assert.Equal(ReadState.StreamNotFound, await client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start).ReadState);
        Assert.Equal([new StreamMessage.NotFound()], await All(client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start).Messages));
        var thrown = await Assert.ThrowsAsync<StreamNotFoundException>(() => All(client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start)));
        Assert.Equal("s", thrown.Stream);
    }

    [Fact]
    public async Task The_state_leaves_all_events_to_be_read()
    {
        answers = [Answers.Event(0), Answers.Event(1)];
        var read = client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start);

        Assert.Equal(ReadState.Ok, await read.ReadState);
        Assert.Equal([0UL, 1UL], (await All(read)).Select(resolved => resolved.Event.EventNumber.ToUInt64()));
        Assert.Equal(1, node.CallsTo("Read"));
    }

    [Fact]
    public async Task A_node_that_sends_nothing_is_a_stream_without_events_to_read()
    {
        var read = client.ReadStreamAsync(Direction.Forwards, "s", 100);

        Assert.Equal(ReadState.Ok, await read.ReadState);
        Assert.Empty(await All(read));
    }

    [Fact]
    public async Task A_read_that_nobody_enumerates_asks_nothing()
    {
        _ = client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start);
        _ = client.ReadAllAsync(Direction.Forwards, Position.Start);
        await Append(client);

        Assert.Equal(0, node.CallsTo("Read"));
    }
}
