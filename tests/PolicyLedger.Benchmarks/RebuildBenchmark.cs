using PolicyLedger.Sqlite.Models;
using PolicyLedger.Wire;

namespace PolicyLedger.Benchmarks;

/// <summary>Rebuilding the read models, against reading and parsing the same rows and doing nothing with them.</summary>
internal static class RebuildBenchmark
{
    public static async Task RunAsync(Bench bench)
    {
        await RunAsync(bench, bench.Size(100_000), 3);
        await RunAsync(bench, bench.Size(1_000_000), 1);
    }

    private static async Task RunAsync(Bench bench, int count, int rounds)
    {
        var path = bench.NewFile("rebuild");
        await using var log = await Workload.OpenAsync(path);
        await Workload.FillAsync(Workload.Runner(log), count);
        await using var models = await SqliteReadModels.OpenAsync(SqliteReadModels.PathFor(path), log, EventCodec.Current);
        await models.CatchUpAsync();
        await Bench.CompareAsync(
            "rebuild of the read models", count, rounds,
            async () =>
            {
                await foreach (var stored in log.ReadAllAsync())
                    EventCodec.Current.Decode(stored);
            },
            () => models.RebuildAsync());
    }
}
