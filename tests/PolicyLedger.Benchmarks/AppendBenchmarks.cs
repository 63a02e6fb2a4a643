using PolicyLedger.Recording;

namespace PolicyLedger.Benchmarks;

/// <summary>Durable appends through the command runner, against raw SQLite transactions of the same bytes.</summary>
internal static class AppendBenchmarks
{
    private const int Recorders = 64;

    public static async Task RunAsync(Bench bench)
    {
        var single = bench.Size(2_000);
        var bytes = await RawSqlite.BytesAsync(single);
        await Bench.CompareAsync(
            "append, one command after another", single, 5,
            () => Task.Run(() => RawSqlite.Insert(bench.NewFile("raw"), bytes, 1)),
            async () =>
            {
                await using var log = await Workload.OpenAsync(bench.NewFile("log"));
                var runner = Workload.Runner(log);
                for (var n = 0; n < single; n++)
                    (await runner.RunAsync(Workload.Command(n))).OrThrow();
            });

        var each = bench.Size(300, 3);
        bytes = await RawSqlite.BytesAsync(each * Recorders);
        await Bench.CompareAsync(
            $"append, {Recorders} recorders at once", each * Recorders, 5,
            () => Task.Run(() => RawSqlite.Insert(bench.NewFile("raw"), bytes, Recorders)),
            async () =>
            {
                await using var log = await Workload.OpenAsync(bench.NewFile("log"));
                var runner = Workload.Runner(log);
                await Task.WhenAll(Enumerable.Range(0, Recorders).Select(recorder => Task.Run(async () =>
                {
                    for (var n = 0; n < each; n++)
                        (await runner.RunAsync(Workload.Command((n * Recorders) + recorder, Workload.Country(recorder)))).OrThrow();
                })));
            });
    }
}

/// <summary>Commands in batches, as an import sends them, against raw SQLite transactions of as many rows.</summary>
internal static class ImportBenchmark
{
    private const int Batch = 500;

    public static async Task RunAsync(Bench bench)
    {
        var count = bench.Size(50_000, Batch);
        var bytes = await RawSqlite.BytesAsync(count);
        var commands = Enumerable.Range(0, count).Select(n => (Command)Workload.Command(n)).ToList();
        await Bench.CompareAsync(
            $"import, {Batch} commands a batch", count, 3,
            () => Task.Run(() => RawSqlite.Insert(bench.NewFile("raw"), bytes, Batch)),
            async () =>
            {
                await using var log = await Workload.OpenAsync(bench.NewFile("log"));
                var runner = Workload.Runner(log);
                foreach (var batch in commands.Chunk(Batch))
                {
                    foreach (var result in await runner.RunAsync(batch))
                        result.OrThrow();
                }
            });
    }
}
