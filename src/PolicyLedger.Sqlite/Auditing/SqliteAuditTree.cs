using System.Globalization;
using Microsoft.Data.Sqlite;
using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Auditing;

/// <summary>
/// The Merkle tree over the ledger's events, and the heads of its streams: a projection in a SQLite file of its own, made
/// again from the log where it is missing. Tiles, heads and size commit together, guarded by the size, so that several
/// processes may share it. Not for several threads at once.
/// </summary>
public sealed class SqliteAuditTree : IDisposable
{
    /// <summary>How the name of its file ends.</summary>
    public const string Suffix = ".tree.db";

    // "PLMT" in the file's header.
    private const int Application = 0x504C4D54, Batch = 4096;

    private const string Tables = """
        CREATE TABLE tiles ( -- 256 hashes of 32 bytes each; the last of each level has fewer
          level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE heads ( -- the last event of each stream
          stream TEXT PRIMARY KEY, revision INTEGER NOT NULL, position INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tree (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL) STRICT;
        INSERT INTO tree VALUES (1, 0)
        """;

    private readonly SqliteFile file;
    private readonly IEventLog log;
    private readonly SqliteConnection connection;
    private readonly SqliteCommand tile, size, heads;

    private SqliteAuditTree(SqliteFile file, IEventLog log)
    {
        (this.file, this.log) = (file, log);
        connection = AuditFile.Open(file, Application, Tables, "move it away: the tree is made again from the log");
        tile = connection.Statement("SELECT hashes FROM tiles WHERE level = $level AND number = $number", "$level", "$number");
        size = connection.Statement("SELECT size FROM tree");
        heads = connection.Statement("SELECT stream, revision, position FROM heads");
    }

