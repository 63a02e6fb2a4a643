using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// A reading connection's part for all events of the file, in the order of their places. Each call is one read
/// transaction over the ledger's tables and the others', so that both are seen as of the same commit.
/// </summary>
internal sealed class WholeReader : IDisposable
{
    private const string Columns =
        "SELECT e.place, s.name, e.revision, e.id, e.type, e.is_json, e.data, e.metadata, e.created FROM other_events e JOIN other_streams s ON s.number = e.stream";

    private readonly SqliteConnection connection;
    private readonly LogReader ledger;
    private readonly SqliteCommand exist, first, last, all, allBack, revision, stream, streamBack;
    private bool there;

    public WholeReader(SqliteConnection connection, LogReader ledger)
    {
        (this.connection, this.ledger) = (connection, ledger);
        exist = connection.Statement("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'other_events'");
        first = connection.Statement("SELECT min(place) FROM other_events");
        last = connection.Statement("SELECT max(place) FROM other_events");
        all = connection.Statement($"{Columns} WHERE e.place >= $from ORDER BY e.place LIMIT $count", "$from", "$count");
        allBack = connection.Statement($"{Columns} WHERE e.place <= $from ORDER BY e.place DESC LIMIT $count", "$from", "$count");
        const string Named = "e.stream = (SELECT number FROM other_streams WHERE name = $name)";
        revision = connection.Statement($"SELECT coalesce(max(e.revision), -1) FROM other_events e WHERE {Named}", "$name");
        stream = connection.Statement($"{Columns} WHERE {Named} AND e.revision >= $from ORDER BY e.revision LIMIT $count", "$name", "$from", "$count");
        streamBack = connection.Statement($"{Columns} WHERE {Named} AND e.revision <= $from ORDER BY e.revision DESC LIMIT $count", "$name", "$from", "$count");
    }

    /// <summary>The place of the last event; 0 where there is none.</summary>
    public long End() => Snapshot(() => Math.Max(ledger.End() is > 0 and var end ? Places.OfPosition(end - 1) : 0, There() ? Number(last) ?? 0 : 0));

    /// <summary>Events from a place (inclusive) on; empty at the end only.</summary>
    public List<PlacedEvent> Page(long from, int count) => Snapshot(() =>
    {
        var end = ledger.End();
        var position = Places.FirstPositionFrom(from);
        var own = Gapless(position < end ? ledger.Page(position, end, count) : [], position, 1, e => e.Position);
        var others = There() ? Read(all.With(from, count)) : [];
        var ownHorizon = own.Count > 0 && own[^1].Position < end - 1 ? Places.OfPosition(own[^1].Position) : long.MaxValue;
        var otherHorizon = others.Count > 0 && others[^1].Place < Number(last) ? others[^1].Place : long.MaxValue;
        return Placed(own, others).Where(e => e.Place <= Math.Min(ownHorizon, otherHorizon)).OrderBy(e => e.Place).ToList();
    });

    /// <summary>Events from a place (inclusive) down; empty at the beginning only.</summary>
    public List<PlacedEvent> PageBack(long from, int count) => Snapshot(() =>
    {
        var position = Math.Min(Places.LastPositionUntil(from), ledger.End() - 1);
        var own = Gapless(ledger.PageBack(position, count), position, -1, e => e.Position);
        var others = There() ? Read(allBack.With(from, count)) : [];
        var ownHorizon = own.Count > 0 && own[^1].Position > 0 ? Places.OfPosition(own[^1].Position) : 0;
        var otherHorizon = others.Count > 0 && others[^1].Place > Number(first) ? others[^1].Place : 0;
        return Placed(own, others).Where(e => e.Place >= Math.Max(ownHorizon, otherHorizon)).OrderByDescending(e => e.Place).ToList();
    });

    /// <summary>Events of a stream from a revision (inclusive) on or down, and the revision of its last (-1: there is no such stream).</summary>
    public StreamPage Stream(string name, long from, bool back, int count) => Snapshot(() =>
    {
        var own = ledger.Revision(name);
        var end = own >= 0 || !There() ? own : (long)revision.With(name).ExecuteScalar()!;
        var start = back ? Math.Min(from, end) : from;
        List<PlacedEvent> page =
            start < 0 || start > end ? []
            : own >= 0 ? Placed(back ? ledger.StreamPageBack(name, start, count) : ledger.StreamPage(name, start, own, count), []).ToList()
            : Placed([], Read((back ? streamBack : stream).With(name, start, count))).ToList();
        return new StreamPage(end, Gapless(page, start, back ? -1 : 1, e => e.Revision));
    });

    public void Dispose()
    {
        foreach (var statement in (SqliteCommand[])[exist, first, last, all, allBack, revision, stream, streamBack])
            statement.Dispose();
    }

    private static IEnumerable<PlacedEvent> Placed(IEnumerable<StoredEvent> own, IEnumerable<OtherEvent> others) =>
        own.Select(e => new PlacedEvent(Places.OfPosition(e.Position), e, null)).Concat(others.Select(e => new PlacedEvent(e.Place, null, e)));

    private static long? Number(SqliteCommand command) => command.ExecuteScalar() as long?;

    private static List<OtherEvent> Read(SqliteCommand command) => LogReader.Read(
        command, LogReader.PageBytes,
        rows => new OtherEvent(
            rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2), new Guid(LogReader.Bytes(rows, 3), bigEndian: true), rows.GetString(4), rows.GetInt64(5) != 0,
            LogReader.Bytes(rows, 6), LogReader.Bytes(rows, 7), DateTimeOffset.UnixEpoch.AddTicks(rows.GetInt64(8))),
        e => e.Data.Length + e.Metadata.Length);

    // Rows that are gone must not pass for events that never were.
    private List<T> Gapless<T>(List<T> page, long first, int step, Func<T, long> number)
    {
        for (var i = 0; i < page.Count; i++)
        {
            if (number(page[i]) != first + (i * step))
                throw SqliteFaults.Damaged(connection.DataSource, $"events are missing at number {first + (i * step)}");
        }

        return page;
    }

    // Once made, the tables stay.
    private bool There() => there = there || (long)exist.ExecuteScalar()! > 0;

    private T Snapshot<T>(Func<T> read)
    {
        connection.Run("BEGIN");
        try
        {
            return read();
        }
        finally
        {
            connection.TryRun("COMMIT");
        }
    }
}

/// <summary>Part of a stream.</summary>
/// <param name="Last">The revision of the stream's last event; -1 where there is no such stream.</param>
/// <param name="Events">In the order of the reading; empty where there are no more.</param>
public sealed record StreamPage(long Last, IReadOnlyList<PlacedEvent> Events);
