using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Log;

/// <summary>One reading connection with its prepared statements. Each call is one short read transaction.</summary>
internal sealed class LogReader : IDisposable
{
    private const string Columns = "e.position, s.name, e.revision, e.id, e.type, e.facts, e.metadata, t.salt, t.json";
    private const string Joined = "JOIN streams s ON s.number = e.stream LEFT JOIN texts t ON t.position = e.position";
    private const string EndSql = "SELECT coalesce(max(position) + 1, 0) FROM events";
    private const string Events = $"SELECT {Columns} FROM events e {Joined}";

    // Big events make short pages: about this many bytes.
    internal const int PageBytes = 4 << 20;

    private readonly SqliteConnection connection;
    private readonly DirectStatement endNow;
    private readonly SqliteCommand end, revision, all, allBack, stream, streamBack, commands;

    public LogReader(SqliteFile file)
    {
        connection = file.OpenReader();
        end = connection.Statement(EndSql);
        endNow = new(connection, EndSql, 0);
        revision = connection.Statement(
            "SELECT coalesce(max(revision), -1) FROM events WHERE stream = (SELECT number FROM streams WHERE name = $name)", "$name");
        all = connection.Statement(
            $"{Events} WHERE e.position >= $from AND e.position < $until ORDER BY e.position LIMIT $count", "$from", "$until", "$count");
        allBack = connection.Statement($"{Events} WHERE e.position <= $from ORDER BY e.position DESC LIMIT $count", "$from", "$count");
        stream = connection.Statement(
            $"{Events} WHERE e.stream = (SELECT number FROM streams WHERE name = $name) AND e.revision >= $from AND e.revision <= $until ORDER BY e.revision LIMIT $count",
            "$name", "$from", "$until", "$count");
        streamBack = connection.Statement(
            $"{Events} WHERE e.stream = (SELECT number FROM streams WHERE name = $name) AND e.revision <= $from ORDER BY e.revision DESC LIMIT $count",
            "$name", "$from", "$count");
        commands = connection.Statement(
            $"SELECT {Columns}, c.id FROM json_each($ids) i CROSS JOIN commands c ON c.id = unhex(i.value, '-') JOIN events e ON e.position = c.position {Joined} ORDER BY e.position", "$ids");
        Whole = new(connection, this);
    }

    /// <summary>The file's events of all streams.</summary>
    public WholeReader Whole { get; }

    /// <summary>The number of events. Every question asks for it, so that it is asked without the driver, which is wanted only to wait for a lock.</summary>
    public long End()
    {
        try
        {
            return endNow.RunForNumber() ?? 0;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_BUSY)
        {
            return (long)end.ExecuteScalar()!;
        }
    }

    /// <summary>The revision of a stream's last event, -1 where there is none.</summary>
    public long Revision(string name) => (long)revision.With(name).ExecuteScalar()!;

    /// <summary>Events at positions from <paramref name="from"/> (inclusive) until <paramref name="until"/> (exclusive); fewer than there are when they are many, never none.</summary>
    public List<StoredEvent> Page(long from, long until, int count) => Read(all.With(from, until, count));

    /// <summary>Events at positions from <paramref name="from"/> (inclusive) down; fewer than there are when they are many, never none.</summary>
    public List<StoredEvent> PageBack(long from, int count) => Read(allBack.With(from, count));

    /// <summary>Events of a stream, both revisions inclusive; fewer than there are when they are many, never none.</summary>
    public List<StoredEvent> StreamPage(string name, long from, long until, int count) => Read(stream.With(name, from, until, count));

    /// <summary>Events of a stream from a revision (inclusive) down; fewer than there are when they are many, never none.</summary>
    public List<StoredEvent> StreamPageBack(string name, long from, int count) => Read(streamBack.With(name, from, count));

    /// <summary>All events of commands, by command id.</summary>
    public ILookup<Guid, StoredEvent> OfCommands(IEnumerable<Guid> ids)
    {
        var found = new List<(Guid Command, StoredEvent Stored)>();
        using var rows = commands.With($"[{string.Join(',', ids.Distinct().Select(id => $"\"{id}\""))}]").ExecuteReader();
        while (rows.Read())
            found.Add((Id(rows, 9), Event(rows)));
        return found.ToLookup(f => f.Command, f => f.Stored);
    }

    public void Dispose()
    {
        Whole.Dispose();
        endNow.Dispose();
        foreach (var statement in (SqliteCommand[])[end, revision, all, allBack, stream, streamBack, commands])
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

    private static StoredEvent Event(SqliteDataReader rows) => new(
        rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2), Id(rows, 3), rows.GetString(4),
        Bytes(rows, 5), rows.IsDBNull(7) ? null : new(Bytes(rows, 7), Bytes(rows, 8)), Bytes(rows, 6));

    private static Guid Id(SqliteDataReader rows, int column) => new(Bytes(rows, column), bigEndian: true);

    // Of a text column too: the bytes as they are stored.
    internal static byte[] Bytes(SqliteDataReader rows, int column) => rows.GetFieldValue<byte[]>(column);

    private static List<StoredEvent> Read(SqliteCommand command) =>
        Read(command, PageBytes, Event, stored => stored.Facts.Length + stored.Metadata.Length + (stored.Text?.Json.Length ?? 0));
}