    /// <summary>Opens the tree, and sees to it that it is this log's: where its last leaf is not the log's event, it is made anew.</summary>
    /// <param name="path">The file, in a folder that is there.</param>
    /// <param name="log">The events.</param>
    /// <param name="asItIs">Whether to leave it as it is, of whichever log: to be looked at and not brought on.</param>
    /// <param name="cancellation">Leaves it as it was.</param>
    /// <exception cref="StoreException">The file cannot be opened or is not one of these.</exception>
    public static async Task<SqliteAuditTree> OpenAsync(string path, IEventLog log, bool asItIs = false, CancellationToken cancellation = default)
    {
        var tree = new SqliteAuditTree(new(path, TimeSpan.FromSeconds(10)), log);
        try
        {
            if (!asItIs && tree.Size > 0 && !await tree.HoldsAsync(cancellation))
                tree.Write(() => tree.connection.Run("DELETE FROM tiles; DELETE FROM heads; UPDATE tree SET size = 0"));
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>How many events it has.</summary>
    /// <exception cref="StoreException">The file does not say.</exception>
    public long Size => size.ExecuteScalar() is long and >= 0 and var events ? events : throw Damaged("its size is no number of events");

    /// <summary>Brings it to the log's end as of the call; gives its size.</summary>
    /// <param name="progress">Told the size so far.</param>
    /// <param name="cancellation">Keeps the batches that are done.</param>
    /// <exception cref="StoreException">The log or the file cannot be read or written.</exception>
    public async Task<long> CatchUpAsync(IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        var from = Size;
        var batch = new List<StoredEvent>(Batch);
        await foreach (var stored in log.ReadAllWithoutTextsAsync(from, cancellation))
        {
            batch.Add(stored);
            if (batch.Count < Batch)
                continue;
            Add(batch);
            progress?.Report(batch[^1].Position + 1);
            batch.Clear();
        }

        if (batch.Count > 0)
            Add(batch);
        return Size;
    }

    /// <summary>One consistent look at it.</summary>
    public T Read<T>(Func<AuditSnapshot, T> read)
    {
        try
        {
            return connection.Within("BEGIN", () =>
            {
                var now = Size;
                return read(new(now, Tiles(now).At, Heads, (level, number) => Tile(now, level, number)));
            });
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteCommand[])[tile, size, heads])
            statement.Dispose();
        connection.Dispose();
    }

    /// <summary>An event's leaf, from the log's own bytes.</summary>
    public static string LeafOf(StoredEvent stored) => AuditLeaf.Of(stored, EventCodec.TextHashOf(stored));

    private void Add(List<StoredEvent> events) => Write(() =>
    {
        // Another process may have added some of them.
        var tiles = Tiles(Size);
        using var head = connection.Statement("INSERT OR REPLACE INTO heads VALUES ($stream, $revision, $position)", "$stream", "$revision", "$position");
        foreach (var stored in events.Where(stored => stored.Position >= tiles.Size))
        {
            tiles.Add(AuditLeaf.HashOf(LeafOf(stored)));
            head.With(stored.Stream, stored.Revision, stored.Position).ExecuteNonQuery();
        }

        using var write = connection.Statement("INSERT OR REPLACE INTO tiles VALUES ($level, $number, $hashes)", "$level", "$number", "$hashes");
        foreach (var (level, number, hashes) in tiles.TakeTouched())
            write.With(level, number, hashes.ToArray()).ExecuteNonQuery();
        connection.Run(string.Create(CultureInfo.InvariantCulture, $"UPDATE tree SET size = {tiles.Size}"));
    });

    private async Task<bool> HoldsAsync(CancellationToken cancellation)
    {
        var last = Size - 1;
        await foreach (var stored in log.ReadAllWithoutTextsAsync(last, cancellation))
            return AuditLeaf.HashOf(LeafOf(stored)) == Tiles(last + 1).At(0, last);
        return false;
    }

    private void Write(Action write)
    {
        try
        {
            connection.Within("BEGIN IMMEDIATE", () =>
            {
                write();
                return true;
            });
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }

    private TreeTiles Tiles(long leaves) => new(leaves, (level, number) => Tile(leaves, level, number));

    // Whole hashes, and as many as a tree of so many events has there.
    private ReadOnlyMemory<byte> Tile(long leaves, int level, long number)
    {
        var hashes = tile.With(level, number).ExecuteScalar() as byte[] ?? throw Damaged($"the tree has no tile {level}/{number}");
        var least = Math.Clamp((leaves >> (level * TilePath.Height)) - (number * TilePath.Width), 0, TilePath.Width);
        return hashes.Length % TreeHash.Length == 0 && hashes.Length / TreeHash.Length is var count && count >= least && count <= TilePath.Width
            ? hashes
            : throw Damaged(string.Create(CultureInfo.InvariantCulture, $"tile {level}/{number} has {hashes.Length} bytes, not {least} hashes of {TreeHash.Length}"));
    }

    private StoreException Damaged(string how) => new(StoreFault.Integrity, $"{file.Path}: {how}; move the file away: it is made again from the log");

    private List<StreamHead> Heads()
    {
        var found = new List<StreamHead>();
        using var rows = heads.ExecuteReader();
        while (rows.Read())
            found.Add(new(rows.GetString(0), rows.GetInt64(1), rows.GetInt64(2)));
        return found;
    }
}

/// <summary>The tree as of one moment. Good within the call that it is given to.</summary>
/// <param name="Size">How many events.</param>
/// <param name="At">Its full subtrees.</param>
/// <param name="Heads">The streams' last events.</param>
/// <param name="Tile">Stored tiles; the last of a level may be wider than <paramref name="Size"/> says.</param>
public sealed record AuditSnapshot(long Size, SubtreeAt At, Func<IReadOnlyList<StreamHead>> Heads, Func<int, long, ReadOnlyMemory<byte>> Tile)
{
    /// <summary>The tree's root when it had so many events.</summary>
    public TreeHash Root(long size) => MerkleTree.Root(At, size);
}
