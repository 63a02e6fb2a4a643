using System.Globalization;

namespace PolicyLedger.Auditing;

/// <summary>Where tiles of 256 hashes, and of the entries under them, stand in a folder or behind an address: the paths of C2SP tlog-tiles.</summary>
public static class TilePath
{
    /// <summary>Hashes, or entries, of a full tile.</summary>
    public const int Width = 256;

    /// <summary>How many levels of the tree a tile spans.</summary>
    public const int Height = 8;

    /// <summary>A tile of hashes: <c>tile/0/x001/234</c>; one that is not full has <c>.p/</c> and its width behind it.</summary>
    /// <param name="level">The tile's, from 0: its hashes stand at level 8 × <paramref name="level"/> of the tree.</param>
    /// <param name="number">From 0.</param>
    /// <param name="width">1 to 256.</param>
    public static string OfHashes(int level, long number, int width = Width) => string.Create(CultureInfo.InvariantCulture, $"tile/{level}/{Rest(number, width)}");

    /// <summary>The entries of a tile of level 0.</summary>
    public static string OfEntries(long number, int width = Width) => $"tile/entries/{Rest(number, width)}";

    /// <summary>The tiles of a tree: level, number and width, from below. None where it is empty.</summary>
    public static IEnumerable<(int Level, long Number, int Width)> Of(long size, long fromSize = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromSize);
        for (var level = 0; size > 0; level++, size /= Width, fromSize /= Width)
        {
            for (var number = fromSize / Width; number * Width < size; number++)
                yield return (level, number, (int)Math.Min(Width, size - (number * Width)));
        }
    }

    private static string Rest(long number, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfNotEqual(width is >= 1 and <= Width, true, nameof(width));
        var path = (number % 1000).ToString("d3", CultureInfo.InvariantCulture);
        for (number /= 1000; number > 0; number /= 1000)
            path = string.Create(CultureInfo.InvariantCulture, $"x{number % 1000:d3}/{path}");
        return width == Width ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.p/{width}");
    }
}
