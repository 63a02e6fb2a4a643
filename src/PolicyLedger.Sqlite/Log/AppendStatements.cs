using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// The writer's prepared statements. Inside one transaction, each append is checked in full before its first row is
/// written: one that conflicts leaves no trace, and those beside it in the group go on.
/// </summary>
internal sealed class AppendStatements : IDisposable
{
    private readonly SqliteCommand end, eventThere, stream, last, newStream, newEvent, newText, newCommand;
    private readonly OtherStatements others;
    private long next;

    public AppendStatements(SqliteConnection connection)
    {
        end = connection.Statement("SELECT coalesce(max(position) + 1, 0) FROM events");
        eventThere = connection.Statement("SELECT 1 FROM events WHERE id = $id", "$id");
        stream = connection.Statement("SELECT number FROM streams WHERE name = $name", "$name");
        last = connection.Statement("SELECT coalesce(max(revision), -1) FROM events WHERE stream = $stream", "$stream");
        newStream = connection.Statement("INSERT INTO streams (name) VALUES ($name) RETURNING number", "$name");

        // The cast keeps the bytes and makes them text: no detour through UTF-16.
        newEvent = connection.Statement(
            "INSERT INTO events VALUES ($position, $stream, $revision, $id, $type, CAST($facts AS TEXT), CAST($metadata AS TEXT))",
            "$position", "$stream", "$revision", "$id", "$type", "$facts", "$metadata");
        newText = connection.Statement("INSERT INTO texts VALUES ($position, $salt, CAST($json AS TEXT))", "$position", "$salt", "$json");
        newCommand = connection.Statement("INSERT INTO commands VALUES ($id, $position)", "$id", "$position");
        others = new(connection);
    }

    /// <summary>To be called first in each transaction: other processes may have written in between.</summary>
    public void Begin()
    {
        next = (long)end.ExecuteScalar()!;
        others.Begin();
    }

    /// <summary>Checks one append and writes it, or says why not.</summary>
    public AppendOutcome Append(IReadOnlyList<StreamAppend> appends)
    {
        if (Duplicate(appends) is { } duplicate)
            return duplicate;
        var streams = new Dictionary<string, (long? Number, long Revision)>();
        if (Conflict(appends, streams) is { } conflict)
            return conflict;

        var first = next;
        foreach (var append in appends.Where(append => append.Events.Count > 0))
        {
            var number = streams[append.Stream].Number ?? (long)newStream.With(append.Stream).ExecuteScalar()!;
            streams[append.Stream] = (number, 0);
            for (var i = 0; i < append.Events.Count; i++)
                Write(append.Events[i], number, append.ExpectedRevision + 1 + i);
        }

        var positions = new long[next - first];
        for (var i = 0; i < positions.Length; i++)
            positions[i] = first + i;
        return new AppendOutcome.Appended(first, positions);
    }

    /// <summary>The same for a stream that is no part of the ledger.</summary>
    public OtherOutcome AppendOther(string name, ExpectedRevision expected, IReadOnlyList<NewOtherEvent> events, DateTimeOffset created) =>
        others.Append(name, expected, events, created, next);

    public void Dispose()
    {
        others.Dispose();
        foreach (var statement in (SqliteCommand[])[end, eventThere, stream, last, newStream, newEvent, newText, newCommand])
            statement.Dispose();
    }

    // Ids before revisions: a retry of what was recorded is a duplicate, however stale its expected revision has become.
    private AppendOutcome.Duplicate? Duplicate(IReadOnlyList<StreamAppend> appends)
    {
        var ids = new HashSet<Guid>();
        foreach (var e in appends.SelectMany(append => append.Events))
        {
            if (!ids.Add(e.Id) || eventThere.With(Bytes(e.Id)).ExecuteScalar() is not null)
                return new(e.Id);
        }

        return null;
    }

    private AppendOutcome.Conflict? Conflict(IReadOnlyList<StreamAppend> appends, Dictionary<string, (long? Number, long Revision)> streams)
    {
        foreach (var append in appends)
        {
            if (!streams.TryGetValue(append.Stream, out var there))
            {
                var number = (long?)stream.With(append.Stream).ExecuteScalar();
                there = (number, number is { } known ? (long)last.With(known).ExecuteScalar()! : -1);
            }

            if (there.Revision != append.ExpectedRevision)
                return new(append.Stream, append.ExpectedRevision, there.Revision);
            streams[append.Stream] = (there.Number, there.Revision + append.Events.Count);
        }

        return null;
    }

    private void Write(NewEvent e, long number, long revision)
    {
        newEvent.With(next, number, revision, Bytes(e.Id), e.Type, Bytes(e.Facts), Bytes(e.Metadata)).ExecuteNonQuery();
        if (e.Text is { } text)
            newText.With(next, Bytes(text.Salt), Bytes(text.Json)).ExecuteNonQuery();
        newCommand.With(Bytes(e.CommandId), next).ExecuteNonQuery();
        next++;
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    // The driver binds arrays only; most memory is a whole one.
    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var part) && part.Offset == 0 && part.Count == part.Array!.Length ? part.Array : memory.ToArray();
}
