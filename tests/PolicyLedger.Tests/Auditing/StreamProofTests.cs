using System.Globalization;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Tests.Auditing;

/// <summary>Where a stream ends, and that there is none, in every small tree of heads; and that no false word about it can be proven.</summary>
public class StreamProofTests
{
    [Fact]
    public void Every_stream_of_every_tree_to_20_is_proven_to_end_and_every_other_to_be_missing()
    {
        for (var size = 0; size <= 20; size++)
        {
            var (heads, tree) = Tree(size);
            var root = StreamHead.Root(heads);
            for (var n = 0; n <= 2 * size; n++)
            {
                var proof = StreamProof.Of(Name(n), heads, tree.At);
                Assert.Null(proof.Why(root, size));
                Assert.Equal(n % 2 == 1 ? new StreamHead(Name(n), n, n + 100) : null, proof.Head is { } head ? new StreamHead(head.Stream, head.Revision, head.Index) : null);
            }
        }
    }

    [Fact]
    public void Another_end_is_not_proven()
    {
        var (heads, tree) = Tree(7);
        var root = StreamHead.Root(heads);
        foreach (var stream in heads.Select(head => head.Stream))
        {
            var proof = StreamProof.Of(stream, heads, tree.At);
            var head = proof.Head!;
            foreach (var forged in (ProvenHead[])[head with { Revision = head.Revision - 1 }, head with { Index = head.Index + 1 }, head with { Stream = "country-XKX" }, head with { Proof = [] }])
                Assert.NotNull((proof with { Head = forged }).Why(root, 7));
            Assert.NotNull(proof.Why(TreeHash.Empty, 7));
            Assert.NotNull((proof with { After = head }).Why(root, 7));
        }
    }

    [Fact]
    public void No_stream_that_is_there_is_proven_to_be_missing_whatever_size_and_places_are_claimed()
    {
        for (var size = 1; size <= 9; size++)
        {
            var (heads, tree) = Tree(size);
            var root = StreamHead.Root(heads);
            var proven = heads.Select((head, n) => new ProvenHead(head.Stream, head.Revision, head.Index, n, MerkleTree.Inclusion(tree.At, n, size).ToValueList())).ToList();
            foreach (var stream in heads.Select(head => head.Stream))
            {
                for (var claimed = 0; claimed <= size + 3; claimed++)
                {
                    Assert.NotNull(new StreamProof(stream, null, null, null).Why(root, claimed));
                    foreach (var before in proven)
                    {
                        Assert.NotNull(new StreamProof(stream, null, before with { Place = claimed - 1 }, null).Why(root, claimed));
                        Assert.NotNull(new StreamProof(stream, null, null, before with { Place = 0 }).Why(root, claimed));
                        foreach (var after in proven)
                        {
                            for (var place = 0; place < claimed; place++)
                                Assert.NotNull(new StreamProof(stream, null, before with { Place = place }, after with { Place = place + 1 }).Why(root, claimed));
                            Assert.NotNull(new StreamProof(stream, null, before, after).Why(root, claimed));
                        }
                    }
                }
            }
        }
    }

    // Names in order, every other one taken.
    private static (List<StreamHead> Heads, TreeTiles Tree) Tree(int size)
    {
        var heads = Enumerable.Range(0, size).Select(n => new StreamHead(Name((2 * n) + 1), (2 * n) + 1, (2 * n) + 101)).ToList();
        return (heads, StreamHead.Tree(heads));
    }

    private static string Name(int n) => string.Create(CultureInfo.InvariantCulture, $"country-{n:d2}");
}
