using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PolicyLedger.Log;

namespace PolicyLedger.Auditing;

/// <summary>
/// What an event is in the audit log: lines of text that anybody can write from an export. Its data stand in it as hashes,
/// so that text can be erased and the leaf stays: the text's hash is the salted one that the metadata keep.
/// </summary>
public static class AuditLeaf
{
    /// <summary>The leaf of an event.</summary>
    /// <param name="stored">As the log keeps it.</param>
    /// <param name="textHash">Its metadata's; null where it has no text and never had.</param>
    public static string Of(StoredEvent stored, string? textHash) => string.Create(
        CultureInfo.InvariantCulture,
        $"policyledger/event/v1\nstream {stored.Stream}\nrevision {stored.Revision}\nid {stored.Id:D}\ntype {stored.Type}\nfacts {Hash(stored.Facts)}\ntext {textHash ?? "none"}\nmetadata {Hash(stored.Metadata)}\n");

    /// <summary>The leaf of a stream's head, in the tree over all of them.</summary>
    public static string OfHead(StreamHead head) => string.Create(
        CultureInfo.InvariantCulture, $"policyledger/head/v1\nstream {head.Stream}\nrevision {head.Revision}\nindex {head.Index}\n");

    public static TreeHash HashOf(string leaf) => TreeHash.OfLeaf(Encoding.UTF8.GetBytes(leaf));

    private static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}

/// <summary>A stream's last event.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="Revision">The last revision.</param>
/// <param name="Index">Its position, which is its leaf's index.</param>
public sealed record StreamHead(string Stream, long Revision, long Index)
{
    /// <summary>The root of the tree over heads, ordered by the bytes of their streams' names.</summary>
    public static TreeHash Root(IEnumerable<StreamHead> heads)
    {
        var tree = Tree(heads);
        return MerkleTree.Root(tree.At, tree.Size);
    }

    /// <summary>The tree itself.</summary>
    public static TreeTiles Tree(IEnumerable<StreamHead> heads)
    {
        var tree = TreeTiles.InMemory();
        foreach (var head in heads.OrderBy(head => head.Stream, StringComparer.Ordinal))
            tree.Add(AuditLeaf.HashOf(AuditLeaf.OfHead(head)));
        return tree;
    }
}
