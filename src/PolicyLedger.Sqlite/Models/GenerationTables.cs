using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Sqlite.Models;

/// <summary>The tables of one generation, as the applier writes and reads them: statements prepared once. To be used within a transaction.</summary>
internal sealed class GenerationTables : IDisposable
{
    private readonly SegmentColumns columns = new();
    private readonly DirectStatement segments, versions, asks, changes, checks, books;
    private readonly SqliteCommand endSegments, openRows, revisions, endAsks, readBooks, advance;

    public GenerationTables(SqliteConnection connection, long g)
    {
        segments = DirectStatement.Insert(connection, $"segments_{g}", 29);
        versions = DirectStatement.Insert(connection, $"record_versions_{g}", 10);
        asks = DirectStatement.Insert(connection, $"asks_{g}", 19);
        changes = DirectStatement.Insert(connection, $"changes_{g}", 10);
        checks = DirectStatement.Insert(connection, $"source_checks_{g}", 8);
        books = DirectStatement.Insert(connection, $"codebook_versions_{g}", 5);
        endSegments = connection.Statement(
            $"UPDATE segments_{g} SET until_position = $position, until_known_at = $known WHERE jurisdiction = $j AND area = $a AND target = $t AND start_earliest = $start AND record = $record AND until_position IS NULL",
            "$position", "$known", "$j", "$a", "$t", "$start", "$record");
        openRows = connection.Statement(
            $"SELECT {SegmentColumns.All} FROM segments_{g} WHERE jurisdiction = $j AND area = $a AND target = $t AND start_earliest < $until AND end_latest > $from AND until_position IS NULL ORDER BY from_position, place",
            "$j", "$a", "$t", "$until", "$from");
        revisions = connection.Statement($"SELECT revision FROM record_versions_{g} WHERE record = $record ORDER BY version", "$record");
        endAsks = connection.Statement(
            $"UPDATE asks_{g} SET until_position = $position, until_known_at = $known WHERE issuer = $issuer AND record = $record AND until_position IS NULL", "$position", "$known", "$issuer", "$record");
        readBooks = connection.Statement(Books.Select(g));
        advance = connection.Statement(
            $"UPDATE generations SET checkpoint = $checkpoint, last_event_id = $event, last_recorded_at = $recorded, touched_at = $now WHERE id = {g} AND checkpoint = $before",
            "$checkpoint", "$event", "$recorded", "$now", "$before");
    }

    public void Add(SegmentRow row) => SegmentColumns.Give(segments, row).Run();

    /// <summary>Ends those rows without an end that a record has for one of its segments before the event.</summary>
    public void End(RecordId record, Segment before, RecordedEvent by) => endSegments.With(
        by.Position, Spelling.Of(by.KnownAt), record.Jurisdiction.Code, before.Area.Full, before.Target?.Code ?? "", Spelling.Of(before.Start.Earliest), record.Text).ExecuteNonQuery();

    public List<SegmentRow> OpenRows(Cell cell, DateOnly from, DateOnly until)
    {
        var found = new List<SegmentRow>();
        using var rows = openRows.With(cell.Jurisdiction.Code, cell.Area.Full, cell.Target?.Code ?? "", Spelling.Of(until), Spelling.Of(from)).ExecuteReader();
        while (rows.Read())
            found.Add(columns.Read(rows));
        return found;
    }

    public void Add(RecordVersionRow row) => versions
        .Number(row.Position).Text(row.Record.Text).Number(row.Version).Number(row.Revision).Instant(row.KnownAt).Instant(row.RecordedAt)
        .Id(row.EventId).Text(row.Type).NumberOrNull(row.Entry?.Number).Text(row.Recorder).Run();

    public List<long> Revisions(RecordId record)
    {
        var found = new List<long>();
        using var rows = revisions.With(record.Text).ExecuteReader();
        while (rows.Read())
            found.Add(rows.GetInt64(0));
        return found;
    }

    public void Add(AskRow row, int ordinal) => asks
        .Text(row.Record.Jurisdiction.Code).Text(row.Record.Text).Number(row.FromPosition).Number(ordinal)
        .TextOrNull(row.Recipient?.Code).TextOrNull(row.Class).Flag(row.Unidentified)
        .TextOrNull(row.Ask?.Area.Full).NumberOrNull(row.Ask?.CodebookVersion).TextOrNull(row.Ask is { } ask ? Spelling.Of(ask.Wanted) : null)
        .Day(row.Start.Earliest).Day(row.Start.Latest).Day(row.End.Earliest).Day(row.End.Latest)
        .Number(row.Position).Instant(row.KnownAt).Instant(row.FromKnownAt).Null().Null().Run();

    public void EndAsks(RecordId record, RecordedEvent by) => endAsks.With(by.Position, Spelling.Of(by.KnownAt), record.Jurisdiction.Code, record.Text).ExecuteNonQuery();

    public void Add(ChangeRow row, int ordinal) => changes
        .Number(row.Position).Number(ordinal).Id(row.EventId).Text(row.Jurisdiction.Code).Text(row.Area.Full).Text(row.Target?.Code ?? "").Text(Spelling.Of(row.Basis))
        .Day(row.From).Day(row.Until).Flag(row.Recoding).Run();

    public void Add(SourceCheckRow row) => checks
        .Text(row.Record.Text).Number(row.Entry.Number).Number(row.Source).Day(row.On).Text(Spelling.Of(row.Finding)).TextOrNull(row.Sha256).Number(row.Position).Instant(row.KnownAt).Run();

    public void AddBook(RecordedEvent e, string codebook, int version, ReadOnlyMemory<byte> facts) =>
        books.Number(e.Position).Text(codebook).Number(version).Number(e.Revision).Text(facts.Span).Run();

    public List<BookRow> ReadBooks() => Books.Read(readBooks);

    /// <summary>Moves the checkpoint, if it is where it is expected.</summary>
    public bool Advance(long before, RecordedEvent last, DateTimeOffset lastRecordedAt, DateTimeOffset now) =>
        advance.With(last.Position, last.Id.ToString(), Spelling.Of(lastRecordedAt), Spelling.Of(now), before).ExecuteNonQuery() == 1;

    public void Dispose()
    {
        foreach (var statement in (IDisposable[])[segments, versions, asks, changes, checks, books, endSegments, openRows, revisions, endAsks, readBooks, advance])
            statement.Dispose();
    }
}
