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
    private AuditSession(LedgerSession ledger, SqliteAuditTree tree, SqliteCheckpoints checkpoints, string treePath) => (Ledger, Tree, Checkpoints, TreePath) = (ledger, tree, checkpoints, treePath);

    public LedgerSession Ledger { get; }

    public SqliteAuditTree Tree { get; }

    public SqliteCheckpoints Checkpoints { get; }

    private string TreePath { get; }

    /// <summary>Opens all three. The tree is where it was last, and made anew where it is another log's, unless it is only looked at.</summary>
    public static async Task<AuditSession> OpenAsync(Call call, LedgerUse use = LedgerUse.Read, bool asItIs = false)
    {
        var place = call.Ledger;
        var ledger = await call.OpenAsync(use);
        SqliteAuditTree? tree = null;
        try
        {
            tree = await SqliteAuditTree.OpenAsync(place.Beside(SqliteAuditTree.Suffix), ledger.Log, asItIs, call.Cancellation);
            return new(ledger, tree, new(place.Beside(SqliteCheckpoints.Suffix)), place.Beside(SqliteAuditTree.Suffix));
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

    /// <summary>Signs what the ledger is now, once it is seen that the tree's file says what the events since the last checkpoint say.</summary>
    /// <exception cref="StoreException">It does not, or the ledger is not the one that was signed before. Nothing was signed.</exception>
    public async Task<SignedCheckpoint> SignAsync(Call call, IReadOnlyList<SigningKey> keys)
    {
        await CatchUpAsync(call);
        var last = Checkpoints.Last()?.Checkpoint;
        if (!(Tree.Size < last?.Size))
            await RequireTrueAsync(last, call.Cancellation);
        return Checkpoints.Sign(Tree, keys[0].Name, keys, call.Here.Clock.GetUtcNow());
    }

    /// <summary>The last event of each stream when there were so many events. The tree keeps those of now: where a stream has gone on since, the first event behind tells its revision before.</summary>
    public async Task<IReadOnlyList<StreamHead>> HeadsAsync(long size, CancellationToken cancellation)
    {
        var (end, heads) = Tree.Read(tree => (tree.Size, tree.Heads().ToDictionary(head => head.Stream)));
        if (end == size)
            return [.. heads.Values];
        var next = new Dictionary<string, long>();
        await foreach (var stored in Ledger.Log.ReadAllWithoutTextsAsync(size, cancellation))
        {
            if (stored.Position >= end)
                break;
            next.TryAdd(stored.Stream, stored.Revision);
        }

        foreach (var (stream, revision) in next)
        {
            heads.Remove(stream);
            if (revision == 0)
                continue;
            await foreach (var stored in Ledger.Log.ReadStreamWithoutTextsAsync(stream, revision - 1, cancellation))
            {
                heads.Add(stream, new(stream, stored.Revision, stored.Position));
                break;
            }
        }

        return [.. heads.Values];
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

    // What lies beside the ledger can be altered more easily than the ledger, and what is signed is signed for ever. Up to the
    // last checkpoint its root tells; from there on the tree and the heads are made again.
    private async Task RequireTrueAsync(Checkpoint? last, CancellationToken cancellation)
    {
        var from = last?.Size ?? 0;
        var (size, root, heads) = Tree.Read(tree => (tree.Size, tree.Root(tree.Size), tree.Heads().ToDictionary(head => head.Stream)));
        var (own, ends) = (new TreeTiles(from, (level, number) => Tree.Read(tree => tree.Tile(level, number).ToArray())), new Dictionary<string, StreamHead>());
        await foreach (var stored in Ledger.Log.ReadAllWithoutTextsAsync(from, cancellation))
        {
            if (stored.Position >= size)
                break;
            own.Add(AuditLeaf.HashOf(SqliteAuditTree.LeafOf(stored)));
            ends[stored.Stream] = new(stored.Stream, stored.Revision, stored.Position);
        }

        if (MerkleTree.Root(own.At, size) != root)
            throw NotTrue($"the root over {size} events");
        if (ends.Values.FirstOrDefault(end => heads.GetValueOrDefault(end.Stream) != end) is { } wrong)
            throw NotTrue($"the end of {wrong.Stream}");
        if ((last is null ? TreeHash.Empty : last.Heads) is { } signed && StreamHead.Root(await HeadsAsync(from, cancellation)) != signed)
            throw NotTrue($"the streams' heads after {from} events");
    }

    private StoreException NotTrue(FormattableString what) => new(
        StoreFault.Integrity, FormattableString.Invariant($"the tree's file says something else than the events about {FormattableString.Invariant(what)}. Nothing was signed: move {TreePath} away, and it is made again from the log"));
}
