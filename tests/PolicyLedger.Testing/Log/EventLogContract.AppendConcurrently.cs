using PolicyLedger.Log;
using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Testing.Log;

public abstract partial class EventLogContract
{
    [Fact]
    public async Task Promise_4_of_many_writers_with_the_same_revision_one_wins()
    {
        for (var revision = -1L; revision < 20; revision++)
        {
            var writers = Enumerable.Range(0, 16).Select(_ => To("country-DEU", revision)).ToList();
            var outcomes = await Task.WhenAll(writers.Select(append => Task.Run(async () => await log.AppendAsync([append], Patience))));
            var winner = Assert.Single(Enumerable.Range(0, 16), i => outcomes[i] is AppendOutcome.Appended);
            Assert.All(outcomes.Where((_, i) => i != winner), o => Assert.Equal(new AppendOutcome.Conflict("country-DEU", revision, revision + 1), o));
            Assert.Equal(writers[winner].Events[0].Id, (await Stream("country-DEU", revision + 1)).Single().Id);
        }
    }

    [Fact]
    public async Task Promise_2_of_many_writers_with_the_same_id_one_writes()
    {
        var same = New();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => await log.AppendAsync([new($"country-{i}", -1, [same])], Patience))));
        Assert.Equal(same.Id, Assert.Single(await All()).Id);
    }

    [Fact]
    public async Task Promise_5_positions_and_revisions_have_no_gaps_when_many_write_and_some_conflict()
    {
        var acknowledged = new List<(long Position, Guid Id)>();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            var revision = -1L;
            for (var i = 0; i < 40; i++)
            {
                // Pairs of writers share a stream and lose to each other.
                var append = To($"country-{writer / 2}", revision, 1 + (i % 3));
                switch (await log.AppendAsync([append], Patience))
                {
                    case AppendOutcome.Appended appended:
                        lock (acknowledged)
                            acknowledged.AddRange(appended.Positions.Zip(append.Events, (position, e) => (position, e.Id)));
                        revision += append.Events.Count;
                        break;
                    case AppendOutcome.Conflict conflict:
                        revision = conflict.Actual;
                        break;
                }
            }
        })));

        var all = await All();
        Assert.Equal(acknowledged.Order(), all.Select(e => (e.Position, e.Id)));
        Assert.Equal(all.Select((_, i) => (long)i), all.Select(e => e.Position));
        foreach (var stream in all.GroupBy(e => e.Stream))
            Assert.Equal(stream.Select((_, i) => (long)i), stream.Select(e => e.Revision));
    }

    [Fact]
    public async Task A_conflict_does_not_hinder_the_appends_beside_it()
    {
        await Appended(To("country-DEU", -1));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
            (Even: i % 2 == 0, Outcome: await log.AppendAsync([i % 2 == 0 ? To($"country-{i}", -1, 2) : To("country-DEU", -1)], Patience)))));
        Assert.All(outcomes, o => Assert.Equal(o.Even, o.Outcome is AppendOutcome.Appended));
        Assert.Equal(65, (await All()).Count);
    }
}
