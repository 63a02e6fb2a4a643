using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using PolicyLedger.EventStoreProtocol.Streams;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;
using static PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options.Types;
using Position = EventStore.Client.Position;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task Each_message_of_the_node_arrives_in_order()
    {
        await using var node = await TestNode.StartAsync();
        node.OnRead = async (_, responses, _) =>
        {
            ReadResp[] answers =
            [
                Answers.Confirmed("sub-1"), Answers.Event(0), Answers.Checkpoint(1010), new() { CaughtUp = new() },
                Answers.Event(1), new() { FellBehind = new() }, new() { CaughtUp = new() }, new(),
            ];
            foreach (var answer in answers)
                await responses.WriteAsync(answer);
        };
        await using var client = Of(node);
        await using var subscription = client.SubscribeToAll(FromAll.Start);
        Assert.Null(subscription.SubscriptionId);

        var messages = await All(subscription.Messages);

        Assert.Equal(
            [
                new StreamMessage.SubscriptionConfirmation("sub-1"), messages[1], new StreamMessage.AllStreamCheckpointReached(new Position(1010, 1010)),
                new StreamMessage.CaughtUp(), messages[4], new StreamMessage.FellBehind(), new StreamMessage.CaughtUp(), new StreamMessage.Unknown(),
            ],
            messages);
        Assert.Equal(
            [0UL, 1UL],
            messages.OfType<StreamMessage.Event>().Select(message => message.ResolvedEvent.Event.EventNumber.ToUInt64()));
        Assert.Equal("sub-1", subscription.SubscriptionId);
        await Assert.ThrowsAsync<InvalidOperationException>(() => All(subscription));
    }

    [Fact]
    public async Task Who_wants_events_gets_nothing_else()
    {
        await using var node = await TestNode.StartAsync();
        node.OnRead = async (_, responses, _) =>
        {
            foreach (var answer in new[] { Answers.Confirmed("sub-1"), Answers.Checkpoint(5), Answers.Event(0), new() { CaughtUp = new() } })
                await responses.WriteAsync(answer);
        };
        await using var client = Of(node);
        await using var subscription = client.SubscribeToAll(FromAll.Start);

        Assert.Equal(0UL, Assert.Single(await All(subscription)).Event.EventNumber.ToUInt64());
        Assert.Equal("sub-1", subscription.SubscriptionId);
    }

    [Fact]
    public async Task Start_filter_and_interval_are_said_in_the_protocols_words()
    {
        ReadReq.Types.Options asked = null!;
        await using var node = await TestNode.StartAsync();
        node.OnRead = (request, _, _) =>
        {
            asked = request.Options;
            return Task.CompletedTask;
        };
        await using var client = Of(node);

        await All(client.SubscribeToAll(FromAll.Start));
        Assert.Equal((ReadReq.Types.Options.CountOptionOneofCase.Subscription, ReadDirection.Forwards), (asked.CountOptionCase, asked.ReadDirection));
        Assert.Equal((AllOptions.AllOptionOneofCase.Start, ReadReq.Types.Options.FilterOptionOneofCase.NoFilter), (asked.All.AllOptionCase, asked.FilterOptionCase));

        await All(client.SubscribeToAll(FromAll.End, resolveLinkTos: true));
        Assert.Equal((AllOptions.AllOptionOneofCase.End, true), (asked.All.AllOptionCase, asked.ResolveLinks));

        await All(client.SubscribeToAll(
            FromAll.After(new Position(9, 8)), filterOptions: new SubscriptionFilterOptions(StreamFilter.Prefix("country-"), 5)));
        Assert.Equal((9UL, 8UL), (asked.All.Position.CommitPosition, asked.All.Position.PreparePosition));
        Assert.Equal(["country-"], asked.Filter.StreamIdentifier.Prefix);
        Assert.Equal((32U, 5U), (asked.Filter.Max, asked.Filter.CheckpointIntervalMultiplier));
    }

    [Fact]
    public async Task A_subscription_starts_before_it_is_enumerated()
    {
        var asked = new TaskCompletionSource();
        await using var node = await TestNode.StartAsync();
        node.OnRead = (_, _, _) =>
        {
            asked.SetResult();
            return Task.CompletedTask;
        };
        await using var client = Of(node);

        await using var subscription = client.SubscribeToAll(FromAll.End);

        await asked.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_node_that_goes_away_ends_its_subscriptions_and_the_client_comes_back_to_it()
    {
        var node = await TestNode.StartAsync();
        node.OnRead = async (_, responses, context) =>
        {
            await responses.WriteAsync(Answers.Event(0));
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        await using var client = Of(node);
        await using var reader = client.SubscribeToAll(FromAll.Start).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        var port = node.Port;

        await node.DisposeAsync();

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => reader.MoveNextAsync().AsTask().WaitAsync(Patience))).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => Append(client))).StatusCode);
        await using var again = await TestNode.StartAsync(port: port);
        await Append(client);
        Assert.Equal(1, again.CallsTo("Append"));
    }
}
