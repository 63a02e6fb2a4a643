using System.Collections.Concurrent;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Auditing;

/// <summary>Which texts are erased by decree: those of a record's events before its erasure. What is erased today reads as erased in every past view. Safe to ask while it is added to.</summary>
public sealed class Erasures
{
    private readonly ConcurrentDictionary<RecordId, RecordedEvent> erasures = [];

    /// <summary>The newest; null where there is none.</summary>
    public RecordedEvent? Last { get; private set; }

    /// <summary>Looks for erasures from a position on; those before it cannot concern later events.</summary>
    public static async Task<Erasures> ReadAsync(IEventLog log, EventCodec codec, long from, CancellationToken cancellation)
    {
        var found = new Erasures();
        await found.AddAsync(log, codec, from, long.MaxValue, cancellation);
        return found;
    }

    /// <summary>Looks at a stretch of the log too; the stretches may come in any order.</summary>
    /// <param name="log">The ledger.</param>
    /// <param name="codec">Reads its events.</param>
    /// <param name="from">The first position.</param>
    /// <param name="until">The first position after.</param>
    /// <param name="cancellation">Stops it; what was found so far stays.</param>
    public async Task AddAsync(IEventLog log, EventCodec codec, long from, long until, CancellationToken cancellation)
    {
        if (from >= until)
            return;
        await foreach (var stored in log.ReadAllWithoutTextsAsync(from, cancellation))
        {
            if (stored.Position >= until)
                return;
            if (EventFacts.IsErasure(stored.Type))
                Add(codec.Decode(stored));
        }
    }

    /// <summary>Takes an event that was read anyway; only an erasure matters.</summary>
    public void Add(RecordedEvent e)
    {
        if (e.Event is not RecordErased erased)
            return;
        erasures.AddOrUpdate(erased.Record, e, (_, there) => there.Position > e.Position ? there : e);
        if (!(Last?.Position > e.Position))
            Last = e;
    }

    public bool Erased(RecordedEvent e) =>
        e.Event is RecordEvent about && e.Metadata.TextHash is not null && erasures.TryGetValue(about.Record, out var erasure) && TextErasure.Covers(erasure, e);
}
