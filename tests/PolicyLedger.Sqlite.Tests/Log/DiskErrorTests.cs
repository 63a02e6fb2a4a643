using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>A disk that reports errors: strace answers the recorder's system calls on the ledger's files in the disk's place.</summary>
[Trait("Kind", "Process")]
[Collection("Processes")]
public sealed class DiskErrorTests : IDisposable
{
    private const string Sync = "fsync,fdatasync", Write = "pwrite64,write";

    private static readonly Lazy<bool> CanTrace = new(() => Processes.TryRun("strace", "-f", "-e", "inject=getppid:error=EIO", "true"));

    private readonly TempFolder folder = new();

    private string Ledger => folder["ledger.db"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Sync, "EIO", "6+", "reading or writing failed (disk I/O error, SQLite code 1034)")]
    [InlineData(Sync, "EIO", "6", "reading or writing failed (disk I/O error, SQLite code 1034)")]
    [InlineData(Sync, "EIO", "1+", "reading or writing failed (disk I/O error, SQLite code 1034)")]
    [InlineData(Sync, "ENOSPC", "6", "reading or writing failed (disk I/O error, SQLite code 1034)")]
    [InlineData(Write, "EIO", "50+", "reading or writing failed (disk I/O error, SQLite code 778)")]
    [InlineData(Write, "EIO", "50", "reading or writing failed (disk I/O error, SQLite code 778)")]
    [InlineData(Write, "ENOSPC", "50", "the disk is full; make room on it, then start again")]
    [InlineData(Write, "ENOSPC", "51+", "the disk is full; make room on it, then start again")]
    public async Task An_error_of_the_disk_is_never_acknowledged_and_stops_the_store(string calls, string error, string when, string message)
    {
        SkipWithoutStrace();
        await Make(Ledger);
        using var worker = Worker.StartUnder(folder, Failing($"{Ledger}-wal", calls, error, when), "append", Ledger, "country-DEU", "20", "100");
        var lines = await worker.Ends(7);
        var acknowledged = lines.Where(l => l.StartsWith("acknowledged")).Select(l => Guid.Parse(l.Split(' ')[2])).ToList();
        Assert.InRange(acknowledged.Count, when == "1+" ? 0 : 2, when == "1+" ? 0 : 10);
        FullDiskTests.Stopped(lines.Skip(acknowledged.Count).ToList(), $"{Ledger}: {message}", acknowledged.Count);

        var all = (await SoundAfterOpening(Ledger)).ConvertAll(e => e.Id);
        Assert.Equal(acknowledged, all.Take(acknowledged.Count));
        Assert.InRange(all.Count - acknowledged.Count, 0, 1);
    }

    [Fact]
    public async Task None_of_those_that_share_a_commit_is_acknowledged_when_it_fails()
    {
        SkipWithoutStrace();
        await Make(Ledger);
        using var worker = Worker.StartUnder(folder, Failing($"{Ledger}-wal", Sync, "EIO", "2+"), "append-together", Ledger, "64");
        var lines = await worker.Ends();
        Assert.Equal(64, lines.Count(l => l.StartsWith("stopped Unreachable")));
        Assert.Equal("end 0", lines[^1]);
        await SoundAfterOpening(Ledger);
    }

    [Fact]
    public async Task An_error_while_the_log_is_copied_into_the_file_loses_nothing()
    {
        SkipWithoutStrace();
        await Make(Ledger);
        using (var worker = Worker.StartUnder(folder, Failing(Ledger, "pwrite64,fsync", "EIO", "1+"), "append", Ledger, "country-DEU", "400", "3000"))
            Assert.Equal(400, (await worker.Ends()).Count(l => l.StartsWith("acknowledged")));
        Assert.True(new FileInfo(Ledger + "-wal").Length > 1000 * 4096, "nothing was ever copied");
        Assert.Equal(400, (await SoundAfterOpening(Ledger)).Count);
    }

    private static string[] Failing(string path, string calls, string error, string when) =>
        ["strace", "-f", "-qqq", "-o", "/dev/null", "-P", path, "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}:when={when}"];

    private static void SkipWithoutStrace() => Assert.SkipUnless(CanTrace.Value, "needs strace and the permission to trace (apt-get install strace)");
}
