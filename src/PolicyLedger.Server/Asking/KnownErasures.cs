using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Asking;

/// <summary>The ledger's erasures, read on as it grows: one for the whole server.</summary>
internal sealed class KnownErasures(IEventLog log, EventCodec codec) : IDisposable
{
    private readonly Erasures known = new();
    private readonly SemaphoreSlim gate = new(1, 1);
    private long next;

    /// <summary>Those up to the log's end as of the call.</summary>
    public async ValueTask<Erasures> NowAsync(CancellationToken cancellation)
    {
        var end = await log.EndAsync(cancellation);
        if (Volatile.Read(ref next) >= end)
            return known;
        await gate.WaitAsync(cancellation);
        try
        {
            await known.AddAsync(log, codec, next, end, cancellation);
            Volatile.Write(ref next, Math.Max(next, end));
            return known;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
