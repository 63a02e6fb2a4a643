using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PolicyLedger.Log;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Subscribing;

/// <summary>The feed of changes of the answers: one message for each event that changed any, and one for each day that did.</summary>
internal sealed class ChangeSource(IReadModels models, SubscriptionOptions options, TimeProvider clock, ILogger logger) : IFeedSource<ChangeFilter>
{
    private const int MostDays = 31;

    private static readonly TimeSpan RetryDay = TimeSpan.FromSeconds(10);

    public string Name => "changes";

    public async ValueTask<IReadOnlyList<FeedMessage<ChangeFilter>>> LiveAsync(Ring<ChangeFilter> ring, IReadOnlyList<StoredEvent> batch, CancellationToken cancellation)
    {
        var messages = new List<FeedMessage<ChangeFilter>>();
        await foreach (var rows in RowsAsync(batch[0].Position - 1, batch[^1].Position, cancellation))
            messages.Add(new ChangeMessage(rows, EventCodec.RecordedAt(batch[(int)(rows[0].Position - batch[0].Position)])));
        return messages;
    }

    public async IAsyncEnumerable<Step<ChangeFilter>> ReadAsync(long after, long through, ChangeFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var rows in RowsAsync(after, through, cancellation))
            yield return new(rows[0].Position, new ChangeMessage(rows, null));
    }

    /// <summary>Announces each day that begins from now on and turns a cell, as known then.</summary>
    public async Task AnnounceAsync(Ring<ChangeFilter> ring, CancellationToken stop)
    {
        for (var last = Today(); ; last = await AnnounceUpToTodayAsync(ring, last, stop))
        {
            // No longer than the check, whatever the clock says: clocks are set, and machines sleep.
            var midnight = clock.GetUtcNow().UtcDateTime.Date.AddDays(1) - clock.GetUtcNow().UtcDateTime;
            await Task.Delay(midnight < options.ClockCheck ? midnight + TimeSpan.FromMilliseconds(1) : options.ClockCheck, clock, stop);
        }
    }

    private async Task<DateOnly> AnnounceUpToTodayAsync(Ring<ChangeFilter> ring, DateOnly last, CancellationToken stop)
    {
        var today = Today();

        // A clock that was wrong by years must not keep the server busy for hours.
        if (today.DayNumber - last.DayNumber > MostDays)
            last = today.AddDays(-MostDays);
        for (var failed = false; last < today;)
        {
            try
            {
                var horizon = await models.CatchUpAsync(null, stop);
                var now = clock.GetUtcNow();
                var cells = new List<TurnedCell>();
                await foreach (var cell in DayTurn.CellsAsync(models, last.AddDays(1), horizon.At, now > horizon.LastRecordedAt ? now : horizon.LastRecordedAt, stop))
                    cells.Add(cell);
                last = last.AddDays(1);
                if (cells.Count > 0)
                    ring.Announce(new DayMessage(last, cells));
                failed = false;
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                if (!failed)
                    SubscriptionLog.CannotTurnDay(logger, e, last.AddDays(1));
                failed = true;
                await Task.Delay(RetryDay, stop);
            }
        }

        return last;
    }

    private DateOnly Today() => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private async IAsyncEnumerable<IReadOnlyList<ChangeRow>> RowsAsync(long after, long through, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await models.CatchUpAsync(through, cancellation);
        var rows = new List<ChangeRow>();
        await foreach (var row in models.ChangesAsync(after, cancellation))
        {
            if (row.Position > through)
                break;
            if (rows.Count > 0 && rows[0].Position != row.Position)
            {
                yield return rows;
                rows = [];
            }

            rows.Add(row);
        }

        if (rows.Count > 0)
            yield return rows;
    }
}
