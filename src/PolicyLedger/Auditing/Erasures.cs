using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Auditing;

/// <summary>Which texts are erased by decree: those of a record's events before its erasure. What is erased today reads as erased in every past view.</summary>
public sealed class Erasures
{
    private readonly Dictionary<RecordId, RecordedEvent> erasures = [];

    /// <summary>The newest; null where there is none.</summary>
    public RecordedEvent? Last { get; private set; }

    /// <summary>Looks for erasures from a position on; those before it cannot concern later events.</summary>
    public static async Task<Erasures> ReadAsync(IEventLog log, EventCodec codec, long from, CancellationToken cancellation)
    {
        var found = new Erasures();
        await foreach (var stored in log.ReadAllWithoutTextsAsync(from, cancellation))
        {
            if (EventFacts.IsErasure(stored.Type) && codec.Decode(stored) is { Event: RecordErased erased } erasure)
                found.erasures[erased.Record] = found.Last = erasure;
        }

        return found;
    }

    public bool Erased(RecordedEvent e) =>
        e.Event is RecordEvent about && e.Metadata.TextHash is not null && erasures.TryGetValue(about.Record, out var erasure) && TextErasure.Covers(erasure, e);
}
