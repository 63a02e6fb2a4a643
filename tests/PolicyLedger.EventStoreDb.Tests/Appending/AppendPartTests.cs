using PolicyLedger.EventStoreDb.Appending;
using PolicyLedger.Log;
using PolicyLedger.Testing.Log;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests.Appending;

public class AppendPartTests
{
    [Fact]
    public void Neighbours_that_follow_on_each_other_go_together()
    {
        StreamAppend[] appends = [SampleEvents.To("country-DEU", 4), SampleEvents.To("country-DEU", 5, 2), SampleEvents.To("country-DEU", 7), SampleEvents.To("country-FRA", -1), SampleEvents.To("country-DEU", 8)];
        Assert.Equal([("country-DEU", 4L, 4), ("country-FRA", -1, 1), ("country-DEU", 8, 1)], Parts(appends));
    }

    [Fact]
    public void What_does_not_follow_or_repeats_an_id_or_only_checks_stays_apart()
    {
        var twice = SampleEvents.New();
        Assert.Equal([("country-DEU", 4L, 1), ("country-DEU", 4, 1)], Parts(SampleEvents.To("country-DEU", 4), SampleEvents.To("country-DEU", 4)));
        Assert.Equal([("country-DEU", 4L, 1), ("country-DEU", 5, 1)], Parts(new("country-DEU", 4, [twice]), new("country-DEU", 5, [twice])));
        Assert.Equal([("country-DEU", 4L, 0), ("country-DEU", 4, 1), ("country-DEU", 5, 0)], Parts(new("country-DEU", 4, []), SampleEvents.To("country-DEU", 4), new("country-DEU", 5, [])));
    }

    [Fact]
    public void A_part_grows_only_as_far_as_the_server_takes_it()
    {
        var appends = Enumerable.Range(0, 5).Select(i => new StreamAppend("country-DEU", i - 1, [SampleEvents.New(new string('x', 1000))])).ToArray();
        Assert.Equal([("country-DEU", -1L, 2), ("country-DEU", 1, 2), ("country-DEU", 3, 1)], AppendPart.Of(appends, 3000).Select(part => (part.Stream, part.Expected, part.Events.Count)));
        Assert.Equal(5, AppendPart.Of(appends, 1).Count());
    }

    private static IEnumerable<(string, long, int)> Parts(params StreamAppend[] appends) =>
        AppendPart.Of(appends, 1 << 20).Select(part => (part.Stream, part.Expected, part.Events.Count));
}
