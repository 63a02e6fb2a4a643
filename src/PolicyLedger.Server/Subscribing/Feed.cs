using Microsoft.Extensions.Logging;
using PolicyLedger.Log;

namespace PolicyLedger.Server.Subscribing;

/// <summary>What a feed's messages are made of.</summary>
internal interface IFeedSource<TFilter>
{
    /// <summary><c>events</c>, <c>changes</c>: the last part of its path, and its tag in metrics.</summary>
    string Name { get; }

    /// <summary>The messages of events that were just read, in order, after setting right what they change in the ring.</summary>
    ValueTask<IReadOnlyList<FeedMessage<TFilter>>> LiveAsync(Ring<TFilter> ring, IReadOnlyList<StoredEvent> batch, CancellationToken cancellation);

    /// <summary>The messages after a position up to another (inclusive) from the store, as they are taken; those that the filter passes over may be left out.</summary>
    IAsyncEnumerable<Step<TFilter>> ReadAsync(long after, long through, TFilter filter, CancellationToken cancellation);

    /// <summary>Announces what no event tells, until cancelled.</summary>
    Task AnnounceAsync(Ring<TFilter> ring, CancellationToken stop);
}

/// <summary>How far a reading has come, and the message there, if any.</summary>
internal readonly record struct Step<TFilter>(long Reached, FeedMessage<TFilter>? Message);

/// <summary>
/// A feed for all who follow it: one reader of the log, from the first subscriber on, that makes each message once. Where
/// the log cannot be read it drops those who follow, and tries again.
/// </summary>
internal sealed class Feed<TFilter>(IEventLog log, IFeedSource<TFilter> source, SubscriptionOptions options, CancellationToken stopping, ILogger logger) : IAsyncDisposable
{
    private const int BatchSize = 512;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private Ring<TFilter>? ring;
    private Task reading = Task.CompletedTask;

    public IFeedSource<TFilter> Source => source;

    /// <summary>The ring that the reader fills; the first call starts the reader at the log's end.</summary>
    public async ValueTask<Ring<TFilter>> OpenAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref ring) is { } there)
            return there;
        await gate.WaitAsync(cancellation);
        try
        {
            if (ring is not null)
                return ring;
            var opened = new Ring<TFilter>(options.RingMessages, options.RingBytes, await log.EndAsync(cancellation) - 1);
            reading = Task.WhenAll(Task.Run(() => RunAsync(opened), CancellationToken.None), Task.Run(() => source.AnnounceAsync(opened, stop.Token), CancellationToken.None));
            Volatile.Write(ref ring, opened);
            return opened;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        gate.Dispose();
    }

    private async Task RunAsync(Ring<TFilter> into)
    {
        for (var pause = FirstPause; !stop.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var before = into.Head;
            try
            {
                await FollowAsync(into);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                if (into.Head > before)
                    pause = FirstPause;
                SubscriptionLog.CannotRead(logger, e, source.Name, pause);
                into.Fail();
                await Task.Delay(pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                // It is being stopped.
            }
        }
    }

    // Takes together what is there, so that under load those who follow are woken once for many events.
    private async Task FollowAsync(Ring<TFilter> into)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var messages = log.SubscribeAllAsync(into.Head + 1, ending.Token).GetAsyncEnumerator(ending.Token);
        var more = messages.MoveNextAsync().AsTask();
        try
        {
            var batch = new List<StoredEvent>();
            while (await more)
            {
                if (messages.Current is LogMessage.Event e)
                    batch.Add(e.Stored);
                more = messages.MoveNextAsync().AsTask();
                if (batch.Count == 0 || (more.IsCompleted && batch.Count < BatchSize))
                    continue;
                into.Append(await source.LiveAsync(into, batch, ending.Token), batch[^1].Position);
                batch.Clear();
            }
        }
        finally
        {
            // An enumerator may only be disposed of when it is not moving.
            await ending.CancelAsync();
            await ((Task)more).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await messages.DisposeAsync();
        }
    }
}
