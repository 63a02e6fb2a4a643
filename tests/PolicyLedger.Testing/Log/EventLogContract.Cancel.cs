using PolicyLedger.Log;
using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Testing.Log;

public abstract partial class EventLogContract
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    [Fact]
    public async Task Promise_8_an_append_cancelled_before_it_was_handed_over_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.AppendAsync([To("country-DEU", -1)], Cancelled));
        await Holds();
    }

    [Fact]
    public async Task Promise_8_an_append_cancelled_at_any_moment_is_whole_or_not_there_and_can_be_sent_again()
    {
        for (var i = 0; i < 50; i++)
        {
            var append = To($"country-{i}", -1, 3);
            using var soon = new CancellationTokenSource();
            var sent = Task.Run(async () => await log.AppendAsync([append], soon.Token));
            Thread.SpinWait(i * 400);
            await soon.CancelAsync();
            try
            {
                Assert.IsType<AppendOutcome.Appended>(await sent);
            }
            catch (OperationCanceledException)
            {
                await log.AppendAsync([append], Patience);
            }

            Assert.Equal(append.Events.Select(e => e.Id), (await Stream(append.Stream)).Select(e => e.Id));
        }
    }

    [Fact]
    public async Task A_read_stops_when_it_is_cancelled()
    {
        await Appended(To("country-DEU", -1, 10));
        await Stops(token => log.ReadAllAsync(0, token));
        await Stops(token => log.ReadStreamAsync("country-DEU", 0, token));
        await Stops(token => log.SubscribeAllAsync(0, token));
    }

    [Fact]
    public async Task A_subscription_that_waits_stops_when_it_is_cancelled()
    {
        using var later = new CancellationTokenSource();
        await using var subscription = log.SubscribeAllAsync(0, later.Token).GetAsyncEnumerator(Patience);
        Assert.IsType<LogMessage.CaughtUp>(await Next(subscription));
        var waiting = subscription.MoveNextAsync().AsTask();
        await Task.Delay(20);
        Assert.False(waiting.IsCompleted);
        await later.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
    }

    // After two items, so that the third is the one that is cancelled.
    private static async Task Stops<T>(Func<CancellationToken, IAsyncEnumerable<T>> read)
    {
        using var later = new CancellationTokenSource();
        var seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in read(later.Token))
            {
                if (++seen == 2)
                    await later.CancelAsync();
            }
        });
        Assert.Equal(2, seen);
    }
}
