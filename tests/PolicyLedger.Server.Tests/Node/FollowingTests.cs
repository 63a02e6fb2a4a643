using Grpc.Core;
using PolicyLedger.Sqlite.Log;
using Xunit;
using static PolicyLedger.Server.Tests.Node.RunningNode;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>Subscriptions: what is there, then what comes.</summary>
public sealed class FollowingTests
{
    [Fact]
    public async Task All_is_followed_from_its_start_into_what_comes()
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 2);
        using var subscriber = new Subscriber(node.Streams, All());
        Assert.Equal(["Confirmation", "notes/0", "notes/1", "CaughtUp"], await subscriber.NextAsync(4));
        await LedgerEvents.RecordPolicyAsync(node.Log);
        await node.FillAsync("notes", 1);
        Assert.Equal(["codebook-migration/0", "country-GBR/0", "notes/2"], await subscriber.NextAsync(3));
    }

    [Fact]
    public async Task All_is_followed_from_after_a_position()
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 3);
        using var subscriber = new Subscriber(node.Streams, All(from: 2));
        Assert.Equal(["Confirmation", "notes/2", "CaughtUp"], await subscriber.NextAsync(3));
        await node.FillAsync("notes", 1);
        Assert.Equal("notes/3", await subscriber.NextAsync());
    }

    [Fact]
    public async Task Followed_from_the_end_only_what_comes_is_sent()
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 3);
        using var all = new Subscriber(node.Streams, All(back: true).Forwards());
        using var stream = new Subscriber(node.Streams, Stream("notes", back: true).Forwards());
        Assert.Equal(["Confirmation", "CaughtUp"], await all.NextAsync(2));
        Assert.Equal(["Confirmation", "CaughtUp"], await stream.NextAsync(2));
        await node.FillAsync("other", 1);
        await node.FillAsync("notes", 1);
        Assert.Equal(["other/0", "notes/3"], await all.NextAsync(2));
        Assert.Equal("notes/3", await stream.NextAsync());
    }

    [Fact]
    public async Task A_stream_is_followed_from_after_a_revision()
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 3);
        using var subscriber = new Subscriber(node.Streams, Stream("notes", from: 1));
        Assert.Equal(["Confirmation", "notes/2", "CaughtUp"], await subscriber.NextAsync(3));
        await node.FillAsync("other", 1);
        await node.FillAsync("notes", 2);
        Assert.Equal(["notes/3", "notes/4"], await subscriber.NextAsync(2));
    }

    [Fact]
    public async Task A_stream_is_followed_before_it_is_there()
    {
        await using var node = await StartAsync();
        using var subscriber = new Subscriber(node.Streams, Stream("country-GBR"));
        Assert.Equal(["Confirmation", "CaughtUp"], await subscriber.NextAsync(2));
        await LedgerEvents.RecordPolicyAsync(node.Log);
        Assert.Equal("country-GBR/0", await subscriber.NextAsync());
    }

    [Fact]
    public async Task A_filtered_subscription_is_told_how_far_it_has_come_by_checkpoints()
    {
        await using var node = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await node.FillAsync("notes", 1);
            await node.FillAsync("noise", 2);
        }

        using var subscriber = new Subscriber(node.Streams, Filter(All(), "notes", window: 2, multiplier: 2));
        Assert.Equal(["Confirmation", "notes/0", "notes/1", "checkpoint 4", "notes/2", "checkpoint 8", "CaughtUp"], await subscriber.NextAsync(7));

        // The count goes on from catching up into what comes.
        await node.FillAsync("noise", 3);
        Assert.Equal("checkpoint 12", await subscriber.NextAsync());
        await node.FillAsync("notes", 1);
        Assert.Equal("notes/3", await subscriber.NextAsync());

        using var resumed = new Subscriber(node.Streams, Filter(All(from: 8), "notes", window: 2, multiplier: 2));
        Assert.Equal(["Confirmation", "checkpoint 12", "notes/3", "CaughtUp"], await resumed.NextAsync(4));
    }

    [Fact]
    public async Task What_another_process_records_is_seen()
    {
        await using var node = await StartAsync();
        await using var other = await SqliteEventLog.OpenAsync(node.Ledger, SqliteLogMode.MustExist);
        using var all = new Subscriber(node.Streams, Filter(All(), "^country-"));
        using var stream = new Subscriber(node.Streams, Stream("country-GBR"));
        await all.NextAsync(2);
        await stream.NextAsync(2);
        await LedgerEvents.RecordPolicyAsync(other);
        Assert.Equal("country-GBR/0", await all.NextAsync());
        Assert.Equal("country-GBR/0", await stream.NextAsync());
    }

    [Fact]
    public async Task A_slow_subscriber_misses_nothing_and_holds_nobody_up()
    {
        await using var node = await StartAsync();
        using var slow = new Subscriber(node.Streams, All());
        using var quick = new Subscriber(node.Streams, All());
        Assert.Equal(["Confirmation", "CaughtUp"], await quick.NextAsync(2));
        for (var i = 0; i < 40; i++)
        {
            // Far more than what fits into the connection's window.
            await node.AppendAsync("notes", null, Event(data: $"\"{new string('x', 500_000)}\""));
            Assert.Equal($"notes/{i}", await quick.NextAsync());
        }

        Assert.Equal(["Confirmation", "CaughtUp", .. Enumerable.Range(0, 40).Select(i => $"notes/{i}")], await slow.NextAsync(42));
    }

    [Fact]
    public async Task Many_subscribers_each_see_everything_once()
    {
        await using var node = await StartAsync();
        var subscribers = Enumerable.Range(0, 200).Select(_ => new Subscriber(node.Streams, All())).ToList();
        foreach (var subscriber in subscribers)
            Assert.Equal(["Confirmation", "CaughtUp"], await subscriber.NextAsync(2));
        await node.FillAsync("notes", 5);
        foreach (var subscriber in subscribers)
        {
            Assert.Equal(Enumerable.Range(0, 5).Select(i => $"notes/{i}"), await subscriber.NextAsync(5));
            subscriber.Dispose();
        }
    }

    [Fact]
    public async Task A_node_that_stops_tells_its_subscribers_to_connect_again()
    {
        await using var node = await StartAsync();
        using var subscriber = new Subscriber(node.Streams, All());
        Assert.Equal(["Confirmation", "CaughtUp"], await subscriber.NextAsync(2));
        await node.StopAsync();
        await FailsAsync(StatusCode.Unavailable, () => subscriber.NextAsync());
    }
}

internal static class Directions
{
    /// <summary>From where a backwards reading would begin, but forwards.</summary>
    public static EventStoreProtocol.Streams.ReadReq.Types.Options Forwards(this EventStoreProtocol.Streams.ReadReq.Types.Options options)
    {
        options.ReadDirection = EventStoreProtocol.Streams.ReadReq.Types.Options.Types.ReadDirection.Forwards;
        return options;
    }
}
