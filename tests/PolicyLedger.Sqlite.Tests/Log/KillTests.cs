using System.Diagnostics;
using PolicyLedger.Testing;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>Recorders killed with SIGKILL at any moment: what they were told is recorded is there, once.</summary>
[Trait("Kind", "Process")]
[Collection("Processes")]
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Recorders = 16, Rounds = 30;

    private readonly TempFolder folder = new();

    private string Ledger => folder["ledger.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_event_that_sixteen_killed_recorders_were_acknowledged_is_there_once()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("POLICYLEDGER_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"POLICYLEDGER_TEST_SEED={seed}");
        var random = new Random(seed);
        await Make(Ledger);
        var next = new int[Recorders];
        var acknowledged = new HashSet<Guid>();
        var workers = new Worker?[Recorders];
        var (kills, cut) = (0, 0);
        try
        {
            for (var round = 1; round <= Rounds; round++)
            {
                for (var i = 0; i < Recorders; i++)
                    workers[i] ??= Worker.Start(folder, "record", Ledger, $"{i}", $"{next[i]}", "1000000", "60");

                // A few each time, so that those beside them go on; all of them now and then, so that the next opening has to recover.
                var all = round % 15 == 0;
                await UntilSomeWrote(workers, all ? Recorders : Recorders / 2);
                await Task.Delay(random.Next(300));
                foreach (var i in Enumerable.Range(0, Recorders).OrderBy(_ => random.Next()).Take(all ? Recorders : random.Next(1, 4)))
                {
                    workers[i]!.Kill();
                    kills++;
                    foreach (var line in workers[i]!.Lines)
                    {
                        var parts = line.Split(' ');
                        Assert.True(parts[0] == "command", $"seed {seed}, recorder {i}: {line}");
                        next[i] = int.Parse(parts[1]) + 1;
                        acknowledged.UnionWith(parts[2].Split(',').Select(Guid.Parse));
                    }

                    workers[i]!.Dispose();
                    workers[i] = null;
                }

                await using var log = await Open(Ledger);
                var there = (await Sound(log)).Select(e => e.Id).ToHashSet();
                Assert.True(acknowledged.IsSubsetOf(there), $"seed {seed}, round {round}: {acknowledged.Except(there).Count()} acknowledged events are gone");
                cut = all ? there.Count - acknowledged.Count : cut;
            }
        }
        finally
        {
            foreach (var worker in workers)
                worker?.Dispose();
        }

        // No more than what was adopted with the first, and one command each that was recorded but not yet acknowledged.
        var end = await SoundAfterOpening(Ledger);
        output.WriteLine($"{kills} kills, {end.Count} events, {acknowledged.Count} acknowledged");
        Assert.InRange(cut, 0, Recorders * 2 + 2);
        Assert.True(acknowledged.Count > 200, $"only {acknowledged.Count} were acknowledged: the test shows nothing");
        await TheCommandsThatWereCutOffAreCompletedOnce(next);
    }

    // Recorders pause, or those at work would keep the others from starting. Starting takes longer than recording: a round begins when most are at work.
    private static async Task UntilSomeWrote(Worker?[] workers, int count)
    {
        for (var patience = Stopwatch.StartNew(); workers.Count(worker => worker!.Lines.Count > 0) < count; await Task.Delay(20))
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(5), "the recorders record nothing");
    }

    private async Task TheCommandsThatWereCutOffAreCompletedOnce(int[] next)
    {
        for (var i = 0; i < Recorders; i += 4)
        {
            using var worker = Worker.Start(folder, "record", Ledger, $"{i}", "0", $"{next[i] + 1}", "0");
            Assert.Equal(next[i] + 1, (await worker.Ends()).Count);
        }

        await SoundAfterOpening(Ledger);
    }
}
