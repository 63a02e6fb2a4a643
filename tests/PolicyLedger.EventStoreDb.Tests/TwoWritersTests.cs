using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests;

/// <summary>Two adapters, as two servers have them, write one country's stream at the same time.</summary>
public sealed class TwoWritersTests : IDisposable
{
    // A real server answers a repeated append only after two seconds where the first is not committed yet.
    private const int Rounds = 10;

    private readonly TempFolder folder = new();
    private readonly string prefix = TestServer.NewPrefix();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(120));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_update_is_lost_and_no_event_is_there_twice(bool sharedIndex)
    {
        await using var a = await Open("a");
        await using var b = await Open(sharedIndex ? "a" : "b");
        var acknowledged = await Task.WhenAll(new[] { a, b, a, b }.Select(log => Task.Run(() => Write(log, 40))));

        foreach (var log in new[] { a, b })
        {
            var all = await All(log);
            Assert.Equal(all.Select((_, i) => ((long)i, (long)i)), all.Select(e => (e.Position, e.Revision)));
            Assert.Equal(acknowledged.SelectMany(mine => mine).Order(), all.Select(e => (e.Position, e.Id)));
        }
    }

    [Fact]
    public async Task Of_two_contents_under_one_id_one_is_recorded_and_the_other_told_so()
    {
        await using var a = await Open("a");
        await using var b = await Open("b");
        for (var round = 0; round < Rounds; round++)
        {
            var (id, revision) = (Guid.NewGuid(), round - 1L);
            NewEvent[] contents = [SampleEvents.New("first", id), SampleEvents.New("second", id)];
            var outcomes = await Task.WhenAll(new[] { a, b }.Select((log, i) => Task.Run(async () =>
                await log.AppendAsync([new("country-DEU", revision, [contents[i]])], patience.Token))));
            var winner = Assert.Single([0, 1], i => outcomes[i] is AppendOutcome.Appended);
            Assert.Equal(new AppendOutcome.Duplicate(id), outcomes[1 - winner]);
            Assert.True((await All(a))[round].Holds(contents[winner]));
        }
    }

    [Fact]
    public async Task The_same_append_from_both_is_one_and_both_get_its_positions()
    {
        await using var a = await Open("a");
        await using var b = await Open("b");
        for (var round = 0; round < Rounds; round++)
        {
            var same = SampleEvents.To($"country-{round}", -1, 2);
            foreach (var outcome in await Task.WhenAll(new[] { a, b }.Select(log => Task.Run(async () => await log.AppendAsync([same], patience.Token)))))
                Assert.Equal([2L * round, (2L * round) + 1], Assert.IsType<AppendOutcome.Appended>(outcome).Positions);
        }

        Assert.Equal(2 * Rounds, (await All(a)).Count);
    }

    public void Dispose()
    {
        patience.Dispose();
        folder.Dispose();
    }

    private ValueTask<EventStoreDbLog> Open(string name) => TestLog.OpenAsync(Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName, prefix);

    // What was acknowledged, with its positions.
    private async Task<List<(long Position, Guid Id)>> Write(EventStoreDbLog log, int appends)
    {
        var (acknowledged, revision) = (new List<(long, Guid)>(), -1L);
        for (var done = 0; done < appends;)
        {
            var append = SampleEvents.To("country-DEU", revision, 1 + (done % 2));
            switch (await log.AppendAsync([append], patience.Token))
            {
                case AppendOutcome.Appended appended:
                    acknowledged.AddRange(appended.Positions.Zip(append.Events, (position, e) => (position, e.Id)));
                    revision += append.Events.Count;
                    done++;
                    break;
                case AppendOutcome.Conflict conflict:
                    Assert.True(conflict.Actual > revision, $"a conflict at {conflict.Actual} with an expected {revision}");
                    revision = conflict.Actual;
                    break;
                default:
                    Assert.Fail("no other outcome is right here");
                    break;
            }
        }

        return acknowledged;
    }

    private async Task<List<StoredEvent>> All(EventStoreDbLog log)
    {
        var all = new List<StoredEvent>();
        await foreach (var stored in log.ReadAllAsync(0, patience.Token))
            all.Add(stored);
        return all;
    }
}
