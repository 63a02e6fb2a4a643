using PolicyLedger.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Sqlite.Auditing;

namespace PolicyLedger.Cli.Auditing;

/// <summary>A ledger opened to be audited: its events, the tree over them, and the checkpoints that were signed.</summary>
internal sealed class AuditSession : IAsyncDisposable
{
    private AuditSession(LedgerSession ledger, LedgerAudit audit) => (Ledger, Audit) = (ledger, audit);

    public LedgerSession Ledger { get; }

    public LedgerAudit Audit { get; }

    public SqliteAuditTree Tree => Audit.Tree;

    public SqliteCheckpoints Checkpoints => Audit.Checkpoints;

    /// <summary>Opens all three; see <see cref="LedgerAudit.OpenAsync"/>.</summary>
    public static async Task<AuditSession> OpenAsync(Call call, LedgerUse use = LedgerUse.Read, bool asItIs = false)
    {
        var place = call.Ledger;
        var ledger = await call.OpenAsync(use);
        try
        {
            return new(ledger, await LedgerAudit.OpenAsync(ledger.Log, place.Beside, asItIs, call.Cancellation));
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the tree to the log's end.</summary>
    public Task<long> CatchUpAsync(Call call) => ProgressBar.ShowAsync<long, long>(
        call, "hashing", size => (null, Plain.Number(size) + " events hashed"), progress => Tree.CatchUpAsync(progress, call.Cancellation));

    /// <summary>Brings the tree to the log's end and signs what the ledger is then.</summary>
    /// <exception cref="StoreException">The tree or the ledger is not what it should be. Nothing was signed.</exception>
    public async Task<SignedCheckpoint> SignAsync(Call call, IReadOnlyList<SigningKey> keys)
    {
        await CatchUpAsync(call);
        return await Audit.SignAsync(keys, call.Here.Clock.GetUtcNow(), call.Cancellation);
    }

    /// <summary>The last checkpoint that was signed.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public SignedCheckpoint Last() => Checkpoints.Last() ?? throw new RefusedException(Refusal.NotFound(
        "--ledger", null, $"no checkpoint was signed yet ({Checkpoints.Path}); checkpoint --key FILE signs one"));

    /// <summary>The last checkpoint that was signed, with the tree brought up to it: one that was made anew is behind.</summary>
    /// <exception cref="StoreException">The ledger is not the one that was signed.</exception>
    public async Task<SignedCheckpoint> CoveredAsync(Call call)
    {
        var last = Last();
        if (Tree.Size < last.Checkpoint.Size)
            await CatchUpAsync(call);
        Audit.Require(last.Checkpoint);
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        Audit.Dispose();
        await Ledger.DisposeAsync();
    }
}
