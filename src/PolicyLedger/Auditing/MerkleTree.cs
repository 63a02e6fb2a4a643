using System.Numerics;

namespace PolicyLedger.Auditing;

/// <summary>The hash over the leaves <c>index &lt;&lt; level</c> to <c>(index + 1) &lt;&lt; level</c> (exclusive) of a tree that has them all.</summary>
public delegate TreeHash SubtreeAt(int level, long index);

/// <summary>
/// Root and proofs of a Merkle tree, from the hashes of its full subtrees: RFC 6962, section 2.1, and nothing else. A tree
/// of n leaves is split at the largest power of two below n.
/// </summary>
public static class MerkleTree
{
    /// <summary>The root over the first leaves.</summary>
    /// <param name="at">Gives the full subtrees.</param>
    /// <param name="size">How many leaves; none give <see cref="TreeHash.Empty"/>.</param>
    public static TreeHash Root(SubtreeAt at, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? TreeHash.Empty : Hash(at, 0, size);
    }

    /// <summary>What proves that a leaf stands at its index in the tree of the first leaves: the sisters on its way up, from below.</summary>
    /// <param name="at">Gives the full subtrees.</param>
    /// <param name="index">At least 0, less than <paramref name="size"/>.</param>
    /// <param name="size">How many leaves.</param>
    public static List<TreeHash> Inclusion(SubtreeAt at, long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<TreeHash>();
        for (var (from, until) = (0L, size); until - from > 1;)
        {
            var middle = from + Split(until - from);
            if (index < middle)
            {
                proof.Add(Hash(at, middle, until));
                until = middle;
            }
            else
            {
                proof.Add(Hash(at, from, middle));
                from = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>What proves that the tree of the first <paramref name="size"/> leaves begins with that of the first <paramref name="old"/>; empty where they are one, or where the old one is empty.</summary>
    /// <param name="at">Gives the full subtrees.</param>
    /// <param name="old">At least 0, at most <paramref name="size"/>.</param>
    /// <param name="size">How many leaves.</param>
    public static List<TreeHash> Consistency(SubtreeAt at, long old, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(old);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(old, size);
        var proof = new List<TreeHash>();
        if (old == 0 || old == size)
            return proof;
        var (from, until) = (0L, size);
        while (old != until)
        {
            var middle = from + Split(until - from);
            if (old <= middle)
            {
                proof.Add(Hash(at, middle, until));
                until = middle;
            }
            else
            {
                proof.Add(Hash(at, from, middle));
                from = middle;
            }
        }

        // Where the old tree is a full subtree at the left, the verifier has its hash already: it is the old root.
        if (from > 0)
            proof.Add(Hash(at, from, until));
        proof.Reverse();
        return proof;
    }

    private static TreeHash Hash(SubtreeAt at, long from, long until)
    {
        var count = until - from;
        if (BitOperations.IsPow2(count))
            return at(BitOperations.Log2((ulong)count), from / count);
        var middle = from + Split(count);
        return TreeHash.OfNode(Hash(at, from, middle), Hash(at, middle, until));
    }

    // The largest power of two below a count of at least 2.
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
