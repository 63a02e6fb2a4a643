using PolicyLedger.Log;
using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Testing.Log;

public abstract partial class EventLogContract
{
    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    public async Task Promise_1_a_stale_or_early_revision_writes_nothing_and_reports_the_actual_one(long expected, long actual)
    {
        var before = To("country-DEU", -1, 3);
        await Appended(before);
        var outcome = await log.AppendAsync([To("country-DEU", expected)], Patience);
        Assert.Equal(new AppendOutcome.Conflict("country-DEU", expected, actual), outcome);
        await Holds(before.Events.Select(e => ("country-DEU", e)));
    }

    [Fact]
    public async Task Promise_1_a_revision_of_a_stream_that_is_not_there_is_minus_one()
    {
        Assert.Equal(new AppendOutcome.Conflict("country-DEU", 0, -1), await log.AppendAsync([To("country-DEU", 0)], Patience));
        await Holds();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(7)]
    public async Task Promise_2_an_id_that_is_there_writes_nothing_whatever_the_revision(long revision)
    {
        var first = New();
        await Appended(new StreamAppend("country-DEU", -1, [first]));
        var outcome = await log.AppendAsync([new("country-DEU", revision, [first])], Patience);

        // A store without transactions over streams takes it for the first append sent again.
        if (log.AppendsAreAtomic || outcome is not AppendOutcome.Appended again)
            Assert.Equal(new AppendOutcome.Duplicate(first.Id), outcome);
        else
            Assert.Equal([0L], again.Positions);
        await Holds(("country-DEU", first));
    }

    [Fact]
    public async Task Promise_2_an_id_that_is_there_takes_the_new_ids_beside_it_down()
    {
        var first = New();
        await Appended(new StreamAppend("country-DEU", -1, [first]));
        Assert.Equal(new AppendOutcome.Duplicate(first.Id), await log.AppendAsync([new("country-DEU", 0, [New(), first])], Patience));
        await Holds(("country-DEU", first));
    }

    [Fact]
    public async Task Promise_2_an_id_is_unique_in_the_ledger_and_not_only_in_its_stream()
    {
        var first = New();
        await Appended(new StreamAppend("country-DEU", -1, [first]));
        Assert.Equal(new AppendOutcome.Duplicate(first.Id), await log.AppendAsync([new("country-FRA", -1, [first])], Patience));
        await Holds(("country-DEU", first));
    }

    [Fact]
    public async Task Promise_2_an_id_twice_in_one_append_writes_nothing()
    {
        var twice = New();
        Assert.Equal(new AppendOutcome.Duplicate(twice.Id), await log.AppendAsync([new("country-DEU", -1, [twice, New(), twice])], Patience));
        await Holds();
    }

    [Fact]
    public async Task Promise_5_positions_and_revisions_are_given_in_order()
    {
        Assert.Equal([0L, 1], (await Appended(To("country-DEU", -1, 2))).Positions);
        Assert.Equal([2L], (await Appended(To("country-FRA", -1))).Positions);
        var third = await Appended(To("country-DEU", 1, 2));
        Assert.Equal(3, third.FirstPosition);
        Assert.Equal([3L, 4], third.Positions);
        Assert.Equal([0L, 1, 0, 2, 3], (await All()).Select(e => e.Revision));
    }

    [Fact]
    public async Task An_empty_list_of_events_only_checks_the_revision()
    {
        Assert.Empty((await Appended(new StreamAppend("country-DEU", -1, []))).Positions);
        await Appended(To("country-DEU", -1, 2));
        Assert.Equal(2, (await Appended(new StreamAppend("country-DEU", 1, []))).FirstPosition);
        Assert.Equal(new AppendOutcome.Conflict("country-DEU", -1, 1), await log.AppendAsync([new("country-DEU", -1, [])], Patience));
        Assert.Equal(2, await log.EndAsync(Patience));
    }

    [Fact]
    public async Task What_is_stored_is_what_was_given_byte_for_byte()
    {
        var big = new string('x', LargePart);
        var strange = New() with { Facts = Utf8("{\"a\":\"ü\\u0000 \0 𝄞\"}"), Type = "ünlike.v2" };
        NewEvent[] given = [New(), New(text: true), New(big, text: true), strange, New() with { Text = new(new byte[16], Utf8("{}")) }];
        await Appended(new StreamAppend("country-DEU", -1, given));
        Assert.All((await All()).Zip(given), pair => Assert.True(pair.First.Holds(pair.Second)));
        Assert.All((await Stream("country-DEU")).Zip(given), pair => Assert.True(pair.First.Holds(pair.Second)));
        Assert.Equal(given.Length, (await Stream("country-DEU")).Count);
    }
}
