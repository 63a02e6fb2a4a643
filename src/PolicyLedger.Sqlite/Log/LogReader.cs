using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>One reading connection with its prepared statements. Each call is one short read transaction.</summary>
internal sealed class LogReader : IDisposable
{
    private const string Columns =
        "SELECT e.position, s.name, e.revision, e.id, e.type, e.facts, e.metadata, t.salt, t.json FROM events e JOIN streams s ON s.number = e.stream LEFT JOIN texts t ON t.position = e.position";

    // Big events make short pages: about this many bytes.
    internal const int PageBytes = 4 << 20;

    private readonly SqliteConnection connection;
    private readonly SqliteCommand end, revision, all, allBack, stream, streamBack, command;

    public LogReader(SqliteFile file)
    {
        connection = file.OpenReader();
        end = connection.Statement("SELECT coalesce(max(position) + 1, 0) FROM events");
        revision = connection.Statement(
            "SELECT coalesce(max(revision), -1) FROM events WHERE stream = (SELECT number FROM streams WHERE name = $name)", "$name");
        all = connection.Statement(
            $"{Columns} WHERE e.position >= $from AND e.position < $until ORDER BY e.position LIMIT $count", "$from", "$until", "$count");
        allBack = connection.Statement($"{Columns} WHERE e.position <= $from ORDER BY e.position DESC LIMIT $count", "$from", "$count");
        stream = connection.Statement(
            $"{Columns} WHERE e.stream = (SELECT number FROM streams WHERE name = $name) AND e.revision >= $from AND e.revision <= $until ORDER BY e.revision LIMIT $count",
            "$name", "$from", "$until", "$count");
        streamBack = connection.Statement(
            $"{Columns} WHERE e.stream = (SELECT number FROM streams WHERE name = $name) AND e.revision <= $from ORDER BY e.revision DESC LIMIT $count",
            "$name", "$from", "$count");
        command = connection.Statement(
            $"{Columns} JOIN commands c ON c.position = e.position WHERE c.id = $id ORDER BY c.position", "$id");
        Whole = new(connection, this);
    }

    /// <summary>The file's events of all streams.</summary>
    public WholeReader Whole { get; }

    /// <summary>The number of events.</summary>
    public long End() => (long)end.ExecuteScalar()!;

    /// <summary>The revision of a stream's last event, -1 where there is none.</summary>
    public long Revision(string name) => (long)revision.With(name).ExecuteScalar()!;

    /// <summary>Events at positions from <paramref name="from"/> (inclusive) until <paramref name="until"/> (exclusive); fewer than there are when they are many, never none.</summary>
    public List<StoredEvent> Page(long from, long until, int count) => Read(all.With(from, until, count), PageBytes);

    /// <summary>Events at positions from <paramref name="from"/> (inclusive) down; fewer than there are when they are many, never none.</summary>
    public List<StoredEvent> PageBack(long from, int count) => Read(allBack.With(from, count), PageBytes);

    /// <summary>Events of a stream, both revisions inclusive; fewer than there are when they are many, never none.</summary>
    public List<StoredEvent> StreamPage(string name, long from, long until, int count) => Read(stream.With(name, from, until, count), PageBytes);

    /// <summary>Events of a stream from a revision (inclusive) down; fewer than there are when they are many, never none.</summary>
    public List<StoredEvent> StreamPageBack(string name, long from, int count) => Read(streamBack.With(name, from, count), PageBytes);

    /// <summary>All events of a command.</summary>
    public List<StoredEvent> OfCommand(Guid id) => Read(command.With(id.ToByteArray(bigEndian: true)), long.MaxValue);

    public void Dispose()
    {
        Whole.Dispose();
        foreach (var statement in (SqliteCommand[])[end, revision, all, allBack, stream, streamBack, command])
            statement.Dispose();
        connection.Dispose();
    }

    /// <summary>Reads rows until they are this many bytes.</summary>
    internal static List<T> Read<T>(SqliteCommand command, long bytes, Func<SqliteDataReader, T> make, Func<T, long> size)
    {
        var page = new List<T>();
        using var rows = command.ExecuteReader();
        while (bytes > 0 && rows.Read())
        {
            var made = make(rows);
            bytes -= size(made);
            page.Add(made);
        }

        return page;
    }

    // Of a text column too: the bytes as they are stored.
    internal static byte[] Bytes(SqliteDataReader rows, int column) => rows.GetFieldValue<byte[]>(column);

    private static List<StoredEvent> Read(SqliteCommand command, long bytes) => Read(
        command, bytes,
        rows => new StoredEvent(
            rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2), new Guid(Bytes(rows, 3), bigEndian: true), rows.GetString(4), Bytes(rows, 5),
            rows.IsDBNull(7) ? null : new SaltedText(Bytes(rows, 7), Bytes(rows, 8)), Bytes(rows, 6)),
        stored => stored.Facts.Length + stored.Metadata.Length + (stored.Text?.Json.Length ?? 0));
}
