using System.Collections.Concurrent;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Auditing;

/// <summary>
/// Which texts are erased by decree: those of a record's events before its erasure. What is erased today reads as erased in
/// every past view. May be asked by many threads while one reads on.
/// </summary>
public sealed class Erasures
{
    private readonly ConcurrentDictionary<RecordId, RecordedEvent> erasures = [];

    /// <summary>The newest; null where there is none.</summary>
    public RecordedEvent? Last { get; private set; }

    /// <summary>Looks for erasures from a position on; those before it cannot concern later events.</summary>
    public static async Task<Erasures> ReadAsync(IEventLog log, EventCodec codec, long from, CancellationToken cancellation)
    {
        var found = new Erasures();
        await found.ReadOnAsync(log, codec, from, cancellation);
        return found;
    }

    /// <summary>Looks on from a position to the log's end; gives the position to go on from next time.</summary>
    public async ValueTask<long> ReadOnAsync(IEventLog log, EventCodec codec, long from, CancellationToken cancellation)
    {
        await foreach (var stored in log.ReadAllWithoutTextsAsync(from, cancellation))
        {
            from = stored.Position + 1;
            if (EventFacts.IsErasure(stored.Type) && codec.Decode(stored) is { Event: RecordErased erased } erasure)
                erasures[erased.Record] = Last = erasure;
        }

        return from;
    }

    public bool Erased(RecordedEvent e) =>
        e.Event is RecordEvent about && e.Metadata.TextHash is not null && erasures.TryGetValue(about.Record, out var erasure) && TextErasure.Covers(erasure, e);
}
