using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Auditing;

/// <summary>
/// A ledger's events, the tree over them, and the checkpoints that were signed. Not for several threads at once. The log
/// stays the caller's.
/// </summary>
public sealed class LedgerAudit : IDisposable
{
    private readonly string treePath;

    private LedgerAudit(IEventLog log, SqliteAuditTree tree, SqliteCheckpoints checkpoints, string treePath) =>
        (Log, Tree, Checkpoints, this.treePath) = (log, tree, checkpoints, treePath);

    public IEventLog Log { get; }

    public SqliteAuditTree Tree { get; }

    public SqliteCheckpoints Checkpoints { get; }

    /// <summary>Opens tree and checkpoints beside a log. The tree is where it was last, and made anew where it is another log's, unless it is only looked at.</summary>
    /// <param name="log">The events.</param>
    /// <param name="beside">The path of a file of the audit, by how its name ends.</param>
    /// <param name="asItIs">Whether to leave the tree as it is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreException">A file cannot be opened or is not one of these.</exception>
    public static async Task<LedgerAudit> OpenAsync(IEventLog log, Func<string, string> beside, bool asItIs = false, CancellationToken cancellation = default)
    {
        var treePath = beside(SqliteAuditTree.Suffix);
        var tree = await SqliteAuditTree.OpenAsync(treePath, log, asItIs, cancellation);
        try
        {
            return new(log, tree, new(beside(SqliteCheckpoints.Suffix)), treePath);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>Signs what the ledger is now, once it is seen that the tree's file says what the events since the last checkpoint say. The tree MUST be at the log's end.</summary>
    /// <exception cref="StoreException">It does not, or the ledger is not the one that was signed before. Nothing was signed.</exception>
    public async Task<SignedCheckpoint> SignAsync(IReadOnlyList<SigningKey> keys, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var last = Checkpoints.Last()?.Checkpoint;
        if (!(Tree.Size < last?.Size))
            await RequireTrueAsync(last, cancellation);
        return Checkpoints.Sign(Tree, keys[0].Name, keys, now);
    }

    /// <summary>The last event of each stream when there were so many events. The tree keeps those of now: where a stream has gone on since, the first event behind tells its revision before.</summary>
    public async Task<IReadOnlyList<StreamHead>> HeadsAsync(long size, CancellationToken cancellation = default)
    {
        var (end, heads) = Tree.Read(tree => (tree.Size, tree.Heads().ToDictionary(head => head.Stream)));
        if (end == size)
            return [.. heads.Values];
        var next = new Dictionary<string, long>();
        await foreach (var stored in Log.ReadAllWithoutTextsAsync(size, cancellation))
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
            await foreach (var stored in Log.ReadStreamWithoutTextsAsync(stream, revision - 1, cancellation))
            {
                heads.Add(stream, new(stream, stored.Revision, stored.Position));
                break;
            }
        }

        return [.. heads.Values];
    }

    /// <summary>Whether the tree holds what a checkpoint speaks of; it MUST have been brought that far.</summary>
    /// <exception cref="StoreException">The ledger is not the one that was signed.</exception>
    public void Require(Checkpoint signed)
    {
        if (Tree.Size < signed.Size || Tree.Read(tree => tree.Root(signed.Size)) != signed.Root)
            throw new StoreException(StoreFault.Integrity, string.Create(CultureInfo.InvariantCulture, $"the ledger is not the one that was signed with {signed.Size} events; verify tells more"));
    }

    /// <summary>Proves that an event is in the ledger of a checkpoint; gives the leaf that the proof is about too.</summary>
    /// <param name="position">Below the checkpoint's size.</param>
    /// <param name="signed">One that <see cref="Require"/> has taken.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreException">The event is not the one that was signed.</exception>
    public async Task<(LogProof Proof, string Leaf)> IncludesAsync(long position, SignedCheckpoint signed, CancellationToken cancellation = default)
    {
        var size = signed.Checkpoint.Size;
        await foreach (var stored in Log.ReadAllWithoutTextsAsync(position, cancellation))
        {
            var leaf = SqliteAuditTree.LeafOf(stored);
            var proof = new LogProof(position, Tree.Read(tree => MerkleTree.Inclusion(tree.At, position, size)), signed.Note);
            return MerkleProof.Includes(signed.Checkpoint.Root, size, position, AuditLeaf.HashOf(leaf), proof.Hashes)
                ? (proof, leaf)
                : throw new StoreException(StoreFault.Integrity, string.Create(CultureInfo.InvariantCulture, $"position {position}: the event is not the one that was signed; verify tells more"));
        }

        throw new StoreException(StoreFault.Integrity, string.Create(CultureInfo.InvariantCulture, $"the ledger has no event at position {position}, which was signed"));
    }

    /// <summary>Proves that the ledger of a checkpoint begins with that of an older size, at most the checkpoint's.</summary>
    public LogGrowth Grew(long size, SignedCheckpoint signed) =>
        new(size, Tree.Read(tree => MerkleTree.Consistency(tree.At, size, signed.Checkpoint.Size)), signed.Note);

    public void Dispose()
    {
        Checkpoints.Dispose();
        Tree.Dispose();
    }

    // What lies beside the ledger can be altered more easily than the ledger, and what is signed is signed for ever. Up to the
    // last checkpoint its root tells; from there on the tree and the heads are made again.
    private async Task RequireTrueAsync(Checkpoint? last, CancellationToken cancellation)
    {
        var from = last?.Size ?? 0;
        var (size, root, heads) = Tree.Read(tree => (tree.Size, tree.Root(tree.Size), tree.Heads().ToDictionary(head => head.Stream)));
        var (own, ends) = (new TreeTiles(from, (level, number) => Tree.Read(tree => tree.Tile(level, number).ToArray())), new Dictionary<string, StreamHead>());
        await foreach (var stored in Log.ReadAllWithoutTextsAsync(from, cancellation))
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
        StoreFault.Integrity, FormattableString.Invariant($"the tree's file says something else than the events about {FormattableString.Invariant(what)}. Nothing was signed: move {treePath} away, and it is made again from the log"));
}
