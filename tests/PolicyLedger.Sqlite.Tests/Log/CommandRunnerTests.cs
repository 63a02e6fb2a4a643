using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using PolicyLedger.Wire;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>Commands on a ledger file: all of a joint one or nothing, and once for ever.</summary>
public sealed class CommandRunnerTests : IDisposable
{
    private static readonly Guid Id = new("0a6d7b0e-6f2c-4a83-9d0a-6d1f4a1c2b3d");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_joint_announcement_is_one_commit_under_one_correlation_and_record_time()
    {
        await using var log = await Create(folder["ledger.db"]);
        await using var other = await Open(folder["ledger.db"]);
        var ends = new HashSet<long>();
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                ends.Add(await other.EndAsync());
        });
        var receipt = (await Announce(log, Id, "DEU", "FRA", "GBR")).OrThrow();
        await Task.Delay(20);
        await stop.CancelAsync();
        await watching;

        Assert.Equal([0L, 4], ends.Append(0).Append(4).Distinct().Order());
        var events = (await Sound(log)).ConvertAll(EventCodec.Current.Decode);
        Assert.Equal(["codebook-migration", "country-DEU", "country-FRA", "country-GBR"], events.Select(e => e.Stream));
        Assert.Equal(events.Select(e => e.Id), receipt.Lines.Select(line => line.EventId));
        Assert.Single(events.Select(e => (e.Metadata.CorrelationId, e.Metadata.RecordedAt)).Distinct());
    }

    [Fact]
    public async Task A_joint_announcement_that_conflicts_on_one_stream_leaves_nothing_on_the_others()
    {
        await using var log = await Create(folder["ledger.db"]);
        (await Announce(log, Guid.NewGuid(), "FRA")).OrThrow();
        var before = await Sound(log);
        var refused = await Announce(log, Id, "DEU", "FRA");
        Assert.Equal(RefusalKind.Conflict, refused.Refusal!.Kind);
        Assert.Equal(before.Select(e => e.Id), (await Sound(log)).Select(e => e.Id));
    }

    [Fact]
    public async Task The_same_command_after_a_restart_gets_the_first_result_and_other_content_is_refused()
    {
        Receipt first;
        await using (var log = await Create(folder["ledger.db"]))
        {
            first = (await Announce(log, Id, "DEU", "FRA")).OrThrow();
            (await Announce(log, Guid.NewGuid(), "DEU", "GBR", id: "y")).OrThrow();
        }

        for (var restart = 0; restart < 2; restart++)
        {
            await using var log = await Open(folder["ledger.db"]);
            var before = await Sound(log);
            var again = (await Announce(log, Id, "DEU", "FRA")).OrThrow();
            Assert.True(again.Already);
            Assert.Equal(first.Lines, again.Lines);
            Assert.Equal(first.RecordedAt, again.RecordedAt);
            Assert.Contains("this command id was used before, for other content", (await Announce(log, Id, "DEU", "ITA")).Refusal!.Message);
            Assert.Equal(before.Select(e => e.Id), (await Sound(log)).Select(e => e.Id));
        }
    }

    [Fact]
    public async Task The_same_command_sent_by_many_at_once_is_recorded_once()
    {
        await using var log = await Create(folder["ledger.db"]);
        await using var other = await Open(folder["ledger.db"]);
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => Announce(i % 2 == 0 ? log : other, Id, "DEU", "FRA"))));
        Assert.Single(results.Select(r => string.Join(' ', r.OrThrow().Lines.Select(line => line.EventId))).Distinct());
        Assert.Single(results, r => !r.OrThrow().Already);
        Assert.Equal(3, (await Sound(log)).Count);
    }

    private static Task<Result<Receipt>> Announce(SqliteEventLog log, Guid commandId, string one, string? two = null, string? three = null, string id = "x")
    {
        var all = string.Join("\",\"", ((string?[])[one, two, three]).OfType<string>());
        var json = $$$"""
            {"command":"announce-policy","commandId":"{{{commandId}}}","jurisdictions":["{{{all}}}"],"id":"{{{id}}}","instrument":"law",
             "areas":[{"area":"migration:asylum","value":{"direction":"moreRestrictive"}}],"announced":"2025-11",
             "text":{"title":"T"},"sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}
            """;
        var runner = new CommandRunner(log, EventCodec.Current, TimeProvider.System, () => Guid.NewGuid().ToByteArray());
        return runner.RunAsync(CommandCodec.Read(Encoding.UTF8.GetBytes(json), "tester").OrThrow());
    }
}
