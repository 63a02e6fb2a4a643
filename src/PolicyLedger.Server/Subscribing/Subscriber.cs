using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PolicyLedger.Log;

namespace PolicyLedger.Server.Subscribing;

/// <summary>
/// One client that follows a feed. It reads from the store until it meets the ring, then follows the ring; what it has not
/// taken is nowhere kept for it but in the connection's own small buffer.
/// </summary>
internal sealed class Subscriber<TFilter> : IDisposable
{
    private const int TakeAtOnce = 64, FlushAt = 16 << 10;

    // Once the server stops, a client that takes nothing is not waited for.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(1);

    private readonly SubscriptionSetting setting;
    private readonly IFeedSource<TFilter> source;
    private readonly Ring<TFilter> ring;
    private readonly TFilter filter;
    private readonly HttpContext http;
    private readonly EventStreamWriter stream;
    private readonly CancellationTokenSource leaving, giveUp;
    private readonly CancellationTokenRegistration onStopping;
    private readonly long end;
    private readonly int failures;
    private readonly List<FeedMessage<TFilter>> taken = [];
    private long cursor, announced, beat;
    private bool caughtUp;

    /// <summary>A client that wants what comes after a position; <paramref name="end"/> is the log's last one now.</summary>
    public Subscriber(SubscriptionSetting setting, IFeedSource<TFilter> source, Ring<TFilter> ring, TFilter filter, HttpContext http, long after, long end)
    {
        (this.setting, this.source, this.ring, this.filter, this.http, this.end) = (setting, source, ring, filter, http, end);
        (cursor, After, Previous) = (after, after, after < 0 ? null : after);
        (failures, announced, beat) = (ring.Failures, ring.Announced, setting.Clock.GetTimestamp());
        stream = new(http.Response.BodyWriter);
        leaving = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, setting.Stopping);
        giveUp = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        onStopping = setting.Stopping.Register(() => giveUp.CancelAfter(LastWait));
    }

    /// <summary>The id sent last, or the position that it began after: from where it can resume.</summary>
    public long After { get; private set; }

    private long? Previous { get; set; }

    /// <summary>Sends until the stream ends; gives why, where it is not the client that went.</summary>
    /// <exception cref="OperationCanceledException">The client went.</exception>
    /// <exception cref="ClientStalledException">It takes nothing.</exception>
    public async Task<Ending> RunAsync()
    {
        stream.Begin(setting.Options.Retry, After);
        await FlushAsync();
        var ending = await FollowAsync();
        if (ending == Ending.Stopping)
            stream.Message("stopping"u8, new StoppingView(After, (long)setting.Options.Retry.TotalMilliseconds));
        else
            stream.Message("dropped"u8, new DroppedView(ending.Reason, After));
        await FlushAsync();
        return ending;
    }

    public void Dispose()
    {
        onStopping.Dispose();
        leaving.Dispose();
        giveUp.Dispose();
    }

    private async Task<Ending> FollowAsync()
    {
        while (true)
        {
            var changed = ring.Changed;
            if (Look() is { } ending)
                return ending;
            taken.Clear();
            if (ring.Take(cursor, TakeAtOnce, taken) is not { } reached)
            {
                if (caughtUp)
                    return Ending.TooSlow;
                if (await CatchUpAsync() is { } stopped)
                    return stopped;
                continue;
            }

            if (!await SendTakenAsync(reached))
                continue;
            if (!caughtUp && cursor >= end)
            {
                caughtUp = true;
                stream.Message("caughtUp"u8, new CaughtUpView(cursor));
            }

            var more = taken.Count > 0;
            await FlushAsync();
            if (!more)
                await changed.WaitAsync(UntilBeat(), setting.Clock, leaving.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sends what was taken; false where the client was waited for, since when the ring may have changed.</summary>
    private async ValueTask<bool> SendTakenAsync(long reached)
    {
        foreach (var message in taken)
        {
            Send(message, caughtUp);
            cursor = message.Position;
            if (stream.Pending >= FlushAt && await FlushAsync())
                return false;
        }

        cursor = reached;
        return true;
    }

    private async Task<Ending?> CatchUpAsync()
    {
        var through = ring.Head;
        try
        {
            await foreach (var step in source.ReadAsync(cursor, through, filter, http.RequestAborted))
            {
                if (step.Message is { } message)
                    Send(message, false);
                cursor = step.Reached;
                var before = beat;
                if (Look() is { } ending)
                    return ending;
                if (stream.Pending >= FlushAt || beat != before)
                    await FlushAsync();
            }
        }
        catch (StoreException e)
        {
            SubscriptionLog.CannotCatchUp(setting.Logger, e, source.Name);
            return Ending.Store;
        }

        cursor = through;
        return null;
    }

    /// <summary>Whether there is a reason to end; writes the heartbeat and what has no position where it is time.</summary>
    private Ending? Look()
    {
        http.RequestAborted.ThrowIfCancellationRequested();
        if (setting.Stopping.IsCancellationRequested)
            return Ending.Stopping;
        if (ring.Failures != failures)
            return Ending.Store;
        if (UntilBeat() == TimeSpan.Zero)
        {
            if (setting.Options.StillGood?.Invoke(http) == false)
                return Ending.Revoked;
            beat = setting.Clock.GetTimestamp();
            stream.Comment("heartbeat"u8);
        }

        if (ring.Announced is var now && now != announced)
        {
            var days = new List<FeedMessage<TFilter>>();
            ring.TakeUnnumbered(announced, days);
            announced = now;
            days.ForEach(day => day.Write(filter, null, stream));
        }

        return null;
    }

    private void Send(FeedMessage<TFilter> message, bool live)
    {
        if (!message.Write(filter, Previous, stream))
            return;
        (After, Previous) = (message.Position, message.Position);
        if (live && message.RecordedAt is { } recorded)
            setting.Metrics.Pushed(source.Name, setting.Clock.GetUtcNow() - recorded);
    }

    private TimeSpan UntilBeat()
    {
        var left = setting.Options.Heartbeat - setting.Clock.GetElapsedTime(beat);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Hands what is written to the client; true where it had to be waited for.</summary>
    private async ValueTask<bool> FlushAsync()
    {
        if (stream.Pending == 0)
            return false;
        var flush = stream.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return false;
        }

        try
        {
            await flush.AsTask().WaitAsync(setting.Options.WriteTimeout, setting.Clock, giveUp.Token);
            return true;
        }
        catch (TimeoutException)
        {
            throw new ClientStalledException();
        }
    }
}
