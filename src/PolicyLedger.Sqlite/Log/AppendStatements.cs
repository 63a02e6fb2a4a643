using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// The writer's prepared statements. Inside one transaction, each append is checked in full before its first row is
/// written: one that conflicts leaves no trace, and those beside it in the group go on.
/// </summary>
internal sealed class AppendStatements : IDisposable
{
    private readonly DirectStatement end, eventThere, stream, last, newStream, newEvent, newText, newCommand, eraseText;
    private readonly OtherStatements others;
    private readonly SqliteConnection connection;
    private long next;

    public AppendStatements(SqliteConnection connection)
    {
        this.connection = connection;
        end = new(connection, "SELECT coalesce(max(position) + 1, 0) FROM events", 0);
        eventThere = new(connection, "SELECT 1 FROM events WHERE id = ?", 1);
        stream = new(connection, "SELECT number FROM streams WHERE name = ?", 1);
        last = new(connection, "SELECT coalesce(max(revision), -1) FROM events WHERE stream = ?", 1);
        newStream = new(connection, "INSERT INTO streams (name) VALUES (?) RETURNING number", 1);
        newEvent = DirectStatement.Insert(connection, "events", 7);
        newText = DirectStatement.Insert(connection, "texts", 3);
        newCommand = DirectStatement.Insert(connection, "commands", 2);
        eraseText = new(connection, "DELETE FROM texts WHERE position = (SELECT position FROM events WHERE stream = ? AND revision = ?)", 2);
        others = new(connection);
    }

    /// <summary>To be called first in each transaction: other processes may have written in between.</summary>
    public void Begin()
    {
        next = end.RunForNumber()!.Value;
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
            var number = streams[append.Stream].Number ?? newStream.Text(append.Stream).RunForNumber()!.Value;
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

    /// <summary>Takes the texts of events away. Their pages are overwritten with zeros, in the file and where they lie free.</summary>
    public void EraseTexts(string name, IReadOnlyCollection<long> revisions)
    {
        if (revisions.Count == 0 || stream.Text(name).RunForNumber() is not { } number)
            return;
        connection.Run(ErasedBytes.Mark);
        foreach (var revision in revisions)
            eraseText.Number(number).Number(revision).Run();
    }

    public void Dispose()
    {
        others.Dispose();
        foreach (var statement in (DirectStatement[])[end, eventThere, stream, last, newStream, newEvent, newText, newCommand, eraseText])
            statement.Dispose();
    }

    // Ids before revisions: a retry of what was recorded is a duplicate, however stale its expected revision has become.
    private AppendOutcome.Duplicate? Duplicate(IReadOnlyList<StreamAppend> appends)
    {
        var ids = new HashSet<Guid>();
        foreach (var e in appends.SelectMany(append => append.Events))
        {
            if (!ids.Add(e.Id) || eventThere.IdBytes(e.Id).RunForNumber() is not null)
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
                var number = stream.Text(append.Stream).RunForNumber();
                there = (number, number is { } known ? last.Number(known).RunForNumber()!.Value : -1);
            }

            if (there.Revision != append.ExpectedRevision)
                return new(append.Stream, append.ExpectedRevision, there.Revision);
            streams[append.Stream] = (there.Number, there.Revision + append.Events.Count);
        }

        return null;
    }

    private void Write(NewEvent e, long number, long revision)
    {
        newEvent.Number(next).Number(number).Number(revision).IdBytes(e.Id).Text(e.Type).Text(e.Facts.Span).Text(e.Metadata.Span).Run();
        if (e.Text is { } text)
            newText.Number(next).Bytes(text.Salt.Span).Text(text.Json.Span).Run();
        newCommand.IdBytes(e.CommandId).Number(next).Run();
        next++;
    }
}
