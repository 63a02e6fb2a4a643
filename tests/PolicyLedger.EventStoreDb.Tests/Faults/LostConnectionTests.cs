using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests.Faults;

/// <summary>The network fails again and again, most often in the middle of a frame: nothing is lost, and nothing there twice.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private const int Total = 300;

    private readonly TempFolder folder = new();
    private readonly string prefix = TestServer.NewPrefix();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(120));
    private FaultyProxy proxy = null!;
    private EventStoreDbLog direct = null!, shaky = null!;

    public async ValueTask InitializeAsync()
    {
        var address = await TestServer.AddressAsync();
        var (host, port) = TestServer.HostOf(address);
        proxy = new(host, port);
        direct = await TestLog.OpenAsync(Folder("direct"), prefix, address);
        var through = ServerAddress.Parse($"esdb://127.0.0.1:{proxy.Port}?tls=false&keepAliveInterval=1000&keepAliveTimeout=1000", "proxy").OrThrow();
        shaky = await TestLog.OpenAsync(Folder("shaky"), prefix, through, new() { Deadline = TimeSpan.FromSeconds(1), RetryBudget = TimeSpan.FromSeconds(60) });
    }

    public async ValueTask DisposeAsync()
    {
        if (shaky is not null)
            await shaky.DisposeAsync();
        if (direct is not null)
            await direct.DisposeAsync();
        if (proxy is not null)
            await proxy.DisposeAsync();
        patience.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_subscription_goes_on_after_the_last_event_that_it_delivered()
    {
        await Append(direct, 0, Total / 3);
        var writing = Task.Run(() => Append(direct, Total / 3, Total));
        var faults = 0;
        var (positions, caughtUp) = (new List<long>(), 0);
        await foreach (var message in shaky.SubscribeAllAsync(0, patience.Token))
        {
            if (message is LogMessage.CaughtUp)
            {
                caughtUp++;
                continue;
            }

            positions.Add(((LogMessage.Event)message).Stored.Position);
            if (positions.Count == Total)
                break;
            if (positions.Count % 10 == 0)
                Fault(faults++);
        }

        await writing;
        Assert.Equal(Enumerable.Range(0, Total).Select(i => (long)i), positions);
        Assert.Equal(1, caughtUp);
        Assert.True(proxy.Broken > 10, $"the connection broke {proxy.Broken} times");
    }

    [Fact]
    public async Task A_subscription_on_which_nothing_happened_for_long_outlives_its_connection_too()
    {
        var through = ServerAddress.Parse($"esdb://127.0.0.1:{proxy.Port}?tls=false", "proxy").OrThrow();
        var budget = TimeSpan.FromSeconds(2);
        await using var log = await TestLog.OpenAsync(Folder("idle"), prefix, through, new() { SubscriptionBudget = budget });
        await Append(direct, 0, 5);
        var revisions = new List<long>();
        await foreach (var message in log.SubscribeAllAsync(0, patience.Token))
        {
            if (message is LogMessage.Event { Stored: var stored })
                revisions.Add(stored.Revision);
            else
                _ = Task.Run(IdleTwiceAsync);
            if (revisions.Count == 15)
                break;
        }

        Assert.Equal(Enumerable.Range(0, 15).Select(i => (long)i), revisions);

        async Task IdleTwiceAsync()
        {
            for (var from = 5; from < 15; from += 5)
            {
                await Task.Delay(budget * 1.5, patience.Token);
                proxy.Reset();
                await Append(direct, from, from + 5);
            }
        }
    }

    [Fact]
    public async Task An_append_is_acknowledged_once_and_there_once_whatever_happened_on_the_way()
    {
        var sent = new List<NewEvent>();
        for (var i = 0; i < 60; i++)
        {
            var append = SampleEvents.To("country-DEU", sent.Count - 1, 1 + (i % 3));
            proxy.CutAfter(100 + (i * 97 % 2500));
            var outcome = Assert.IsType<AppendOutcome.Appended>(await shaky.AppendAsync([append], patience.Token));
            Assert.Equal(append.Events.Select((_, n) => (long)sent.Count + n), outcome.Positions);
            sent.AddRange(append.Events);
        }

        Assert.Equal(sent.Select(e => e.Id), (await Ids(direct)));
        Assert.True(proxy.Broken > 10, $"the connection broke {proxy.Broken} times");
    }

    [Fact]
    public async Task An_append_into_a_silence_is_sent_again_and_recorded_once()
    {
        var append = SampleEvents.To("country-DEU", -1, 2);
        proxy.Silent = true;
        var waiting = shaky.AppendAsync([append], patience.Token).AsTask();
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);
        proxy.Silent = false;
        proxy.Reset();
        Assert.Equal([0L, 1], Assert.IsType<AppendOutcome.Appended>(await waiting).Positions);
        Assert.Equal(append.Events.Select(e => e.Id), await Ids(direct));
    }

    [Fact]
    public async Task What_is_read_over_a_slow_and_breaking_line_is_everything_once()
    {
        await Append(direct, 0, Total);
        proxy.Delay = 1;
        var before = proxy.Broken;
        for (var round = 0; round < 5; round++)
        {
            proxy.CutAfter(20_000 + (round * 7919));
            Assert.Equal(await Ids(direct), await Ids(shaky));
            var stream = new List<long>();
            proxy.CutAfter(10_000 + (round * 4099));
            await foreach (var stored in shaky.ReadStreamAsync("country-DEU", 0, patience.Token))
                stream.Add(stored.Revision);
            Assert.Equal(Enumerable.Range(0, Total).Select(i => (long)i), stream);
        }

        Assert.True(proxy.Broken > before, "the line never broke");
    }

    [Fact]
    public async Task A_server_that_stays_away_is_unreachable_and_says_what_is_not_known()
    {
        var options = new EventStoreDbOptions { RetryBudget = TimeSpan.FromMilliseconds(500) };
        await using var log = await TestLog.OpenAsync(Folder("gone"), prefix, ServerAddress.Parse($"esdb://127.0.0.1:{proxy.Port}?tls=false", "proxy").OrThrow(), options);
        await proxy.DisposeAsync();
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await log.AppendAsync([SampleEvents.To("country-DEU", -1)], patience.Token));
        Assert.Equal(StoreFault.Unreachable, fault.Fault);
        Assert.Contains("cannot be reached", fault.Message);
        await Assert.ThrowsAsync<StoreException>(async () => await log.EndAsync(patience.Token));
    }

    [Fact]
    public async Task What_is_said_of_a_server_that_is_away_never_has_its_password()
    {
        var nowhere = ServerAddress.Parse("esdb://ops:s3cret@127.0.0.1:1?tls=false", "server").OrThrow();
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await TestLog.OpenAsync(Folder("nowhere"), prefix, nowhere, new() { RetryBudget = TimeSpan.FromMilliseconds(200) }));
        Assert.StartsWith("esdb://127.0.0.1:1?tls=false: cannot be reached", fault.Message);
        Assert.DoesNotContain("s3cret", fault.ToString());
    }

    [Fact]
    public async Task A_cluster_that_cannot_be_spoken_to_over_tls_is_said_to_be_that()
    {
        var cluster = ServerAddress.Parse($"esdb+discover://127.0.0.1:{proxy.Port}?maxDiscoverAttempts=1", "server").OrThrow();
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await TestLog.OpenAsync(Folder("tls"), prefix, cluster, new() { RetryBudget = TimeSpan.FromMilliseconds(200) }));
        Assert.Contains("no TLS connection", fault.Message);
        Assert.Contains("tlsCaFile", fault.Message);
    }

    [Fact]
    public async Task A_node_that_may_be_behind_is_not_recorded_through()
    {
        var follower = ServerAddress.Parse($"esdb://127.0.0.1:{proxy.Port}?tls=false&nodePreference=follower", "server").OrThrow();
        await using var log = await TestLog.OpenAsync(Folder("follower"), prefix, follower);
        Assert.Equal(0, await log.EndAsync(patience.Token));
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await log.AppendAsync([SampleEvents.To("country-DEU", -1)], patience.Token));
        Assert.Contains("nodePreference=leader", fault.Message);
    }

    private void Fault(int n)
    {
        if (n % 3 == 0)
            proxy.Reset();
        else
            proxy.CutAfter(n * 131 % 4000);
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;

    private async Task Append(EventStoreDbLog log, int from, int until)
    {
        for (var revision = from; revision < until; revision += 5)
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To("country-DEU", revision - 1, 5)], patience.Token));
    }

    private async Task<List<Guid>> Ids(EventStoreDbLog log)
    {
        var ids = new List<Guid>();
        await foreach (var stored in log.ReadAllAsync(0, patience.Token))
        {
            Assert.Equal(ids.Count, stored.Position);
            ids.Add(stored.Id);
        }

        return ids;
    }
}
