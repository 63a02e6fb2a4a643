using EventStore.Client;
using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Sqlite;
using SQLitePCL;

namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>
/// Which of the server's events has which position in the ledger: a SQLite file that several processes may share, and that
/// holds nothing that <c>$all</c> does not say. Events are added in order, and only to the end that the adder has seen.
/// </summary>
internal sealed class OrdinalIndex : IDisposable
{
    private readonly SqliteFile file;
    private readonly BusyRetry busy;
    private readonly Lock gate = new();
    private readonly SqliteConnection connection;
    private readonly SqliteCommand end, last, seen, at, byId, byCommand, revision, page, erasures, newStream, newEvent, look;

    public OrdinalIndex(string path, TimeSpan busyBudget)
    {
        (file, busy) = (new(path, busyBudget), new(busyBudget));
        connection = IndexFile.Open(file);
        end = connection.Statement("SELECT coalesce(max(ordinal) + 1, 0) FROM events");
        last = connection.Statement($"{IndexedEvent.Columns} ORDER BY e.ordinal DESC LIMIT 1");
        seen = connection.Statement("SELECT (SELECT coalesce(max(ordinal) + 1, 0) FROM events), l.commit_position, l.prepare_position FROM (SELECT 1) LEFT JOIN looked l");
        at = connection.Statement($"{IndexedEvent.Columns} WHERE e.ordinal = $ordinal", "$ordinal");
        byId = connection.Statement($"{IndexedEvent.Columns} WHERE e.id = $id", "$id");
        byCommand = connection.Statement($"{IndexedEvent.Columns} WHERE e.command = $command ORDER BY e.ordinal", "$command");
        revision = connection.Statement(
            "SELECT coalesce(max(revision), -1) FROM events WHERE stream = (SELECT number FROM streams WHERE name = $name)", "$name");
        page = connection.Statement(
            $"{IndexedEvent.Columns} WHERE e.stream = (SELECT number FROM streams WHERE name = $name) AND e.revision >= $from ORDER BY e.revision LIMIT $count", "$name", "$from", "$count");
        erasures = connection.Statement("SELECT count(*) FROM events WHERE erases = $record", "$record");
        newStream = connection.Statement("INSERT INTO streams (name) VALUES ($name) ON CONFLICT DO NOTHING", "$name");
        newEvent = connection.Statement(
            "INSERT INTO events SELECT $ordinal, $commit, $prepare, number, $revision, $id, $command, $erases, $digest FROM streams WHERE name = $name",
            "$ordinal", "$commit", "$prepare", "$name", "$revision", "$id", "$command", "$erases", "$digest");
        look = connection.Statement("INSERT OR REPLACE INTO looked VALUES (1, $commit, $prepare)", "$commit", "$prepare");
    }

    public string Path => file.Path;

    /// <summary>The number of events noted.</summary>
    public long End() => Read(() => (long)end.ExecuteScalar()!);

    /// <summary>The number of events noted, and how far <c>$all</c> has been looked through for them.</summary>
    public Seen Seen() => Read(() =>
    {
        using var rows = seen.ExecuteReader();
        rows.Read();
        return new Seen(rows.GetInt64(0), rows.IsDBNull(1) ? null : new Position((ulong)rows.GetInt64(1), (ulong)rows.GetInt64(2)));
    });

    public IndexedEvent? Last() => Read(() => One(last));

    public IndexedEvent? At(long ordinal) => Read(() => One(at.With(ordinal)));

    public IndexedEvent? Find(Guid id) => Read(() => One(byId.With(Bytes(id))));

    /// <summary>What is noted under each id, null where nothing is, all as of one moment.</summary>
    public List<IndexedEvent?> Find(IEnumerable<Guid> ids) => Read(() =>
    {
        connection.Run("BEGIN");
        try
        {
            return ids.Select(id => One(byId.With(Bytes(id)))).ToList();
        }
        finally
        {
            connection.Run("COMMIT");
        }
    });

