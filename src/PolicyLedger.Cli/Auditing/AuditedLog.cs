using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Keeping;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Auditing;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Auditing;

/// <summary>What the events themselves say, in memory: the tree over them, the streams' heads at the sizes that were signed, and which command wrote what.</summary>
internal sealed class AuditedLog(IEnumerable<long> sizes)
{
    private readonly HashSet<long> wanted = [.. sizes];
    private readonly TreeTiles tree = TreeTiles.InMemory();
    private readonly Dictionary<string, StreamHead> heads = [];
    private readonly Dictionary<long, TreeHash> headRoots = new() { [0] = TreeHash.Empty };
    private readonly Dictionary<Guid, (string Hash, long Position)> commands = [];
    private readonly List<string> reused = [];

    public long Size => tree.Size;

    /// <summary>Whether each command id stands for one command.</summary>
    public CheckView Commands => reused.Count == 0
        ? new("command ids", "ok", string.Create(CultureInfo.InvariantCulture, $"{commands.Count}, each of one command"))
        : new("command ids", "broken", reused.Count == 1 ? reused[0] : $"{reused[0]}; and {reused.Count - 1} more");

    public void Add(StoredEvent stored)
    {
        tree.Add(AuditLeaf.HashOf(SqliteAuditTree.LeafOf(stored)));
        heads[stored.Stream] = new(stored.Stream, stored.Revision, stored.Position);
        if (wanted.Contains(tree.Size))
            headRoots[tree.Size] = StreamHead.Root(heads.Values);
        if (JoinedMetadata.CommandOf(stored.Metadata) is not { } command || EventCodec.CommandHashOf(stored) is not { } hash)
            return;
        if (!commands.TryAdd(command, (hash, stored.Position)) && commands[command].Hash != hash)
            reused.Add($"command {command:D} stands at position {commands[command].Position} and, with other content, at position {stored.Position}");
    }

    /// <summary>The root over the first events.</summary>
    public TreeHash Root(long size) => MerkleTree.Root(tree.At, size);

    /// <summary>The first position at which another tree has another event; null where it has the same as far as both go.</summary>
    public long? FirstDifference(AuditSnapshot other)
    {
        for (var position = 0L; position < Math.Min(Size, other.Size); position++)
        {
            // Whole tiles at once.
            if (position % TilePath.Width == 0 && position + TilePath.Width <= Math.Min(Size, other.Size) && tree.At(TilePath.Height, position / TilePath.Width) == other.At(TilePath.Height, position / TilePath.Width))
                position += TilePath.Width - 1;
            else if (tree.At(0, position) != other.At(0, position))
                return position;
        }

        return null;
    }

    /// <summary>Why the events are not those that a checkpoint speaks of; null where they are.</summary>
    public string? Why(Checkpoint checkpoint) =>
        checkpoint.Size > Size ? string.Create(CultureInfo.InvariantCulture, $"it speaks of {checkpoint.Size} events, and there are {Size}: the newest are missing")
        : Root(checkpoint.Size) != checkpoint.Root ? string.Create(CultureInfo.InvariantCulture, $"the first {checkpoint.Size} events are not those that it speaks of: one was altered, inserted, moved or dropped")
        : checkpoint.Heads is { } signedHeads && headRoots[checkpoint.Size] != signedHeads ? string.Create(CultureInfo.InvariantCulture, $"the streams' heads after {checkpoint.Size} events are not those that it speaks of")
        : null;
}
