namespace PolicyLedger.Auditing;

/// <summary>Checks proofs, from what a verifier has alone: RFC 9162, sections 2.1.3.2 and 2.1.4.2, whose trees are those of RFC 6962.</summary>
public static class MerkleProof
{
    /// <summary>Whether a leaf with this hash stands at its index in the tree of that size and root.</summary>
    public static bool Includes(TreeHash root, long size, long index, TreeHash leaf, IReadOnlyList<TreeHash> proof)
    {
        if (index < 0 || index >= size)
            return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sister in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = TreeHash.OfNode(sister, hash);
                SkipLeftEdge(ref node, ref last);
            }
            else
            {
                hash = TreeHash.OfNode(hash, sister);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether the tree of <paramref name="size"/> and <paramref name="root"/> begins with that of <paramref name="oldSize"/> and <paramref name="oldRoot"/>.</summary>
    public static bool Extends(TreeHash oldRoot, long oldSize, TreeHash root, long size, IReadOnlyList<TreeHash> proof)
    {
        if (oldSize < 0 || oldSize > size)
            return false;
        if (oldSize == size)
            return proof.Count == 0 && oldRoot == root && (size > 0 || root == TreeHash.Empty);
        if (oldSize == 0)
            return proof.Count == 0 && oldRoot == TreeHash.Empty;
        var path = long.IsPow2(oldSize) ? [oldRoot, .. proof] : proof;
        if (path.Count == 0)
            return false;
        var (node, last) = (oldSize - 1, size - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (was, now) = (path[0], path[0]);
        foreach (var sister in path.Skip(1))
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                (was, now) = (TreeHash.OfNode(sister, was), TreeHash.OfNode(sister, now));
                SkipLeftEdge(ref node, ref last);
            }
            else
            {
                now = TreeHash.OfNode(now, sister);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && was == oldRoot && now == root;
    }

    // Up to where the node is a right child, or the root: levels on which it has no sister have no hash in the proof.
    private static void SkipLeftEdge(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
            (node, last) = (node >> 1, last >> 1);
    }
}
