using System.Globalization;
using System.Text;

namespace PolicyLedger.Auditing;

/// <summary>Proves that an event stands in the log at its position.</summary>
/// <param name="Position">The event's, which is its leaf's index.</param>
/// <param name="Proof">The leaf's sisters, from below, under the checkpoint's root.</param>
public sealed record EventProof(long Position, ValueList<TreeHash> Proof);

/// <summary>The heads of a kit's streams, as far as they are heads.</summary>
/// <param name="Size">How many heads the tree over them has.</param>
/// <param name="Streams">In order of their names.</param>
public sealed record KitHeads(long Size, ValueList<StreamProof> Streams);

/// <summary>A stream's last event, with what proves it.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Revision">The last revision.</param>
/// <param name="Index">Its position.</param>
/// <param name="Place">Where the head stands among the heads, from 0.</param>
/// <param name="Proof">Its sisters in the tree over the heads, from below.</param>
public sealed record ProvenHead(string Stream, long Revision, long Index, long Place, ValueList<TreeHash> Proof)
{
    public bool IsIn(TreeHash root, long size) =>
        MerkleProof.Includes(root, size, Place, AuditLeaf.HashOf(AuditLeaf.OfHead(new(Stream, Revision, Index))), Proof);
}

/// <summary>
/// Proves where a stream ends, or that there is no such stream: heads stand in the order of their streams' names, so that
/// two of them beside each other, one before and one behind a name, leave no place for it.
/// </summary>
/// <param name="Stream">Its name.</param>
/// <param name="Head">Its last event; null where there is no such stream.</param>
/// <param name="Before">Where there is none: the head of the stream before it; null where it would be the first.</param>
/// <param name="After">Likewise the one behind it; null where it would be the last.</param>
public sealed record StreamProof(string Stream, ProvenHead? Head, ProvenHead? Before, ProvenHead? After)
{
    /// <summary>Makes the proof.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="heads">All of them, in order.</param>
    /// <param name="at">The tree over them.</param>
    public static StreamProof Of(string stream, IReadOnlyList<StreamHead> heads, SubtreeAt at)
    {
        var place = 0;
        while (place < heads.Count && Compare(heads[place].Stream, stream) < 0)
            place++;
        return place < heads.Count && heads[place].Stream == stream
            ? new(stream, Proven(place), null, null)
            : new(stream, null, Proven(place - 1), Proven(place));

        ProvenHead? Proven(int n) => n < 0 || n >= heads.Count
            ? null
            : new(heads[n].Stream, heads[n].Revision, heads[n].Index, n, MerkleTree.Inclusion(at, n, heads.Count).ToValueList());
    }

    /// <summary>Why it does not prove what it says under a root over the heads; null where it does.</summary>
    /// <param name="root">The root that was signed.</param>
    /// <param name="size">
    /// How many heads there are said to be. No signature tells, and none has to: what a proof says of left and right on its
    /// way up is all that size and place say, and heads are beside each other by that, whatever the numbers.
    /// </param>
    public string? Why(TreeHash root, long size)
    {
        if (Head is not null)
        {
            return Before is not null || After is not null ? $"{Stream} has a head, and neighbours besides"
                : Head.Stream != Stream ? $"the head of {Stream} is that of {Head.Stream}"
                : Head.IsIn(root, size) ? null
                : string.Create(CultureInfo.InvariantCulture, $"{Stream} does not end at revision {Head.Revision}, position {Head.Index}, under the checkpoint");
        }

        if (size == 0)
            return root == TreeHash.Empty && Before is null && After is null ? null : $"there are streams under the checkpoint, and {Stream} is said to be missing among none";
        if (Before is null && After is null)
            return $"nothing proves that there is no {Stream}";
        foreach (var neighbour in (ProvenHead?[])[Before, After])
        {
            if (neighbour is not null && !neighbour.IsIn(root, size))
                return $"{neighbour.Stream}, a neighbour of {Stream}, does not stand among the heads under the checkpoint";
        }

        return (Before is null ? After!.Place != 0 : After is null ? Before.Place != size - 1 : After.Place != Before.Place + 1)
            ? $"the neighbours of {Stream} are not beside each other, so that it may stand between them"
            : (Before is not null && Compare(Before.Stream, Stream) >= 0) || (After is not null && Compare(Stream, After.Stream) >= 0)
                ? $"{Stream} does not stand between its neighbours by name"
                : null;
    }

    private static int Compare(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
