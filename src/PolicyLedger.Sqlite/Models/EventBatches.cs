using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Models;

/// <summary>Some events in a row, understood.</summary>
/// <param name="After">The position before the first.</param>
/// <param name="Events">In order; their text is left out, since no model holds any.</param>
/// <param name="Fault">Why the next event, and any after it, cannot be read; null where nothing stands in the way.</param>
/// <param name="OtherLedger">The log does not hold, at its position, the event that the models have applied last.</param>
internal sealed record EventBatch(long After, IReadOnlyList<RecordedEvent> Events, StoreException? Fault = null, bool OtherLedger = false);

/// <summary>Reads and parses a log ahead of whoever applies it, on a thread of its own, at most two batches.</summary>
internal static class EventBatches
{
    /// <summary>The events after a generation's checkpoint up to the log's end as of the call.</summary>
    public static async IAsyncEnumerable<EventBatch> ReadAsync(
        IEventLog log, EventCodec codec, Generation after, int size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ahead = Channel.CreateBounded<EventBatch>(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = Task.Run(() => WriteAsync(ahead.Writer, log, codec, after, size, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in ahead.Reader.ReadAllAsync(cancellation))
                yield return batch;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    public static RecordedEvent Read(EventCodec codec, StoredEvent stored) => codec.Decode(stored with { Text = null });

    private static async Task WriteAsync(ChannelWriter<EventBatch> to, IEventLog log, EventCodec codec, Generation after, int size, CancellationToken stop)
    {
        try
        {
            await WriteAllAsync(to, log, codec, after, size, stop);
            to.Complete();
        }
        catch (Exception e)
        {
            to.Complete(e);
        }
    }

    private static async Task WriteAllAsync(ChannelWriter<EventBatch> to, IEventLog log, EventCodec codec, Generation after, int size, CancellationToken stop)
    {
        var sameLedger = after.Checkpoint < 0;
        var events = new List<RecordedEvent>();
        var last = after.Checkpoint;
        await foreach (var stored in log.ReadAllWithoutTextsAsync(Math.Max(0, after.Checkpoint), stop))
        {
            if (stored.Position == after.Checkpoint && stored.Id.ToString() == after.LastEventId)
                sameLedger = true;
            if (!sameLedger)
                break;
            if (stored.Position <= after.Checkpoint)
                continue;
            try
            {
                events.Add(Read(codec, stored));
            }
            catch (StoreException unknown)
            {
                await to.WriteAsync(new(last, events, unknown), stop);
                return;
            }

            if (events.Count < size)
                continue;
            await to.WriteAsync(new(last, events), stop);
            (events, last) = ([], stored.Position);
        }

        if (!sameLedger || events.Count > 0)
            await to.WriteAsync(new(last, events, OtherLedger: !sameLedger), stop);
    }
}
