using Microsoft.Data.Sqlite;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Sqlite.Models;

/// <summary>The tables of one generation, as the applier writes and reads them: statements prepared once. To be used within a transaction.</summary>
internal sealed class GenerationTables : IDisposable
{
    private readonly SegmentColumns columns = new();
    private readonly SqliteCommand addSegment, endSegments, openRows, addVersion, revisions, addAsk, endAsks, addChange, addCheck, addBook, books, advance;

    public GenerationTables(SqliteConnection connection, long g)
    {
        addSegment = connection.Statement($"INSERT INTO segments_{g} ({string.Join(", ", SegmentColumns.Parameters.Select(name => name[1..]))}) VALUES ({string.Join(", ", SegmentColumns.Parameters)})", SegmentColumns.Parameters);
        endSegments = connection.Statement(
            $"UPDATE segments_{g} SET until_position = $position, until_known_at = $known WHERE jurisdiction = $j AND area = $a AND target = $t AND start_earliest = $start AND record = $record AND until_position IS NULL",
            "$position", "$known", "$j", "$a", "$t", "$start", "$record");
        openRows = connection.Statement(
            $"SELECT {SegmentColumns.All} FROM segments_{g} WHERE jurisdiction = $j AND area = $a AND target = $t AND start_earliest < $until AND end_latest > $from AND until_position IS NULL ORDER BY from_position, ordinal",
            "$j", "$a", "$t", "$until", "$from");
        addVersion = connection.Statement(
            $"INSERT INTO record_versions_{g} VALUES ($record, $version, $position, $revision, $known, $recorded, $event, $type, $entry, $recorder)",
            "$record", "$version", "$position", "$revision", "$known", "$recorded", "$event", "$type", "$entry", "$recorder");
        revisions = connection.Statement($"SELECT revision FROM record_versions_{g} WHERE record = $record ORDER BY version", "$record");
        string[] ask = ["$record", "$from_position", "$ordinal", "$issuer", "$recipient", "$class", "$unidentified", "$area", "$codebook_version", "$wanted", "$start_earliest", "$start_latest", "$end_earliest", "$end_latest", "$position", "$known_at", "$from_known_at"];
        addAsk = connection.Statement($"INSERT INTO asks_{g} VALUES ({string.Join(", ", ask)}, NULL, NULL)", ask);
        endAsks = connection.Statement(
            $"UPDATE asks_{g} SET until_position = $position, until_known_at = $known WHERE record = $record AND until_position IS NULL", "$position", "$known", "$record");
        string[] change = ["$position", "$ordinal", "$event", "$jurisdiction", "$area", "$target", "$basis", "$first", "$until", "$recoding"];
        addChange = connection.Statement($"INSERT INTO changes_{g} VALUES ({string.Join(", ", change)})", change);
        string[] check = ["$record", "$entry", "$source", "$on", "$finding", "$sha256", "$position", "$known"];
        addCheck = connection.Statement($"INSERT INTO source_checks_{g} VALUES ({string.Join(", ", check)})", check);
        addBook = connection.Statement(
            $"INSERT INTO codebook_versions_{g} VALUES ($position, $codebook, $version, $revision, CAST($facts AS TEXT))", "$position", "$codebook", "$version", "$revision", "$facts");
        books = connection.Statement(Books.Select(g));
        advance = connection.Statement(
            $"UPDATE generations SET checkpoint = $checkpoint, last_event_id = $event, last_recorded_at = $recorded, touched_at = $now WHERE id = {g} AND checkpoint = $before",
            "$checkpoint", "$event", "$recorded", "$now", "$before");
    }

    public void Add(SegmentRow row, int ordinal) => SegmentColumns.Bind(addSegment, row, ordinal).ExecuteNonQuery();

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

    public void Add(RecordVersionRow row) => addVersion.With(
        row.Record.Text, row.Version, row.Position, row.Revision, Spelling.Of(row.KnownAt), Spelling.Of(row.RecordedAt), row.EventId.ToString(), row.Type,
        row.Entry is { } entry ? entry.Number : DBNull.Value, row.Recorder).ExecuteNonQuery();

    public List<long> Revisions(RecordId record)
    {
        var found = new List<long>();
        using var rows = revisions.With(record.Text).ExecuteReader();
        while (rows.Read())
            found.Add(rows.GetInt64(0));
        return found;
    }

    public void Add(AskRow row, int ordinal) => addAsk.With(
        row.Record.Text, row.FromPosition, ordinal, row.Record.Jurisdiction.Code, (object?)row.Recipient?.Code ?? DBNull.Value, (object?)row.Class ?? DBNull.Value, row.Unidentified,
        (object?)row.Ask?.Area.Full ?? DBNull.Value, row.Ask is { } ask ? ask.CodebookVersion : DBNull.Value, row.Ask is { } asked ? Spelling.Of(asked.Wanted) : DBNull.Value,
        Spelling.Of(row.Start.Earliest), Spelling.Of(row.Start.Latest), Spelling.Of(row.End.Earliest), Spelling.Of(row.End.Latest),
        row.Position, Spelling.Of(row.KnownAt), Spelling.Of(row.FromKnownAt)).ExecuteNonQuery();

    public void EndAsks(RecordId record, RecordedEvent by) => endAsks.With(by.Position, Spelling.Of(by.KnownAt), record.Text).ExecuteNonQuery();

    public void Add(ChangeRow row, int ordinal) => addChange.With(
        row.Position, ordinal, row.EventId.ToString(), row.Jurisdiction.Code, row.Area.Full, row.Target?.Code ?? "", Spelling.Of(row.Basis),
        Spelling.Of(row.From), Spelling.Of(row.Until), row.Recoding).ExecuteNonQuery();

    public void Add(SourceCheckRow row) => addCheck.With(
        row.Record.Text, row.Entry.Number, row.Source, Spelling.Of(row.On), Spelling.Of(row.Finding), (object?)row.Sha256 ?? DBNull.Value, row.Position, Spelling.Of(row.KnownAt)).ExecuteNonQuery();

    public void AddBook(RecordedEvent e, string codebook, int version, ReadOnlyMemory<byte> facts) =>
        addBook.With(e.Position, codebook, version, e.Revision, facts.ToArray()).ExecuteNonQuery();

    public List<BookRow> ReadBooks() => Books.Read(books);

    /// <summary>Moves the checkpoint, if it is where it is expected.</summary>
    public bool Advance(long before, RecordedEvent last, DateTimeOffset lastRecordedAt, DateTimeOffset now) =>
        advance.With(last.Position, last.Id.ToString(), Spelling.Of(lastRecordedAt), Spelling.Of(now), before).ExecuteNonQuery() == 1;

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[addSegment, endSegments, openRows, addVersion, revisions, addAsk, endAsks, addChange, addCheck, addBook, books, advance])
            command.Dispose();
    }
}
