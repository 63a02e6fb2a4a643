using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>A ledger on a disk that fills up. The disk is a small tmpfs, which only root may mount.</summary>
[Trait("Kind", "Process")]
[Collection("Processes")]
public sealed class FullDiskTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly bool mounted;

    public FullDiskTests()
    {
        Directory.CreateDirectory(Disk);
        mounted = Environment.IsPrivilegedProcess && Processes.TryRun("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", Disk);
    }

    private string Disk => folder["disk"];

    private string Ledger => Path.Combine(Disk, "ledger.db");

    public void Dispose()
    {
        if (mounted)
            Processes.Run("umount", "--lazy", Disk);
        folder.Dispose();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3000)]
    public async Task Nothing_is_acknowledged_past_a_full_disk_and_the_next_start_is_sound(int bytes)
    {
        Assert.SkipUnless(mounted, "needs root, to mount a small disk");
        await Make(Ledger);
        using var worker = Worker.Start(folder, "append", Ledger, "country-DEU", "100000", $"{bytes}");
        var lines = await worker.Ends(7);
        var acknowledged = lines.Where(l => l.StartsWith("acknowledged")).Select(l => Guid.Parse(l.Split(' ')[2])).ToList();
        Assert.InRange(acknowledged.Count, 10, 10_000);
        Stopped(lines.Skip(acknowledged.Count).ToList(), $"{Ledger}: the disk is full; make room on it, then start again", acknowledged.Count);

        // Still full: it opens or says why not, and spoils nothing.
        var opened = await Record.ExceptionAsync(() => SoundAfterOpening(Ledger));
        Assert.True(opened is null or StoreException { Fault: StoreFault.Unreachable }, opened?.ToString());

        Processes.Run("mount", "-o", "remount,size=64m", Disk);
        var all = (await SoundAfterOpening(Ledger)).ConvertAll(e => e.Id);
        Assert.Equal(acknowledged, all.Take(acknowledged.Count));
        Assert.InRange(all.Count - acknowledged.Count, 0, 1);
        await using var log = await Open(Ledger);
        Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To("country-FRA", -1)]));
    }

    [Fact]
    public async Task A_ledger_is_not_half_created_on_a_full_disk()
    {
        Assert.SkipUnless(mounted, "needs root, to mount a small disk");
        Processes.TryRun("dd", "if=/dev/zero", $"of={Disk}/ballast", "bs=4096", "count=10000");
        var fault = await Refused(Ledger, PolicyLedger.Sqlite.Log.SqliteLogMode.CreateIfMissing);
        Assert.Equal(StoreFault.Unreachable, fault.Fault);
        Assert.Contains("full", fault.Message);
        File.Delete(Path.Combine(Disk, "ballast"));
        await Make(Ledger, 3);
        Assert.Equal(3, (await SoundAfterOpening(Ledger)).Count);
    }

    /// <summary>Checks what a worker writes after its last acknowledgement: the same reason each time, and no more than what was acknowledged to be read.</summary>
    internal static void Stopped(List<string> lines, string message, int acknowledged)
    {
        Assert.Equal(4, lines.Count);
        Assert.All(lines.Take(3), line => Assert.StartsWith($"stopped Unreachable {message}", line));
        Assert.Contains("start again (the ledger has stopped: nothing more is written", lines[0]);
        Assert.Single(lines.Take(3).Distinct());
        Assert.Equal($"end {acknowledged}", lines[3]);
    }
}