    public List<IndexedEvent> OfCommand(Guid id) => Read(() => IndexedEvent.Read(byCommand.With(Bytes(id))));

    /// <summary>The revision of a stream's last event noted; -1 where there is none.</summary>
    public long Revision(string stream) => Read(() => (long)revision.With(stream).ExecuteScalar()!);

    /// <summary>A stream's events from a revision on, at most so many.</summary>
    public List<IndexedEvent> Page(string stream, long from, int count) => Read(() => IndexedEvent.Read(page.With(stream, from, count)));

    /// <summary>How often the text of a record was erased.</summary>
    public int Erasures(string record) => Read(() => (int)(long)erasures.With(record).ExecuteScalar()!);

    /// <summary>
    /// Notes events that follow on the end, and how far <c>$all</c> has been looked through. False, and nothing is noted,
    /// where another process has moved the end meanwhile.
    /// </summary>
    /// <exception cref="StoreException">The events are not a ledger's: an id twice, or a gap in a stream.</exception>
    public bool Add(long expectedEnd, IReadOnlyList<IndexedEvent> events, Position upTo) => Write(() =>
    {
        if ((long)end.ExecuteScalar()! != expectedEnd)
            return false;
        foreach (var e in events)
            Add(e);
        look.With((long)upTo.CommitPosition, (long)upTo.PreparePosition).ExecuteNonQuery();
        return true;
    });

    /// <summary>Forgets everything, if the last event noted is still the one that was found not to be the server's.</summary>
    public void Clear(Guid? lastSeen) => Write(() =>
    {
        if (One(last)?.Id != lastSeen)
            return false;
        connection.Run("DELETE FROM events; DELETE FROM streams; DELETE FROM looked");
        return true;
    });

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var statement in (SqliteCommand[])[end, last, seen, at, byId, byCommand, revision, page, erasures, newStream, newEvent, look])
                statement.Dispose();
            connection.Dispose();
        }
    }

    private void Add(IndexedEvent e)
    {
        var before = (long)revision.With(e.Stream).ExecuteScalar()!;
        if (e.Revision != before + 1)
            throw new NotALedgerException($"{e.Stream} has revision {e.Revision} where {before + 1} comes next: events were deleted, or their stream truncated");
        if (One(byId.With(Bytes(e.Id))) is { } same)
            throw new NotALedgerException($"event {e.Id} is there twice, in {same.Stream} at revision {same.Revision} and in {e.Stream} at revision {e.Revision}: somebody wrote past the ledger's own checks");
        newStream.With(e.Stream).ExecuteNonQuery();
        newEvent.With(
            e.Ordinal, (long)e.At.CommitPosition, (long)e.At.PreparePosition, e.Stream, e.Revision, Bytes(e.Id),
            e.Command is { } command ? Bytes(command) : DBNull.Value, (object?)e.Erases ?? DBNull.Value, e.Digest.ToArray()).ExecuteNonQuery();
    }

    private T Read<T>(Func<T> read)
    {
        lock (gate)
        {
            try
            {
                return read();
            }
            catch (SqliteException e)
            {
                throw file.Fault(e);
            }
        }
    }

    private bool Write(Func<bool> write)
    {
        lock (gate)
        {
            Require(busy.Run(() => connection.TryRun("BEGIN IMMEDIATE")));
            try
            {
                var done = write();
                Require(connection.TryRun(done ? "COMMIT" : "ROLLBACK"));
                return done;
            }
            catch (SqliteException e)
            {
                throw file.Fault(e);
            }
            finally
            {
                if (raw.sqlite3_get_autocommit(connection.Handle!) == 0)
                    connection.TryRun("ROLLBACK");
            }
        }
    }

    private void Require(int code)
    {
        if (code != raw.SQLITE_OK)
            throw SqliteFaults.Explain(file.Path, code);
    }

    private static IndexedEvent? One(SqliteCommand command) => IndexedEvent.Read(command) is [var one, ..] ? one : null;

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}
