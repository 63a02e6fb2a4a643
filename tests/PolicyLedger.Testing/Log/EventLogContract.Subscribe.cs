using PolicyLedger.Log;
using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Testing.Log;

public abstract partial class EventLogContract
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Promise_7_a_subscription_delivers_what_is_there_then_says_so_once_then_what_comes(int from)
    {
        await Appended(To("country-DEU", -1, 3));
        await using var subscription = log.SubscribeAllAsync(from, Patience).GetAsyncEnumerator(Patience);
        for (var position = from; position < 3; position++)
            Assert.Equal(position, await NextPosition(subscription));
        Assert.IsType<LogMessage.CaughtUp>(await Next(subscription));
        for (var position = 3; position < 6; position++)
        {
            await Appended(To("country-DEU", position - 1));
            Assert.Equal(position, await NextPosition(subscription));
        }
    }

    [Fact]
    public async Task Promise_7_a_subscription_to_an_empty_log_is_caught_up_at_once()
    {
        await using var subscription = log.SubscribeAllAsync(0, Patience).GetAsyncEnumerator(Patience);
        Assert.IsType<LogMessage.CaughtUp>(await Next(subscription));
        await Appended(To("country-DEU", -1, 2));
        Assert.Equal(0, await NextPosition(subscription));
        Assert.Equal(1, await NextPosition(subscription));
    }

    [Fact]
    public async Task Promise_7_resumed_at_any_point_there_is_no_gap_and_no_repeat_while_others_write()
    {
        const int Total = 600;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Total / 3; i++)
                await Appended(To($"country-{i}", -1, 3));
        });

        // Broken off after a few events each time: at times in the catch-up, at times live.
        var seen = new List<long>();
        for (var round = 1; seen.Count < Total; round++)
        {
            var caughtUp = 0;
            var left = round * 7 % 31 + 1;
            await foreach (var message in log.SubscribeAllAsync(seen.Count, Patience))
            {
                if (message is LogMessage.Event e)
                    seen.Add(e.Stored.Position);
                else
                    caughtUp++;
                if (--left == 0 || seen.Count == Total)
                    break;
            }

            Assert.InRange(caughtUp, 0, 1);
        }

        await writing;
        Assert.Equal(Enumerable.Range(0, Total).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task Promise_7_each_of_several_subscribers_sees_everything_once_across_catch_up_and_live()
    {
        await Appended(To("country-DEU", -1, 50));
        var subscribers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var messages = new List<LogMessage>();
            await foreach (var message in log.SubscribeAllAsync(0, Patience))
            {
                messages.Add(message);
                if (messages.Count == 351)
                    break;
            }

            return messages;
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 75; i++)
                await Appended(To($"country-{writer}", i - 1));
        })));

        foreach (var messages in await Task.WhenAll(subscribers))
        {
            Assert.Single(messages.OfType<LogMessage.CaughtUp>());
            Assert.Equal(Enumerable.Range(0, 350).Select(i => (long)i), messages.OfType<LogMessage.Event>().Select(e => e.Stored.Position));
            Assert.True(messages.FindIndex(m => m is LogMessage.CaughtUp) >= 50, "caught up before everything that was there");
        }
    }

    [Fact]
    public async Task Promise_7_a_subscriber_that_is_slow_hinders_nobody_and_misses_nothing()
    {
        await Appended(To("country-DEU", -1, Many));
        await using var subscription = log.SubscribeAllAsync(0, Patience).GetAsyncEnumerator(Patience);
        Assert.Equal(0, await NextPosition(subscription));
        await Appended(To("country-DEU", Many - 1));
        for (var position = 1; position < Many; position++)
            Assert.Equal(position, await NextPosition(subscription));
        Assert.IsType<LogMessage.CaughtUp>(await Next(subscription));
        Assert.Equal(Many, await NextPosition(subscription));
    }

    private static async Task<LogMessage> Next(IAsyncEnumerator<LogMessage> subscription)
    {
        Assert.True(await subscription.MoveNextAsync());
        return subscription.Current;
    }

    private static async Task<long> NextPosition(IAsyncEnumerator<LogMessage> subscription) =>
        Assert.IsType<LogMessage.Event>(await Next(subscription)).Stored.Position;
}
