using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>Several real processes on one ledger.</summary>
[Trait("Kind", "Process")]
[Collection("Processes")]
public sealed class ProcessTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder folder = new();

    private string Ledger => folder["ledger.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_subscriber_in_one_process_sees_what_another_commits_once_and_soon()
    {
        const int Before = 5, After = 30;
        await Make(Ledger, Before);
        await using var log = await Open(Ledger);
        using var subscriber = Worker.Start(folder, "subscribe", Ledger, "2", $"{Before + After}");
        await subscriber.Writes(line => line == "caught-up");
        var acknowledged = new List<(Guid Id, long Ticks)>();
        for (var i = 0; i < After; i++)
        {
            var append = SampleEvents.To("country-FRA", i - 1);
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([append]));
            acknowledged.Add((append.Events[0].Id, DateTime.UtcNow.Ticks));
            await Task.Delay(37);
        }

        var lines = (await subscriber.Ends()).Select(line => line.Split(' ')).ToList();
        Assert.Equal(["event 2", "event 3", "event 4", "caught-up", .. Enumerable.Range(Before, After).Select(i => $"event {i}")], lines.Select(l => string.Join(' ', l.Take(2))));
        var delays = lines.Skip(4).Zip(acknowledged, (line, ack) =>
        {
            Assert.Equal(ack.Id.ToString(), line[2]);
            return new TimeSpan(long.Parse(line[3]) - ack.Ticks).TotalMilliseconds;
        }).Order().ToList();
        output.WriteLine($"seen after: median {delays[After / 2]:F0} ms, most {delays[^1]:F0} ms");
        Assert.True(delays[^1] < 5000, $"one was seen only after {delays[^1]:F0} ms");
    }

    [Fact]
    public async Task Two_recorders_a_reader_and_a_subscriber_share_one_ledger()
    {
        await Make(Ledger);
        using (var first = Worker.Start(folder, "record", Ledger, "99", "0", "1", "0"))
            await first.Ends();
        var start = (await SoundAfterOpening(Ledger)).Count;
        var total = start + 2 * (150 + 50);
        using var one = Worker.Start(folder, "record", Ledger, "1", "0", "150", "0");
        using var two = Worker.Start(folder, "record", Ledger, "2", "0", "150", "0");
        using var reader = Worker.Start(folder, "read", Ledger, $"{total}");
        using var subscriber = Worker.Start(folder, "subscribe", Ledger, "0", $"{total}");
        var acknowledged = Ids(await one.Ends()).Concat(Ids(await two.Ends())).ToList();
        output.WriteLine((await reader.Ends()).Single());

        var all = await SoundAfterOpening(Ledger);
        Assert.Equal(total, all.Count);
        Assert.Equal(all.Skip(start).Select(e => e.Id).Order(), acknowledged.Order());
        Assert.Equal(all.Select(e => e.Id), (await subscriber.Ends()).Where(l => l.StartsWith("event")).Select(l => Guid.Parse(l.Split(' ')[2])));
    }

    [Fact]
    public async Task Eight_processes_that_create_one_ledger_at_the_same_moment_all_get_it()
    {
        var workers = Enumerable.Range(0, 8).Select(_ => Worker.Start(folder, "create", Ledger)).ToList();
        foreach (var worker in workers)
            await worker.Writes(line => line == "ready");
        workers.ForEach(worker => worker.Go());
        var acknowledged = new List<Guid>();
        foreach (var worker in workers)
            acknowledged.AddRange((await worker.Ends()).Skip(1).Select(line => Guid.Parse(line.Split(' ')[2])));
        workers.ForEach(worker => worker.Dispose());
        Assert.Equal(acknowledged.Order(), (await SoundAfterOpening(Ledger)).Select(e => e.Id).Order());
        Assert.Equal(8, acknowledged.Count);
    }

    [Fact]
    public async Task Without_permission_the_ledger_is_unreachable_and_the_message_says_so()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "needs root, to become nobody");
        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp"];
        await Make(Ledger, 1);
        Processes.Run("chmod", "755", folder.Path);
        using (var may = Worker.StartUnder(folder, nobody))
            Assert.SkipUnless((await may.Ends(2)).Any(l => l.StartsWith("append")), $"nobody may not run {Worker.ProgramPath}");

        Processes.Run("chmod", "644", Ledger);
        await Fails($"failed Unreachable {Ledger}: no permission to write; a ledger needs a file and a folder that this user may write to");
        Processes.Run("chmod", "600", Ledger);
        await Fails($"failed Unreachable {Ledger}: cannot be opened (unable to open database file, SQLite code 14); check the permissions of the file and its folder");
        Processes.Run("chmod", "666", Ledger);
        await Fails($"failed Unreachable {Ledger}: ");
        Processes.Run("chmod", "700", folder.Path);
        await Fails($"failed Unreachable no ledger at {Ledger}; the folder {folder.Path} is not there or may not be entered: create it, or name another");
        Assert.Single(await SoundAfterOpening(Ledger));

        async Task Fails(string message)
        {
            using var worker = Worker.StartUnder(folder, nobody, "append", Ledger, "country-FRA", "1", "1");
            Assert.StartsWith(message, (await worker.Ends(7)).Single());
        }
    }

    private static IEnumerable<Guid> Ids(IEnumerable<string> lines) => lines.SelectMany(line => line.Split(' ')[2].Split(',')).Select(Guid.Parse);
}
