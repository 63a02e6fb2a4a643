namespace PolicyLedger.Benchmarks;

/// <summary>The same commands recorded and read through the adapter, against the embedded log: by a node of our own, and by the server that <c>POLICYLEDGER_TEST_EVENTSTOREDB</c> names.</summary>
internal static class NodeBenchmarks
{
    private const int Batch = 500, Rounds = 3;

    private const string Variable = "POLICYLEDGER_TEST_EVENTSTOREDB";

    public static async Task RunAsync(Bench bench)
    {
        await RunAsync(bench, "adapter and node", () => OpenLedger.BehindNodeAsync(bench));
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address)
            await RunAsync(bench, "adapter and server", () => OpenLedger.OnServerAsync(bench, address));
    }

    private static async Task RunAsync(Bench bench, string through, Func<Task<OpenLedger>> open)
    {
        await CompareAsync(bench, $"append one after another, {through}", bench.Size(1_000), 1, false, open);
        await CompareAsync(bench, $"append {Batch} a batch, by country, {through}", bench.Size(20_000, Batch), Batch, true, open);
        await CompareAsync(bench, $"append {Batch} a batch, mixed, {through}", bench.Size(2_000, Batch), Batch, false, open);
        await ReadAllAsync(bench, $"read all, {through}", bench.Size(100_000), open);
    }

    // By country, as an import's file has them: the adapter sends neighbours on one stream together. Mixed, each of its events
    // is a round trip and a commit of its own, because the ledger's order is the commands'.
    private static Task CompareAsync(Bench bench, string name, int count, int batch, bool byCountry, Func<Task<OpenLedger>> open)
    {
        return Bench.CompareTimedAsync(name, count, Rounds, () => RecordAsync(() => OpenLedger.EmbeddedAsync(bench)), () => RecordAsync(open));

        async Task<double> RecordAsync(Func<Task<OpenLedger>> open)
        {
            await using var ledger = await open();
            var runner = Workload.Runner(ledger.Log);
            return await Bench.TimeAsync(() => Workload.FillAsync(runner, count, batch, byCountry: byCountry));
        }
    }

    private static async Task ReadAllAsync(Bench bench, string name, int count, Func<Task<OpenLedger>> open)
    {
        await using var floor = await OpenLedger.EmbeddedAsync(bench);
        await using var subject = await open();
        foreach (var ledger in (OpenLedger[])[floor, subject])
            await Workload.FillAsync(Workload.Runner(ledger.Below), count);
        var events = (int)await floor.Log.EndAsync();

        // The first also brings the index of a ledger that others wrote to its end.
        await ReadAsync(subject);
        await Bench.CompareAsync(name, events, Rounds, () => ReadAsync(floor), () => ReadAsync(subject));

        async Task ReadAsync(OpenLedger ledger)
        {
            if (await ledger.Log.ReadAllAsync().CountAsync() is var read && read != events)
                throw new InvalidOperationException($"{name}: {read} events were read, and there are {events}.");
        }
    }
}
