using System.Security.Cryptography;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Tests.Auditing;

public class MerkleTreeTests
{
    // The leaves and roots that certificate transparency's own tests use.
    private static readonly string[] Leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Small_trees_have_the_roots_that_are_known_of_them(int size, string root)
    {
        var tree = TreeTiles.InMemory();
        foreach (var leaf in Leaves.Take(size))
            tree.Add(TreeHash.OfLeaf(Convert.FromHexString(leaf)));
        Assert.Equal(root, Convert.ToHexStringLower(MerkleTree.Root(tree.At, size).ToArray()));
    }

    [Fact]
    public void Every_tree_to_300_and_one_over_two_levels_of_tiles_has_the_root_of_a_naive_recursion()
    {
        var leaves = Enumerable.Range(0, 66_000).Select(Leaf).ToList();
        var tree = Tree(leaves.Count);
        foreach (var size in Enumerable.Range(0, 301).Concat([65_535, 65_536, 65_537, 66_000]))
            Assert.Equal(Naive(leaves, 0, size), MerkleTree.Root(tree.At, size).ToArray());
    }

    [Fact]
    public void A_tree_that_grows_from_its_stored_tiles_is_the_same()
    {
        var stored = new Dictionary<(int, long), ReadOnlyMemory<byte>>();
        var size = 0L;
        foreach (var step in new[] { 1, 1, 254, 1, 255, 256, 300, 64_800, 700, 3 })
        {
            var tree = new TreeTiles(size, (level, number) => stored[(level, number)]);
            for (var i = 0; i < step; i++)
                tree.Add(new(Leaf((int)tree.Size)));
            foreach (var (level, number, hashes) in tree.TakeTouched())
                stored[(level, number)] = hashes;
            size = tree.Size;
            Assert.Equal(MerkleTree.Root(Tree((int)size).At, size), MerkleTree.Root(new TreeTiles(size, (level, number) => stored[(level, number)]).At, size));
        }

        var expected = TilePath.Of(size).ToDictionary(tile => (tile.Level, tile.Number), tile => tile.Width * TreeHash.Length);
        Assert.Equal(expected, stored.ToDictionary(tile => tile.Key, tile => tile.Value.Length));
    }

    [Fact]
    public void Every_leaf_of_every_tree_to_64_is_proven_and_nothing_else_is()
    {
        var tree = Tree(65);
        for (var size = 1L; size <= 64; size++)
        {
            var root = MerkleTree.Root(tree.At, size);
            for (var index = 0L; index < size; index++)
            {
                var (leaf, proof) = (tree.At(0, index), MerkleTree.Inclusion(tree.At, index, size));
                Assert.True(MerkleProof.Includes(root, size, index, leaf, proof));
                Assert.False(MerkleProof.Includes(root, size, index, tree.At(0, index + 1), proof));
                Assert.False(MerkleProof.Includes(root, size, (index + 1) % size, leaf, proof) && size > 1);
                Assert.False(MerkleProof.Includes(MerkleTree.Root(tree.At, size + 1), size, index, leaf, proof));
                Assert.False(MerkleProof.Includes(root, size, index, leaf, [.. proof, leaf]));
                Assert.False(MerkleProof.Includes(root, size, -1, leaf, proof));
                Assert.False(MerkleProof.Includes(root, size, size, leaf, proof));
                for (var i = 0; i < proof.Count; i++)
                {
                    Assert.False(MerkleProof.Includes(root, size, index, leaf, [.. proof[..i], .. proof[(i + 1)..]]));
                    Assert.False(MerkleProof.Includes(root, size, index, leaf, [.. proof[..i], leaf, .. proof[(i + 1)..]]) && proof[i] != leaf);
                }
            }
        }
    }

    [Fact]
    public void Every_pair_of_trees_to_64_is_proven_to_have_grown_and_no_other_pair_is()
    {
        var tree = Tree(66);
        for (var size = 0L; size <= 64; size++)
        {
            var root = MerkleTree.Root(tree.At, size);
            for (var old = 0L; old <= size; old++)
            {
                var (oldRoot, proof) = (MerkleTree.Root(tree.At, old), MerkleTree.Consistency(tree.At, old, size));
                var other = MerkleTree.Root(tree.At, 65);
                Assert.True(MerkleProof.Extends(oldRoot, old, root, size, proof));
                Assert.False(MerkleProof.Extends(other, old, root, size, proof));
                Assert.False(MerkleProof.Extends(oldRoot, old, other, size, proof) && old > 0);
                Assert.False(MerkleProof.Extends(oldRoot, old, root, size, [.. proof, other]));
                Assert.False(MerkleProof.Extends(root, size, oldRoot, old, proof) && old != size);
                for (var i = 0; i < proof.Count; i++)
                {
                    Assert.False(MerkleProof.Extends(oldRoot, old, root, size, [.. proof[..i], .. proof[(i + 1)..]]));
                    Assert.False(MerkleProof.Extends(oldRoot, old, root, size, [.. proof[..i], other, .. proof[(i + 1)..]]));
                }
            }
        }
    }

    [Theory]
    [InlineData(0, 256, "tile/0/000")]
    [InlineData(0, 1, "tile/0/000.p/1")]
    [InlineData(999, 256, "tile/0/999")]
    [InlineData(1_000, 70, "tile/0/x001/000.p/70")]
    [InlineData(1_234_067, 256, "tile/0/x001/x234/067")]
    public void A_tile_has_the_path_of_the_standard(long number, int width, string path)
    {
        Assert.Equal(path, TilePath.OfHashes(0, number, width));
        Assert.Equal(path.Replace("/0/", "/entries/"), TilePath.OfEntries(number, width));
    }

    [Fact]
    public void The_tiles_of_a_tree_are_all_that_are_not_empty()
    {
        Assert.Empty(TilePath.Of(0));
        Assert.Equal([(0, 0, 1)], TilePath.Of(1));
        Assert.Equal([(0, 0, 256), (0, 1, 14), (1, 0, 1)], TilePath.Of(270));
        Assert.Equal([(0, 1, 14), (1, 0, 1)], TilePath.Of(270, fromSize: 256));
        Assert.Equal(256 + 1 + 1 + 1, TilePath.Of(65_537).Count());
    }

    private static TreeTiles Tree(int size)
    {
        var tree = TreeTiles.InMemory();
        for (var i = 0; i < size; i++)
            tree.Add(new(Leaf(i)));
        return tree;
    }

    private static byte[] Leaf(int i) => SHA256.HashData([0, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);

    private static byte[] Naive(List<byte[]> leaves, int from, int until)
    {
        if (from == until)
            return SHA256.HashData([]);
        if (until - from == 1)
            return leaves[from];
        var split = 1;
        while (split * 2 < until - from)
            split *= 2;
        return SHA256.HashData([1, .. Naive(leaves, from, from + split), .. Naive(leaves, from + split, until)]);
    }
}
