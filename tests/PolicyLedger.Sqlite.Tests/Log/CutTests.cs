using PolicyLedger.Log;
using PolicyLedger.Testing;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>A write-ahead log that a power cut left incomplete: what is read is a prefix of whole commits, never a part of one.</summary>
public sealed class CutTests : IDisposable
{
    private const int Header = 32, Frame = 24 + 4096;

    private readonly TempFolder folder = new();

    private string Live => folder["live.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Cut_anywhere_it_opens_to_the_commits_that_are_whole()
    {
        var (file, wal, commits) = await Write();
        Assert.Equal(0, (wal.Length - Header) % Frame);
        for (var frame = Header; frame <= wal.Length; frame += Frame)
        {
            foreach (var cut in (int[])[frame, frame + 1, frame + 24, frame + 2000, frame + Frame - 1])
            {
                if (cut <= wal.Length)
                    await OpensTo(commits.Last(c => c.Length <= cut).Events, file, wal[..cut], $"cut at {cut}");
            }
        }

        await OpensTo(0, file, wal[..(Header - 1)], "cut in the header");
    }

    [Fact]
    public async Task Overwritten_anywhere_it_opens_to_the_commits_before()
    {
        var (file, wal, commits) = await Write();
        for (var frame = Header; frame < wal.Length; frame += Frame)
        {
            var torn = wal.ToArray();
            torn.AsSpan(frame + 3000, 512).Fill(0xA5);
            await OpensTo(commits.Last(c => c.Length <= frame).Events, file, torn, $"torn at {frame}");
        }
    }

    // Copied by another process: closing a descriptor of the file in this one would drop the locks on it.
    private async Task<(byte[] File, byte[] Wal, List<(long Length, long Events)> Commits)> Write()
    {
        List<(long Length, long Events)> commits = [(0, 0)];
        await using var log = await Create(Live);
        for (var i = 0; i < 12; i++)
        {
            StreamAppend[] appends = i % 3 == 0 ? [To($"country-{i}", -1, 2), To($"other-{i}", -1, 3)] : [To($"country-{i}", -1, i % 2 == 0 ? 1 : 40)];
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync(appends));
            commits.Add((new FileInfo(Live + "-wal").Length, await log.EndAsync()));
        }

        Processes.Run("cp", Live, folder["copy"]);
        Processes.Run("cp", Live + "-wal", folder["copy-wal"]);
        return (File.ReadAllBytes(folder["copy"]), File.ReadAllBytes(folder["copy-wal"]), commits);
    }

    private async Task OpensTo(long events, byte[] file, byte[] wal, string what)
    {
        File.WriteAllBytes(folder["cut.db"], file);
        File.WriteAllBytes(folder["cut.db-wal"], wal);
        Assert.True(events == (await SoundAfterOpening(folder["cut.db"])).Count, $"{what}: expected {events} events");
        Assert.False(File.Exists(folder["cut.db-wal"]));
    }
}
