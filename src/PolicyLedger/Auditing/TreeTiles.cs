namespace PolicyLedger.Auditing;

/// <summary>
/// A Merkle tree as tiles: every level that is a multiple of 8 in runs of 256 hashes, the rest computed when it is asked
/// for. Grows leaf by leaf; what has been touched since is told once, to be stored. Not for several threads at once.
/// </summary>
/// <param name="size">How many leaves there are.</param>
/// <param name="stored">Gives a stored tile, its hashes behind each other; at least as wide as the tree of that size needs.</param>
public sealed class TreeTiles(long size, Func<int, long, ReadOnlyMemory<byte>> stored)
{
    private readonly Dictionary<(int Level, long Number), byte[]> touched = [];

    /// <summary>A tree without leaves that is kept in memory alone.</summary>
    public static TreeTiles InMemory() => new(0, (level, number) => throw new InvalidOperationException($"Tile {level}/{number} was never written."));

    /// <summary>How many leaves.</summary>
    public long Size { get; private set; } = size;

    /// <summary>Adds a leaf at the end.</summary>
    public void Add(TreeHash leaf)
    {
        var (hash, index) = (leaf, Size);
        for (var level = 0; ; level++)
        {
            var place = (int)(index % TilePath.Width);
            var tile = ToWrite(level, index / TilePath.Width, place);
            hash.CopyTo(tile.AsSpan(place * TreeHash.Length));
            if (place < TilePath.Width - 1)
                break;
            (hash, index) = (Top(tile, TilePath.Height, 0), index / TilePath.Width);
        }

        Size++;
    }

    /// <summary>The tiles that were touched since the last call, each with its hashes so far.</summary>
    public IReadOnlyList<(int Level, long Number, ReadOnlyMemory<byte> Hashes)> TakeTouched()
    {
        var taken = touched.Select(tile => (tile.Key.Level, tile.Key.Number, (ReadOnlyMemory<byte>)tile.Value.AsMemory(0, Wide(tile.Key.Level, tile.Key.Number) * TreeHash.Length))).ToList();
        touched.Clear();
        return taken;
    }

    /// <summary>The hash of a full subtree.</summary>
    public TreeHash At(int level, long index)
    {
        var (tileLevel, above) = (level / TilePath.Height, level % TilePath.Height);
        var first = index << above;
        var (number, place) = (first / TilePath.Width, (int)(first % TilePath.Width));
        var tile = touched.TryGetValue((tileLevel, number), out var mine) ? mine : stored(tileLevel, number);
        return Top(tile.Span, above, place);
    }

    private byte[] ToWrite(int level, long number, int filled)
    {
        if (touched.TryGetValue((level, number), out var tile))
            return tile;
        tile = new byte[TilePath.Width * TreeHash.Length];
        if (filled > 0)
            stored(level, number).Span[..(filled * TreeHash.Length)].CopyTo(tile);
        touched.Add((level, number), tile);
        return tile;
    }

    private int Wide(int level, long number) => (int)Math.Min(TilePath.Width, (Size >> (level * TilePath.Height)) - (number * TilePath.Width));

    // The hash over so many levels of a tile, from a place on.
    private static TreeHash Top(ReadOnlySpan<byte> tile, int levels, int place)
    {
        Span<TreeHash> hashes = new TreeHash[1 << levels];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = new(tile.Slice((place + i) * TreeHash.Length, TreeHash.Length));
        for (var count = hashes.Length; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
                hashes[i] = TreeHash.OfNode(hashes[2 * i], hashes[(2 * i) + 1]);
        }

        return hashes[0];
    }
}
