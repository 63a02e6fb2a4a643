using System.Text;
using PolicyLedger.Log;
using Xunit;

namespace PolicyLedger.Tests.Log;

public class TrialLogTests
{
    [Fact]
    public async Task A_trial_reads_on_from_the_store_and_leaves_it_as_it_was()
    {
        var store = new InMemoryEventLog();
        var (a, b, c, d) = (New(), New(), New(), New());
        await store.AppendAsync([new("country-DEU", -1, [a, b])]);
        var trial = new TrialLog(store);
        Assert.Equal(new AppendOutcome.Conflict("country-DEU", 0, 1), await trial.AppendAsync([new("country-DEU", 0, [c])]));
        Assert.Equal(new AppendOutcome.Duplicate(a.Id), await trial.AppendAsync([new("country-DEU", 1, [a])]));
        var appended = Assert.IsType<AppendOutcome.Appended>(await trial.AppendAsync([new("country-FRA", -1, [c]), new("country-DEU", 1, [d])]));
        Assert.Equal([2, 3], appended.Positions);
        Assert.Equal(new AppendOutcome.Duplicate(d.Id), await trial.AppendAsync([new("country-DEU", 2, [d])]));

        await store.AppendAsync([new("country-DEU", 1, [New()])]);
        Assert.Equal((3, 4), (await store.EndAsync(), await trial.EndAsync()));
        Assert.Equal([(0, 0, a.Id), (1, 1, b.Id), (2, 0, c.Id), (3, 2, d.Id)], await Read(trial.ReadAllAsync()));
        Assert.Equal([(2, 0, c.Id), (3, 2, d.Id)], await Read(trial.ReadAllAsync(2)));
        Assert.Equal([(1, 1, b.Id), (3, 2, d.Id)], await Read(trial.ReadStreamAsync("country-DEU", 1)));
        var found = await trial.FindCommandsAsync([a.CommandId, d.CommandId]);
        Assert.Equal([(3, 2, d.Id)], found[d.CommandId].Select(Place));
        Assert.Equal([(0, 0, a.Id)], found[a.CommandId].Select(Place));
        Assert.Empty(await store.FindCommandsAsync([d.CommandId]));
    }

    private static NewEvent New() => new(Guid.NewGuid(), Guid.NewGuid(), "x", Encoding.UTF8.GetBytes("{}"), null, Encoding.UTF8.GetBytes("{}"));

    private static (long Position, long Revision, Guid Id) Place(StoredEvent stored) => (stored.Position, stored.Revision, stored.Id);

    private static async Task<List<(long Position, long Revision, Guid Id)>> Read(IAsyncEnumerable<StoredEvent> events)
    {
        var read = new List<(long, long, Guid)>();
        await foreach (var stored in events)
            read.Add(Place(stored));
        return read;
    }
}
