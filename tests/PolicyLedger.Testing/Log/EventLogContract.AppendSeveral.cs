using PolicyLedger.Log;
using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Testing.Log;

public abstract partial class EventLogContract
{
    [Fact]
    public async Task Promise_3_an_append_over_several_streams_is_written_in_order()
    {
        StreamAppend[] joint = [To("country-DEU", -1, 2), To("country-FRA", -1), To("country-GBR", -1, 2)];
        Assert.Equal([0L, 1, 2, 3, 4], (await Appended(joint)).Positions);
        await Holds(joint.SelectMany(a => a.Events.Select(e => (a.Stream, e))));
    }

    [Fact]
    public async Task Promise_3_a_conflict_on_one_stream_stops_the_others_or_those_after_it()
    {
        var there = To("country-FRA", -1);
        await Appended(there);
        StreamAppend[] joint = [To("country-DEU", -1), To("country-FRA", -1), To("country-GBR", -1)];
        Assert.Equal(new AppendOutcome.Conflict("country-FRA", -1, 0), await log.AppendAsync(joint, Patience));
        await Holds([("country-FRA", there.Events[0]), .. log.AppendsAreAtomic ? [] : new[] { ("country-DEU", joint[0].Events[0]) }]);
    }

    [Fact]
    public async Task Promise_3_an_id_twice_over_the_streams_of_one_append_stops_the_others_or_those_after_it()
    {
        var twice = New();
        StreamAppend[] joint = [new("country-DEU", -1, [twice]), new("country-FRA", -1, [twice]), To("country-GBR", -1)];
        Assert.Equal(new AppendOutcome.Duplicate(twice.Id), await log.AppendAsync(joint, Patience));
        await Holds(log.AppendsAreAtomic ? [] : [("country-DEU", twice)]);
    }

    [Fact]
    public async Task Promise_3_what_a_crash_left_half_done_stays_so_or_is_completed_by_the_same_append()
    {
        StreamAppend[] joint = [To("country-DEU", -1, 2), To("country-FRA", -1), To("country-GBR", -1)];
        await Appended(joint[0]);
        var again = await log.AppendAsync(joint, Patience);
        if (log.AppendsAreAtomic)
        {
            // Here no crash leaves half of it, so the ids were used by somebody else.
            Assert.Equal(new AppendOutcome.Duplicate(joint[0].Events[0].Id), again);
            await Holds(joint[0].Events.Select(e => (joint[0].Stream, e)));
            return;
        }

        Assert.Equal([0L, 1, 2, 3], Assert.IsType<AppendOutcome.Appended>(again).Positions);
        Assert.Equal([0L, 1, 2, 3], (await Appended(joint)).Positions);
        await Holds(joint.SelectMany(a => a.Events.Select(e => (a.Stream, e))));
    }

    [Fact]
    public async Task Several_appends_to_one_stream_each_expect_what_those_before_leave()
    {
        await Appended(To("country-DEU", -1));
        Assert.Equal([1L, 2, 3, 4], (await Appended(To("country-DEU", 0, 2), To("country-FRA", -1), To("country-DEU", 2))).Positions);
        Assert.Equal([0L, 1, 2, 3], (await Stream("country-DEU")).Select(e => e.Revision));
        Assert.Equal([0L, 1, 2, 4], (await Stream("country-DEU")).Select(e => e.Position));
    }

    [Fact]
    public async Task Several_appends_to_one_stream_that_expect_the_same_revision_conflict_with_each_other()
    {
        StreamAppend[] appends = [To("country-DEU", -1, 2), To("country-DEU", -1)];
        Assert.Equal(new AppendOutcome.Conflict("country-DEU", -1, 1), await log.AppendAsync(appends, Patience));
        await Holds(log.AppendsAreAtomic ? [] : appends[0].Events.Select(e => ("country-DEU", e)));
    }
}
