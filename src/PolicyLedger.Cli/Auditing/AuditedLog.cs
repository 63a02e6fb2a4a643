using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Keeping;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
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

    /// <summary>Reads a log once, and checks each event by itself on the way.</summary>
    /// <param name="call">Shows how far it is.</param>
    /// <param name="log">The events.</param>
    /// <param name="checkpoints">What it is to be held to.</param>
    /// <param name="sizes">At which sizes the streams' heads are wanted besides.</param>
    public static async Task<(AuditedLog Log, EventChecks Checks)> ReadAsync(Call call, IEventLog log, IEnumerable<Checkpoint?> checkpoints, params IEnumerable<long> sizes)
    {
        var audited = new AuditedLog(checkpoints.OfType<Checkpoint>().Select(checkpoint => checkpoint.Size).Concat(sizes));
        var checks = await ProgressBar.ShowAsync<long, EventChecks>(
            call, "verifying", count => (null, Plain.Number(count) + " events verified"), progress => EventChecks.RunAsync(log, EventCodec.Current, schemas: true, call.Cancellation, stored =>
            {
                audited.Add(stored);
                if (stored.Position % 4096 == 0)
                    progress?.Report(stored.Position);
            }));
        return (audited, checks);
    }

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

    /// <summary>The hashes of a tile, behind each other.</summary>
    public byte[] Tile(int level, long number, int width)
    {
        var hashes = new byte[width * TreeHash.Length];
        for (var i = 0; i < width; i++)
            tree.At(level * TilePath.Height, (number * TilePath.Width) + i).CopyTo(hashes.AsSpan(i * TreeHash.Length));
        return hashes;
    }

    /// <summary>The root over the streams' heads when there were so many events, as was asked for.</summary>
    public TreeHash Heads(long size) => headRoots[size];

    /// <summary>The first position at which another tree of that size has another event; null where it has the same as far as both go.</summary>
    public long? FirstDifference(AuditSnapshot other, long size)
    {
        var until = Math.Min(Size, size);
        for (var position = 0L; position < until; position++)
        {
            // Whole tiles at once.
            if (position % TilePath.Width == 0 && position + TilePath.Width <= until && tree.At(TilePath.Height, position / TilePath.Width) == other.At(TilePath.Height, position / TilePath.Width))
                position += TilePath.Width - 1;
            else if (tree.At(0, position) != other.At(0, position))
                return position;
        }

        return null;
    }

    /// <summary>Whether the log begins with the events of a checkpoint that was kept elsewhere.</summary>
    public CheckView Kept(Checkpoint kept) => Why(kept) is { } why
        ? new("kept checkpoint", "broken", why)
        : new("kept checkpoint", "ok", string.Create(CultureInfo.InvariantCulture, $"the ledger begins with its {kept.Size} events"));

    /// <summary>Why the events are not those that a checkpoint speaks of; null where they are.</summary>
    public string? Why(Checkpoint checkpoint) =>
        checkpoint.Size > Size ? string.Create(CultureInfo.InvariantCulture, $"it speaks of {checkpoint.Size} events, and there are {Size}: the newest are missing")
        : Root(checkpoint.Size) != checkpoint.Root ? string.Create(CultureInfo.InvariantCulture, $"the first {checkpoint.Size} events are not those that it speaks of: one was altered, inserted, moved or dropped")
        : checkpoint.Heads is { } signedHeads && headRoots[checkpoint.Size] != signedHeads ? string.Create(CultureInfo.InvariantCulture, $"the streams' heads after {checkpoint.Size} events are not those that it speaks of")
        : null;
}
