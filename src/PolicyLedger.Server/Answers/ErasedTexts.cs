using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Answers;

/// <summary>
/// The texts erased by decree, one for the whole server. Each stretch of the log is looked at once, when somebody first wants
/// events from it or what came after; who reads the log anyway adds what they meet.
/// </summary>
internal sealed class ErasedTexts(IEventLog log, EventCodec codec) : IDisposable
{
    private readonly Erasures erasures = new();
    private readonly SemaphoreSlim gate = new(1, 1);
    private Stretch looked = new(0, 0);

    /// <summary>The position of the newest erasure of the whole log as of the call; -1 where there is none.</summary>
    public async ValueTask<long> LastAsync(CancellationToken cancellation)
    {
        await LookAsync(0, cancellation);
        return erasures.Last?.Position ?? -1;
    }

    /// <summary>Sees to it that the erasures from a position to the log's end as of the call are known: none before it speaks of events from it on.</summary>
    public async ValueTask LookAsync(long first, CancellationToken cancellation)
    {
        var end = await log.EndAsync(cancellation);
        if (Volatile.Read(ref looked).Holds(first, end))
            return;
        await gate.WaitAsync(cancellation);
        try
        {
            var before = looked.Until == 0 ? new(end, end) : looked;
            await erasures.AddAsync(log, codec, first, before.From, cancellation);
            await erasures.AddAsync(log, codec, before.Until, end, cancellation);
            Volatile.Write(ref looked, new(Math.Min(first, before.From), Math.Max(end, before.Until)));
        }
        finally
        {
            gate.Release();
        }
    }

    public void Add(RecordedEvent e) => erasures.Add(e);

    public bool Erased(RecordedEvent e) => erasures.Erased(e);

    public void Dispose() => gate.Dispose();

    /// <summary>Positions from one (inclusive) until another (exclusive).</summary>
    private sealed record Stretch(long From, long Until)
    {
        public bool Holds(long first, long end) => From <= first && end <= Until;
    }
}
