using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using PolicyLedger.Auditing;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Auditing;

/// <summary>The tiles of entries over a log: the leaves of 256 events each, every one behind its length in two bytes.</summary>
public static class EntryTiles
{
    /// <summary>Those that a tree of that size has, but for the full ones that the tree before had.</summary>
    /// <param name="log">The events.</param>
    /// <param name="before">A size at which they were made before; 0 for never.</param>
    /// <param name="size">At most the log's.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async IAsyncEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> OfAsync(
        IEventLog log, long before, long size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (tile, next) = (new MemoryStream(), before / TilePath.Width * TilePath.Width);
        if (next == size)
            yield break;
        await foreach (var stored in log.ReadAllWithoutTextsAsync(next, cancellation))
        {
            Append(tile, Encoding.UTF8.GetBytes(SqliteAuditTree.LeafOf(stored)));
            next = stored.Position + 1;
            if (next % TilePath.Width != 0 && next != size)
                continue;
            yield return (TilePath.OfEntries(stored.Position / TilePath.Width, (int)(stored.Position % TilePath.Width) + 1), tile.ToArray());
            tile.SetLength(0);
            if (next == size)
                yield break;
        }
    }

    private static void Append(MemoryStream tile, byte[] leaf)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)leaf.Length));
        tile.Write(length);
        tile.Write(leaf);
    }
}
