using EventStore.Client;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Benchmarks;

/// <summary>The official clients of npm against our own, on the same node over the same ledger: the protocol alone, without the adapter.</summary>
internal static class ClientBenchmarks
{
    private const int Rounds = 3;

    public static async Task RunAsync(Bench bench)
    {
        if (await OfficialClient.MissingAsync() is { } reason)
        {
            Console.WriteLine($"official clients skipped: {reason}");
            return;
        }

        await using var ledger = await OpenLedger.BehindNodeAsync(bench);
        var (there, each) = (bench.Size(100_000), bench.Size(1_000));
        await Workload.FillAsync(Workload.Runner(ledger.Below), there);
        var appends = await NextAsync(there, each * Rounds * OfficialClient.All.Count * 2);
        var file = await OfficialClient.WriteAsync(appends, bench.NewFile("appends"));
        await using var ours = new EventStoreClient(EventStoreClientSettings.Create(ledger.Address!));
        var next = 0;
        foreach (var (package, scheme) in OfficialClient.All)
        {
            using var official = await OfficialClient.StartAsync(package, ledger.Address!.Replace("esdb", scheme, StringComparison.Ordinal), file);
            await Bench.CompareTimedAsync(
                $"append one after another, {package}", each, Rounds,
                () => Bench.TimeAsync(() => AppendAsync(ours, appends[next..(next += each)])),
                () => official.AppendAsync(next, next += each));
            var events = (int)await ledger.Below.EndAsync();
            await Bench.CompareTimedAsync($"read all, {package}", events, Rounds, () => Bench.TimeAsync(() => ReadAsync(ours, events)), () => official.ReadAsync(events));
        }
    }

    /// <summary>The events that so many more commands would record, in order, each with its revision: what a client then appends to the ledger's own streams.</summary>
    private static async Task<List<StoredEvent>> NextAsync(int there, int more)
    {
        var ahead = new InMemoryEventLog();
        var runner = Workload.Runner(ahead);
        await Workload.FillAsync(runner, there);
        var end = await ahead.EndAsync();
        await Workload.FillAsync(runner, there + more, from: there);
        return await ahead.ReadAllAsync(end).ToListAsync();
    }

    private static async Task AppendAsync(EventStoreClient client, IEnumerable<StoredEvent> events)
    {
        foreach (var e in events)
        {
            EventData[] data = [new(Uuid.FromGuid(e.Id), e.Type, e.Facts, JoinedMetadata.Join(e.Metadata, e.Text))];
            await (e.Revision == 0 ? client.AppendToStreamAsync(e.Stream, StreamState.NoStream, data) : client.AppendToStreamAsync(e.Stream, StreamRevision.FromInt64(e.Revision - 1), data));
        }
    }

    private static async Task ReadAsync(EventStoreClient client, int events)
    {
        if (await client.ReadAllAsync(Direction.Forwards, Position.Start).CountAsync() is var read && read != events)
            throw new InvalidOperationException($"{read} events were read, and there are {events}.");
    }
}
