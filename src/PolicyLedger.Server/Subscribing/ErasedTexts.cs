using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Subscribing;

/// <summary>
/// The texts erased by decree, for all subscribers at once: the feed's reader adds new erasures as they come, older ones are
/// looked for when somebody first wants events from before them, each stretch of the log once.
/// </summary>
internal sealed class ErasedTexts(IEventLog log, EventCodec codec) : IDisposable
{
    private readonly Erasures erasures = new();
    private readonly SemaphoreSlim gate = new(1, 1);

    // From here on they are known.
    private long known = long.MaxValue;

    /// <summary>Sees to it that the erasures from a position up to another are known; those after are the reader's to add.</summary>
    public async ValueTask LookAsync(long first, long through, CancellationToken cancellation)
    {
        if (Volatile.Read(ref known) <= first)
            return;
        await gate.WaitAsync(cancellation);
        try
        {
            var until = known;
            await erasures.AddAsync(log, codec, first, Math.Min(until, through + 1), cancellation);
            Volatile.Write(ref known, Math.Min(first, until));
        }
        finally
        {
            gate.Release();
        }
    }

    public void Add(RecordedEvent e) => erasures.Add(e);

    public bool Erased(RecordedEvent e) => erasures.Erased(e);

    public void Dispose() => gate.Dispose();
}
