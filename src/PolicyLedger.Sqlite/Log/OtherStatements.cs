using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// The writer's part for streams that are no part of the ledger. Their tables are made with their first event, so that a
/// ledger that never had one has none; the ledger's own tables are not touched.
/// </summary>
internal sealed class OtherStatements : IDisposable
{
    // Without comments, so that the file's schema stays within its first page, which LedgerFile reads without a lock.
    // place: see Places. created: 100 ns since 1970, UTC. An id may stand in several streams.
    private const string Create = """
        CREATE TABLE other_streams (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE other_events (place INTEGER PRIMARY KEY, stream INTEGER NOT NULL REFERENCES other_streams (number), revision INTEGER NOT NULL,
        id BLOB NOT NULL, type TEXT NOT NULL, is_json INTEGER NOT NULL, data BLOB NOT NULL, metadata BLOB NOT NULL, created INTEGER NOT NULL, UNIQUE (stream, revision)) STRICT;
        CREATE INDEX other_ids ON other_events (stream, id);
        """;

    private readonly SqliteConnection connection;
    private readonly SqliteCommand exist, end, stream, last, newStream, newEvent, ofId, atRevision, placeOf;
    private bool there;

    public OtherStatements(SqliteConnection connection)
    {
        this.connection = connection;
        exist = connection.Statement("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'other_events'");
        end = connection.Statement("SELECT coalesce(max(place), 0) FROM other_events");
        stream = connection.Statement("SELECT number FROM other_streams WHERE name = $name", "$name");
        last = connection.Statement("SELECT coalesce(max(revision), -1) FROM other_events WHERE stream = $stream", "$stream");
        newStream = connection.Statement("INSERT INTO other_streams (name) VALUES ($name) RETURNING number", "$name");
        newEvent = connection.Statement(
            "INSERT INTO other_events VALUES ($place, $stream, $revision, $id, $type, $json, $data, $metadata, $created)",
            "$place", "$stream", "$revision", "$id", "$type", "$json", "$data", "$metadata", "$created");
        ofId = connection.Statement("SELECT revision FROM other_events WHERE stream = $stream AND id = $id ORDER BY revision DESC", "$stream", "$id");
        atRevision = connection.Statement("SELECT id FROM other_events WHERE stream = $stream AND revision = $revision", "$stream", "$revision");
        placeOf = connection.Statement("SELECT place FROM other_events WHERE stream = $stream AND revision = $revision", "$stream", "$revision");
    }

    /// <summary>To be called first in each transaction.</summary>
    public void Begin() => there = false;

    /// <summary>Checks one append and writes it, or says why not.</summary>
    /// <param name="name">The stream's name.</param>
    /// <param name="expected">Its last revision as the client takes it.</param>
    /// <param name="events">May be empty: then the revision alone is checked.</param>
    /// <param name="created">When.</param>
    /// <param name="ledgerEnd">How many events the ledger has, in this transaction.</param>
    public OtherOutcome Append(string name, ExpectedRevision expected, IReadOnlyList<NewOtherEvent> events, DateTimeOffset created, long ledgerEnd)
    {
        // Asked in each transaction, as the one that made them may have been rolled back.
        there = there || (long)exist.ExecuteScalar()! > 0;
        var number = there ? (long?)stream.With(name).ExecuteScalar() : null;
        var actual = number is { } known ? (long)last.With(known).ExecuteScalar()! : -1;
        if (number is { } own && FirstAppend(own, expected, actual, events) is { } before)
            return before;
        if (!expected.Holds(actual))
            return new OtherOutcome.Conflict(actual);
        if (events.Count == 0)
            return new OtherOutcome.Appended(actual, actual < 0 ? null : PlaceOf(number!.Value, actual));

        if (!there)
            connection.Run(Create);
        there = true;
        var place = Math.Max((long)end.ExecuteScalar()!, Places.After(ledgerEnd));
        if (place + events.Count > Places.After(ledgerEnd) + Places.Between)
            return new OtherOutcome.Full();
        var target = number ?? (long)newStream.With(name).ExecuteScalar()!;
        foreach (var e in events)
        {
            newEvent.With(
                ++place, target, ++actual, e.Id.ToByteArray(bigEndian: true), e.Type, e.IsJson ? 1 : 0,
                Bytes(e.Data), Bytes(e.Metadata), (created - DateTimeOffset.UnixEpoch).Ticks).ExecuteNonQuery();
        }

        return new OtherOutcome.Appended(actual, place);
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteCommand[])[exist, end, stream, last, newStream, newEvent, ofId, atRevision, placeOf])
            statement.Dispose();
    }

    /// <summary>The first result of an append that is sent again: its events stand where they would have been written, or, where no revision is named, somewhere one behind the other.</summary>
    private OtherOutcome? FirstAppend(long number, ExpectedRevision expected, long actual, IReadOnlyList<NewOtherEvent> events)
    {
        if (events.Count == 0)
            return null;
        var starts = expected.Exact is not { } exact ? WithId(number, events[0].Id) : exact < actual ? [exact + 1] : [];
        foreach (var start in starts)
        {
            if (events.Select((e, i) => Holds(number, start + i, e.Id)).All(same => same))
                return new OtherOutcome.Appended(start + events.Count - 1, PlaceOf(number, start + events.Count - 1));
        }

        return starts.Count > 0 ? new OtherOutcome.Conflict(actual) : null;
    }

    private List<long> WithId(long number, Guid id)
    {
        var found = new List<long>();
        using var rows = ofId.With(number, id.ToByteArray(bigEndian: true)).ExecuteReader();
        while (rows.Read())
            found.Add(rows.GetInt64(0));
        return found;
    }

    private bool Holds(long number, long revision, Guid id) =>
        atRevision.With(number, revision).ExecuteScalar() is byte[] there && new Guid(there, bigEndian: true) == id;

    private long PlaceOf(long number, long revision) => (long)placeOf.With(number, revision).ExecuteScalar()!;

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var part) && part.Offset == 0 && part.Count == part.Array!.Length ? part.Array : memory.ToArray();
}
