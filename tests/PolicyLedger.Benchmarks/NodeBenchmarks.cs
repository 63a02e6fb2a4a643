namespace PolicyLedger.Benchmarks;

/// <summary>The same commands recorded and read through the adapter, against the embedded log: by a node of our own, and by the server that <c>POLICYLEDGER_TEST_EVENTSTOREDB</c> names.</summary>
internal static class NodeBenchmarks
{
    public const int Batch = 500;

    private const string Variable = "POLICYLEDGER_TEST_EVENTSTOREDB";

    public static async Task RunAsync(Bench bench)
    {
        await RunAsync(bench, "adapter and node", () => OpenLedger.BehindNodeAsync(bench));
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address)
            await RunAsync(bench, "adapter and server", () => OpenLedger.OnServerAsync(bench, address));
    }

    private static async Task RunAsync(Bench bench, string through, Func<Task<OpenLedger>> open)
    {
        await CompareAsync(bench, $"append one after another, {through}", bench.Size(2_000), 1, 5, open);
        await CompareAsync(bench, $"append {Batch} a batch, {through}", bench.Size(20_000, Batch), Batch, 3, open);
        await ReadAllAsync(bench, $"read all, {through}", bench.Size(100_000), open);
    }

    private static Task CompareAsync(Bench bench, string name, int count, int batch, int rounds, Func<Task<OpenLedger>> open)
    {
        return Bench.CompareTimedAsync(name, count, rounds, () => RecordAsync(() => OpenLedger.EmbeddedAsync(bench)), () => RecordAsync(open));

        async Task<double> RecordAsync(Func<Task<OpenLedger>> open)
        {
            await using var ledger = await open();
            var runner = Workload.Runner(ledger.Log);
            return await Bench.TimeAsync(() => Workload.FillAsync(runner, count, batch));
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
        await Bench.CompareAsync(name, events, 5, () => ReadAsync(floor), () => ReadAsync(subject));

        async Task ReadAsync(OpenLedger ledger)
        {
            if (await ledger.Log.ReadAllAsync().CountAsync() is var read && read != events)
                throw new InvalidOperationException($"{name}: {read} events were read, and there are {events}.");
        }
    }
}
