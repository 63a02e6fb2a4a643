using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using Xunit;
using static PolicyLedger.Server.Tests.Node.RunningNode;
using StreamsClient = PolicyLedger.EventStoreProtocol.Streams.Streams.StreamsClient;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>Real processes, stopped and killed at any moment.</summary>
[Trait("Kind", "Process")]
public sealed class NodeProcessTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder folder = new();

    private string Ledger => folder["ledger.db"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_says_where_it_listens_and_stops_cleanly(string signal)
    {
        await NodeProcess.MakeLedgerAsync(Ledger);
        using var node = await NodeProcess.StartAsync(Ledger, 0);
        Assert.NotEqual(0, node.Port);
        Assert.Equal($"serving {Ledger} on esdb://127.0.0.1:{node.Port}?tls=false, reading only", node.Line);
        using var subscriber = new Subscriber(node.Streams, All());
        Assert.Equal(["Confirmation", "CaughtUp"], await subscriber.NextAsync(2));
        Assert.Equal((0, ""), await node.StopAsync(signal));
    }

    [Fact]
    public async Task Every_event_that_a_killed_node_acknowledged_is_there_once()
    {
        const int Writers = 6, Rounds = 6;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("POLICYLEDGER_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"POLICYLEDGER_TEST_SEED={seed}");
        var random = new Random(seed);
        await NodeProcess.MakeLedgerAsync(Ledger);
        var writers = Enumerable.Range(0, Writers).Select(i => new Writer(i)).ToList();
        var port = 0;
        for (var round = 0; round < Rounds; round++)
        {
            using var node = await NodeProcess.StartAsync(Ledger, port, "--allow-append");
            port = node.Port;
            using var stop = new CancellationTokenSource();
            var before = writers.ConvertAll(writer => writer.Acknowledged.Count);
            var writing = writers.ConvertAll(writer => writer.RunAsync(node.Streams, stop.Token));
            await WaitUntil(() => writers.Where((writer, i) => writer.Acknowledged.Count > before[i] + 2).Count() >= Writers / 2);
            await Task.Delay(random.Next(200));
            node.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(writing);
        }

        await using (var log = await SqliteEventLog.OpenAsync(Ledger, SqliteLogMode.MustExist))
        {
            var all = log.Whole.PageFrom(0, int.MaxValue).ToList();
            while (log.Whole.PageFrom(all[^1].Place + 1, int.MaxValue) is { Count: > 0 } page)
                all.AddRange(page);
            Assert.Equal(all.Count, all.DistinctBy(e => e.Id).Count());
            Assert.All(all.GroupBy(e => e.Stream), stream => Assert.Equal(Enumerable.Range(0, stream.Count()).Select(i => (long)i), stream.Select(e => e.Revision)));
            foreach (var writer in writers)
            {
                // In the order in which they were sent, and at most the one that was cut off besides.
                var there = all.Where(e => e.Stream == writer.Stream).Select(e => e.Id).ToList();
                Assert.Equal(writer.Acknowledged, there.Take(writer.Acknowledged.Count));
                Assert.InRange(there.Count - writer.Acknowledged.Count, 0, 1);
            }

            output.WriteLine($"{Rounds} kills, {all.Count} events, {writers.Sum(writer => writer.Acknowledged.Count)} acknowledged");
        }

        Assert.Equal("ok", LedgerEvents.Sql(Ledger, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_subscriber_that_resumes_after_kills_sees_every_event_once_in_order()
    {
        await NodeProcess.MakeLedgerAsync(Ledger);
        var (port, next, place) = (0, 0, (ulong?)null);
        var seen = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            using var node = await NodeProcess.StartAsync(Ledger, port, "--allow-append");
            port = node.Port;
            using var subscriber = new Subscriber(node.Streams, All(from: place));
            var writer = new Writer(0, next);
            using var stop = new CancellationTokenSource();
            var writing = writer.RunAsync(node.Streams, stop.Token);
            for (var until = seen.Count + 10; seen.Count < until;)
            {
                if (await subscriber.NextAsync() is var message && message.Contains('/'))
                    seen.Add(message);
            }

            place = subscriber.Place;
            if (round % 2 == 0)
                node.Kill();
            else
                Assert.Equal(0, (await node.StopAsync()).Code);
            await stop.CancelAsync();
            await writing;
            next = writer.Next + 1;
        }

        var there = seen.Where(e => e.StartsWith("country-", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, there.Count()).Select(i => $"country-DEU/{i}"), there);
        Assert.Equal("codebook-migration/0", seen[0]);
    }

    [Fact]
    public async Task Two_nodes_on_one_ledger_lose_no_update_and_write_no_event_twice()
    {
        const int Each = 25;
        await NodeProcess.MakeLedgerAsync(Ledger);
        using var one = await NodeProcess.StartAsync(Ledger, 0, "--allow-append");
        using var other = await NodeProcess.StartAsync(Ledger, 0, "--allow-append");
        using var subscriber = new Subscriber(one.Streams, Filter(All(), "country-"));
        var won = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            var (client, revision, ids) = (i % 2 == 0 ? one.Streams : other.Streams, -1L, new List<Guid>());
            while (ids.Count < Each)
            {
                var id = Guid.NewGuid();
                var answer = await SendAsync(client, "country-DEU", revision, LedgerEvents.Announced($"DEU-{i}-{ids.Count}", id: id), CancellationToken.None);
                revision = (long)(answer.Success?.CurrentRevision ?? answer.WrongExpectedVersion.CurrentRevision);
                if (answer.Success is not null)
                    ids.Add(id);
            }

            return ids;
        }));
        await using var log = await SqliteEventLog.OpenAsync(Ledger, SqliteLogMode.MustExist);
        var there = await log.ReadStreamAsync("country-DEU").ToListAsync();
        Assert.Equal(won.SelectMany(ids => ids).Order(), there.Select(e => e.Id).Order());
        Assert.Equal(Enumerable.Range(0, 4 * Each).Select(i => (long)i), there.Select(e => e.Revision));
        var seen = (await subscriber.NextAsync((4 * Each) + 2)).Where(message => message.Contains('/'));
        Assert.Equal(Enumerable.Range(0, seen.Count()).Select(i => $"country-DEU/{i}"), seen);
    }

    private static async Task WaitUntil(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!holds())
            await Task.Delay(20, patience.Token);
    }

    private static async Task<AppendResp> SendAsync(StreamsClient client, string stream, long? expected, AppendReq.Types.ProposedMessage e, CancellationToken cancellation)
    {
        using var call = client.Append(cancellationToken: cancellation);
        var options = new AppendReq.Types.Options { StreamIdentifier = Name(stream) };
        if (expected is null)
            options.Any = new();
        else if (expected < 0)
            options.NoStream = new();
        else
            options.Revision = (ulong)expected;
        await call.RequestStream.WriteAsync(new() { Options = options }, cancellation);
        await call.RequestStream.WriteAsync(new() { ProposedMessage = e }, cancellation);
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    /// <summary>Appends one event after the other to its own stream, and sends again what was cut off, until there is no node any more.</summary>
    private sealed class Writer(int number, int next = 0)
    {
        private AppendReq.Types.ProposedMessage? cutOff;

        // Half of them write to the ledger.
        public string Stream { get; } = number % 2 == 0 ? $"country-{new[] { "DEU", "FRA", "POL" }[number / 2]}" : $"notes-{number}";

        public List<Guid> Acknowledged { get; } = [];

        public int Next { get; private set; } = next;

        public async Task RunAsync(StreamsClient client, CancellationToken stop)
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    var e = cutOff ??= number % 2 == 0 ? LedgerEvents.Announced($"{Stream[^3..]}-{number}-{Next}") : Event();
                    var answer = await SendAsync(client, Stream, null, e, stop);
                    Assert.NotNull(answer.Success);
                    Acknowledged.Add(WireEvents.Id(e.Id));
                    (cutOff, Next) = (null, Next + 1);
                }
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
            {
                // Killed, or told to stop.
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                // Likewise, in the middle of sending.
            }
        }
    }
}
