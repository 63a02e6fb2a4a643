using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Server.Hosting;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Benchmarks;

/// <summary>The HTTP server: questions against a bare endpoint on the same server that sends as many bytes, the push of what is recorded, and its memory.</summary>
internal static class ServerBenchmarks
{
    private const int Connections = 16, Rounds = 5;

    private const string Bare = "/bare";

    public static async Task RunAsync(Bench bench)
    {
        await AskingAsync(bench, bench.Size(1_000_000));
        foreach (var subscribers in new[] { 1, Math.Max(2, bench.Size(500)) })
            await PushingAsync(bench, subscribers);
    }

    private static async Task AskingAsync(Bench bench, int events)
    {
        var path = bench.NewFile("server");
        await using var log = await Workload.OpenAsync(path);
        await Workload.FillAsync(Workload.Runner(log), events);
        await using var models = await SqliteReadModels.OpenAsync(SqliteReadModels.PathFor(path), log, EventCodec.Current);
        await models.CatchUpAsync();
        var constant = Array.Empty<byte>();
        await using var server = await StartAsync(log, models, path, () => constant);
        var port = server.Addresses[0].Port;
        var count = bench.Size(40_000);

        // Each question is another one; the constant is as long as an answer of the middle.
        var questions = Enumerable.Range(0, count).Select(n => RawHttp.Get(AddressOf(Workload.Question(n, events)))).ToArray();
        constant = new byte[await LengthOfAsync(port, questions)];
        Array.Fill(constant, (byte)'x');
        var bare = new[] { RawHttp.Get(Bare) };
        var (ratios, asked, floors) = (new List<double>(), new List<Run>(), new List<Run>());
        await LoadAsync(port, bare, count / 10);

        // The first time around most cells are read from the models' file; from then on the server remembers them.
        var first = await LoadAsync(port, questions, count);
        for (var round = 0; round < Rounds; round++)
        {
            floors.Add(await LoadAsync(port, bare, count));
            asked.Add(await LoadAsync(port, questions, count));
            ratios.Add(asked[^1].PerSecond / floors[^1].PerSecond);
        }

        var (answer, floor) = (Run.Middle(asked), Run.Middle(floors));
        ratios.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"as-of over HTTP at {events,9:N0} events, {Connections} connections, {constant.Length} bytes   {answer.PerSecond,8:N0}/s p50 {answer.P50,6:F2} ms p99 {answer.P99,6:F2} ms   bare endpoint {floor.PerSecond,8:N0}/s p50 {floor.P50,6:F2} ms p99 {floor.P99,6:F2} ms   ratio {Bench.Percentile(ratios, 0.5):F2}; processor time {answer.Processor:F0} and {floor.Processor:F0} µs, allocations {answer.Allocated:F1} and {floor.Allocated:F1} KiB a request, load generator included; before that, the first time that the cells are asked for {first.PerSecond:N0}/s p50 {first.P50:F2} ms p99 {first.P99:F2} ms"));
        GC.Collect();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"memory of the process with {events,9:N0} events, after {count * (Rounds + 1):N0} questions: managed heap {GC.GetTotalMemory(true) >> 20} MiB, working set {Environment.WorkingSet >> 20} MiB, load generator included"));
    }

    private static async Task PushingAsync(Bench bench, int subscribers)
    {
        var path = bench.NewFile("push");
        await using var log = await Workload.OpenAsync(path);
        var runner = Workload.Runner(log);
        await Workload.FillAsync(runner, 100);
        await using var models = await SqliteReadModels.OpenAsync(SqliteReadModels.PathFor(path), log, EventCodec.Current);
        await models.CatchUpAsync();
        await using var server = await StartAsync(log, models, path, () => []);
        using var stop = new CancellationTokenSource();
        var recordings = bench.Size(200);
        var received = new long[subscribers][];
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = subscribers + 1 }) { BaseAddress = server.Addresses[0], Timeout = Timeout.InfiniteTimeSpan };
        var (first, ready) = (await log.EndAsync(), new CountdownEvent(subscribers));
        var listening = Enumerable.Range(0, subscribers).Select(i => Task.Run(() => ListenAsync(client, first, received[i] = new long[recordings], ready, stop.Token))).ToList();
        ready.Wait();
        var sent = new long[recordings];
        for (var n = 0; n < recordings; n++)
        {
            sent[n] = Stopwatch.GetTimestamp();
            await Workload.FillAsync(runner, (int)first + n + 1, 1, (int)first + n);
            await Task.Delay(5);
        }

        for (var waited = 0; waited < 200 && received.Any(times => times[^1] == 0); waited++)
            await Task.Delay(50);
        await stop.CancelAsync();
        await Task.WhenAll(listening);
        var latencies = received.SelectMany(times => times.Select((time, n) => time == 0 ? double.PositiveInfinity : Stopwatch.GetElapsedTime(sent[n], time).TotalMilliseconds)).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"push, from before the recording until it is read by {subscribers,4} subscriber{(subscribers == 1 ? "" : "s")}, {recordings} recordings   p50 {Bench.Percentile(latencies, 0.5):F2} ms  p99 {Bench.Percentile(latencies, 0.99):F2} ms  not received {latencies.Count(double.IsInfinity)}"));
    }

    // Each of the recordings makes one event: the order of the ids is theirs.
    private static async Task ListenAsync(HttpClient client, long first, long[] times, CountdownEvent ready, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.GetAsync($"/v1/subscriptions/events?after={first - 1}", HttpCompletionOption.ResponseHeadersRead, cancellation);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            var told = false;
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                if (!told && line == "event: caughtUp")
                {
                    told = true;
                    ready.Signal();
                }

                if (line.StartsWith("id: ", StringComparison.Ordinal) && long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture) - first is >= 0 and var n && n < times.Length)
                    times[n] = Stopwatch.GetTimestamp();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && cancellation.IsCancellationRequested)
        {
            // It was told to stop.
        }
    }

    internal static async Task<LedgerServer> StartAsync(IEventLog log, IReadModels models, string path, Func<byte[]> constant) => await LedgerServer.StartAsync(
        new(log, models, suffix => path[..^3] + suffix, () => false),
        new()
        {
            Listen = [new(IPAddress.Loopback, 0)],
            Access = new() { Reads = new(0, 0), Recordings = new(0, 0) },
            Beside = routes => routes.MapGet(Bare, () => Results.Bytes(constant(), "application/json")).AllowAnonymous(),
        },
        TimeProvider.System);

    private static string AddressOf(StanceQuestionSeed q) => $"/v1/stances/{q.Jurisdiction.Code}/{q.Area.Full}?on={Iso.Write(q.On)}&knownAt={Iso.Write(q.KnownAt)}";

    private static async Task<int> LengthOfAsync(int port, byte[][] questions)
    {
        using var client = await RawHttp.ConnectAsync(port);
        var lengths = new List<double>();
        foreach (var question in questions.Take(500))
            lengths.Add(await client.AskAsync(question));
        lengths.Sort();
        return (int)Bench.Percentile(lengths, 0.5);
    }

    private static async Task<Run> LoadAsync(int port, byte[][] requests, int count)
    {
        var (next, times) = (-1, new double[count]);
        using var process = Process.GetCurrentProcess();
        var (begun, used, allocated) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var client = await RawHttp.ConnectAsync(port);
            for (int n; (n = Interlocked.Increment(ref next)) < count;)
            {
                var sent = Stopwatch.GetTimestamp();
                await client.AskAsync(requests[n % requests.Length]);
                times[n] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        })));
        var took = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        process.Refresh();
        var sorted = times.Order().ToList();
        return new(count / took, (process.TotalProcessorTime - used).TotalMicroseconds / count, (GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / count, Bench.Percentile(sorted, 0.5), Bench.Percentile(sorted, 0.99));
    }

    private sealed record Run(double PerSecond, double Processor, double Allocated, double P50, double P99)
    {
        public static Run Middle(List<Run> runs) => runs.OrderBy(run => run.PerSecond).ElementAt(runs.Count / 2);
    }
}
