using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;

namespace PolicyLedger.EventStoreClient.Tests;

/// <summary>How much of a large answer is under way, and what ends it.</summary>
public sealed class StreamingTests
{
    private const int EventBytes = 256 * 1024;
    private const int Events = 800; // 200 MiB

    [Fact]
    public async Task A_node_sends_no_more_than_a_window_ahead_of_a_slow_reader()
    {
        var written = 0;
        await using var node = await TestNode.StartAsync();
        node.OnRead = async (_, responses, _) =>
        {
            for (var number = 0; number < Events; number++)
            {
                await responses.WriteAsync(Answers.Event((ulong)number, bytes: EventBytes));
                Interlocked.Increment(ref written);
            }
        };
        await using var client = Of(node);
        await using var reader = client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start).GetAsyncEnumerator();

        Assert.True(await reader.MoveNextAsync());
        var seen = -1;
        while (seen != Volatile.Read(ref written))
        {
            seen = Volatile.Read(ref written);
            await Task.Delay(500);
        }
        Assert.InRange(seen, 1, Events / 4);

        ulong last = 0;
        for (; await reader.MoveNextAsync(); last++)
            Assert.Equal(last + 1, reader.Current.Event.EventNumber.ToUInt64());
        Assert.Equal((ulong)Events - 1, last);
    }

    [Fact]
    public async Task Who_stops_reading_ends_the_call()
    {
        await using var node = await TestNode.StartAsync();
        var ended = EndlessRead(node);
        await using var client = Of(node);

        await foreach (var _ in client.ReadAllAsync(Direction.Forwards, Position.Start))
            break;
        await ended.WaitAsync(Patience);

        ended = EndlessRead(node);
        await foreach (var _ in client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start).Messages)
            break;
        await ended.WaitAsync(Patience);

        ended = EndlessRead(node);
        await foreach (var _ in client.SubscribeToAll(FromAll.Start))
            break;
        await ended.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_ends_the_call_whichever_token_it_is(bool ofTheCall)
    {
        await using var node = await TestNode.StartAsync();
        await using var client = Of(node);
        Func<CancellationToken, IAsyncEnumerable<object>>[] reads =
        [
            token => client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start, cancellationToken: token).Select(item => (object)item),
            token => client.ReadAllAsync(Direction.Forwards, Position.Start, cancellationToken: token).Select(item => (object)item),
            token => client.ReadAllAsync(Direction.Forwards, Position.Start, cancellationToken: token).Messages,
            token => client.SubscribeToAll(FromAll.Start, cancellationToken: token).Select(item => (object)item),
            token => client.SubscribeToAll(FromAll.Start, cancellationToken: token).Messages,
        ];
        foreach (var read in reads)
        {
            var ended = EndlessRead(node);
            using var cancel = new CancellationTokenSource();
            var reading = Task.Run(async () =>
            {
                await foreach (var _ in read(ofTheCall ? cancel.Token : default).WithCancellation(ofTheCall ? default : cancel.Token))
                    await cancel.CancelAsync();
            });

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience));
            await ended.WaitAsync(Patience);
        }
    }

    [Fact]
    public async Task Disposing_a_subscription_ends_it_for_who_waits_for_its_next_event()
    {
        await using var node = await TestNode.StartAsync();
        var ended = EndlessRead(node);
        await using var client = Of(node);
        var subscription = client.SubscribeToAll(FromAll.Start);
        await using var reader = subscription.GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());

        var next = reader.MoveNextAsync();
        await subscription.DisposeAsync();
        subscription.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => next.AsTask().WaitAsync(Patience));
        await ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task Disposing_the_client_ends_its_subscriptions_and_refuses_further_calls()
    {
        await using var node = await TestNode.StartAsync();
        var ended = EndlessRead(node);
        var client = Of(node);
        await using var reader = client.SubscribeToAll(FromAll.Start).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());

        var next = reader.MoveNextAsync();
        await client.DisposeAsync();
        client.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => next.AsTask().WaitAsync(Patience));
        await ended.WaitAsync(Patience);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Append(client));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => All(client.ReadAllAsync(Direction.Forwards, Position.Start)));
    }

    [Fact]
    public async Task A_subscription_that_is_disposed_before_it_has_connected_ends()
    {
        await using var client = With($"esdb+discover://cluster.test?tls=false&maxDiscoverAttempts=1000&discoveryInterval=50", _ => []);
        var subscription = client.SubscribeToAll(FromAll.Start);
        var reading = All(subscription);

        subscription.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => reading.WaitAsync(Patience));
    }

    /// <summary>The node sends one event and no more; completes when the client has ended the call.</summary>
    private static Task EndlessRead(TestNode node)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.OnRead = async (_, responses, context) =>
        {
            await using var registration = context.CancellationToken.Register(() => ended.TrySetResult());
            await responses.WriteAsync(Answers.Event(0));
            await ended.Task;
        };
        return ended.Task;
    }
}
