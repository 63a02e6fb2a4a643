using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Auditing;

namespace PolicyLedger.Cli.Auditing;

/// <summary>A ledger opened to be audited: its events, the tree over them, and the checkpoints that were signed.</summary>
internal sealed class AuditSession : IAsyncDisposable
{
    private AuditSession(LedgerSession ledger, SqliteAuditTree tree, SqliteCheckpoints checkpoints) => (Ledger, Tree, Checkpoints) = (ledger, tree, checkpoints);

    public LedgerSession Ledger { get; }

    public SqliteAuditTree Tree { get; }

    public SqliteCheckpoints Checkpoints { get; }

    /// <summary>Opens all three. The tree is where it was last, and made anew where it is another log's, unless it is only looked at.</summary>
    public static async Task<AuditSession> OpenAsync(Call call, LedgerUse use = LedgerUse.Read, bool asItIs = false)
    {
        var place = call.Ledger;
        var ledger = await call.OpenAsync(use);
        SqliteAuditTree? tree = null;
        try
        {
            tree = await SqliteAuditTree.OpenAsync(place.Beside(SqliteAuditTree.Suffix), ledger.Log, asItIs, call.Cancellation);
            return new(ledger, tree, new(place.Beside(SqliteCheckpoints.Suffix)));
        }
        catch
        {
            tree?.Dispose();
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the tree to the log's end.</summary>
    public Task<long> CatchUpAsync(Call call) => ProgressBar.ShowAsync<long, long>(
        call, "hashing", size => (null, Plain.Number(size) + " events hashed"), progress => Tree.CatchUpAsync(progress, call.Cancellation));

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
        if (Tree.Size < last.Checkpoint.Size || Tree.Read(tree => tree.Root(last.Checkpoint.Size)) != last.Checkpoint.Root)
            throw new StoreException(StoreFault.Integrity, string.Create(CultureInfo.InvariantCulture, $"the ledger is not the one that was signed with {last.Checkpoint.Size} events; verify tells more"));
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        Checkpoints.Dispose();
        Tree.Dispose();
        await Ledger.DisposeAsync();
    }
}
