using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using PolicyLedger.Server.Subscribing;
using Xunit;

namespace PolicyLedger.Server.Tests.Subscribing;

public class StreamLifeTests
{
    // More than the connection's buffers hold, in a few events.
    private static readonly string Long = new('x', 19_000);

    [Fact]
    public async Task A_quiet_stream_has_heartbeats()
    {
        await using var server = await LiveServer.StartAsync(new() { Heartbeat = TimeSpan.FromMilliseconds(20) });
        using var client = await server.FollowAsync("events");
        await client.NextAsync("caughtUp");
        using var stop = new CancellationTokenSource();
        var reading = client.ReadAsync(stop.Token);
        while (client.Heartbeats < 3)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Who_may_not_go_on_is_dropped_at_a_heartbeat()
    {
        var good = true;
        await using var server = await LiveServer.StartAsync(new() { Heartbeat = TimeSpan.FromMilliseconds(20), StillGood = _ => Volatile.Read(ref good) });
        using var client = await server.FollowAsync("changes");
        await client.NextAsync("caughtUp");
        Volatile.Write(ref good, false);
        var dropped = await client.NextAsync("dropped");
        Assert.Equal("the key was revoked", dropped.Data.GetProperty("reason").GetString());
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_server_that_stops_says_from_where_to_resume()
    {
        await using var server = await LiveServer.StartAsync();
        await server.AnnounceAsync("GBR", "one");
        using var events = await server.FollowAsync("events?after=-1");
        using var changes = await server.FollowAsync("changes?after=-1&jurisdiction=DEU");
        await events.UntilAsync("caughtUp");
        await changes.UntilAsync("caughtUp");
        var stopping = server.StopAsync();
        Assert.Equal("""{"after":1,"retryMilliseconds":2000}""", (await events.NextAsync("stopping")).Data.GetRawText());
        Assert.Equal("""{"after":-1,"retryMilliseconds":2000}""", (await changes.NextAsync("stopping")).Data.GetRawText());
        Assert.Null(await events.ReadAsync());
        await stopping;
    }

    [Fact]
    public async Task A_client_that_falls_behind_what_is_kept_is_dropped_and_can_resume()
    {
        await using var server = await LiveServer.StartAsync(new() { RingMessages = 16 });
        using var dropped = new DroppedCount(server.Meters);
        using var fast = await server.FollowAsync("events?after=-1");
        using var slow = await server.FollowAsync("events?after=-1");
        await fast.NextAsync("caughtUp");
        await slow.NextAsync("caughtUp");
        const int Events = 400;
        for (var i = 0; i < Events; i++)
        {
            // The other client shows how far the ring has moved on.
            await server.AnnounceAsync("GBR", $"n{i}", summary: Long);
            while (await fast.ReadAsync() is { } message && message.Id != i + 1)
                Assert.Equal("event", message.Name);
        }

        var got = new List<long>();
        Received? last;
        while ((last = await slow.ReadAsync()) is { Name: "event" } message)
            got.Add(message.Id!.Value);
        Assert.Equal("dropped", last?.Name);
        Assert.Contains("too slow", last!.Data.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(got[^1], last.Data.GetProperty("after").GetInt64());
        Assert.Equal("too-slow", await dropped.Reason);

        using var resumed = await server.FollowAsync("events", slow.LastEventId);
        got.AddRange((await resumed.UntilAsync("caughtUp")).Select(m => m.Id!.Value));
        Assert.Equal(Enumerable.Range(0, Events + 1).Select(i => (long)i), got);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_off()
    {
        await using var server = await LiveServer.StartAsync(new() { WriteTimeout = TimeSpan.FromMilliseconds(100) });
        using var dropped = new DroppedCount(server.Meters);
        using var client = await server.FollowAsync("events");
        await client.NextAsync("caughtUp");
        for (var i = 0; !dropped.Reason.IsCompleted; i++)
            await server.AnnounceAsync("GBR", $"n{i}", summary: Long);
        Assert.Equal("write-timeout", await dropped.Reason);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await client.ReadAsync() is not null)
            {
            }
        });
    }

    [Fact]
    public async Task More_subscribers_than_the_limit_are_asked_to_come_later()
    {
        await using var server = await LiveServer.StartAsync(new() { MaxSubscribers = 1 });
        using (var first = await server.FollowAsync("events"))
        {
            await first.NextAsync("caughtUp");
            using var refused = await server.Client.GetAsync("/v1/subscriptions/changes");
            Assert.Equal((HttpStatusCode.TooManyRequests, "10"), (refused.StatusCode, refused.Headers.GetValues("Retry-After").Single()));
            Assert.Equal("/problems/too-many-requests", JsonSerializer.Deserialize<JsonElement>(await refused.Content.ReadAsStringAsync()).GetProperty("type").GetString());
        }

        // The server learns that the client went when it next looks.
        while (true)
        {
            using var response = await server.Client.GetAsync("/v1/subscriptions/changes", HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_AsyncApi_document_is_served_as_it_stands()
    {
        await using var server = await LiveServer.StartAsync();
        Assert.Equal(AsyncApi.Read(), await server.Client.GetByteArrayAsync(new Uri("/asyncapi/v1.json", UriKind.Relative)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void An_option_out_of_bounds_is_refused_at_the_start(int subscribers, int seconds)
    {
        var options = new SubscriptionOptions { MaxSubscribers = subscribers, Heartbeat = TimeSpan.FromSeconds(seconds) };
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => options.Checked());
        Assert.Contains(subscribers == 0 ? "MaxSubscribers has to be at least 1" : "Heartbeat has to be at least 1 ms", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Waits for the first subscriber that a server counts as dropped.</summary>
    private sealed class DroppedCount : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly TaskCompletionSource<string> reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DroppedCount(IMeterFactory meters)
        {
            listener.InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Name == "policyledger.subscribers.dropped" && instrument.Meter.Scope == meters)
                    it.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reason.TrySetResult(Convert.ToString(tags.ToArray().Single(tag => tag.Key == "reason").Value, CultureInfo.InvariantCulture)!));
            listener.Start();
        }

        public Task<string> Reason => reason.Task;

        public void Dispose() => listener.Dispose();
    }
}
