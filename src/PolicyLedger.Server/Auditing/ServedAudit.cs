using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Auditing;

namespace PolicyLedger.Server.Auditing;

/// <summary>The audit of the ledger as many requests use it: one at a time, as its files are.</summary>
internal sealed class ServedAudit(IEventLog log, Func<string, string> beside, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private LedgerAudit? open;

    /// <summary>Uses it with the last checkpoint, which the tree covers.</summary>
    /// <exception cref="RefusedException">No checkpoint was signed yet.</exception>
    /// <exception cref="StoreException">The ledger is not the one that was signed.</exception>
    public Task<T> UnderAsync<T>(Func<LedgerAudit, SignedCheckpoint, Task<T>> use, CancellationToken cancellation) => UseAsync(
        async audit =>
        {
            var last = audit.Checkpoints.Last() ?? throw new RefusedException(Refusal.NotFound("checkpoint", null, "no checkpoint was signed yet: policyledger checkpoint --key FILE signs one, serve --signing-key FILE goes on signing"));
            if (audit.Tree.Size < last.Checkpoint.Size)
                await audit.Tree.CatchUpAsync(null, cancellation);
            audit.Require(last.Checkpoint);
            return await use(audit, last);
        },
        cancellation);

    /// <summary>Signs what the ledger is now; nothing where it has not grown since.</summary>
    public Task<SignedCheckpoint?> SignAsync(IReadOnlyList<SigningKey> keys, CancellationToken cancellation) => UseAsync<SignedCheckpoint?>(
        async audit =>
        {
            var size = await audit.Tree.CatchUpAsync(null, cancellation);
            return audit.Checkpoints.Last()?.Checkpoint.Size == size ? null : await audit.SignAsync(keys, clock.GetUtcNow(), cancellation);
        },
        cancellation);

    public void Dispose()
    {
        open?.Dispose();
        gate.Dispose();
    }

    private async Task<T> UseAsync<T>(Func<LedgerAudit, Task<T>> use, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await use(open ??= await LedgerAudit.OpenAsync(log, beside, asItIs: false, cancellation));
        }
        finally
        {
            gate.Release();
        }
    }
}
