using Microsoft.Data.Sqlite;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// What queries read, each call within one short transaction. Long answers come in pages, which together are one snapshot:
/// a row visible at a position that was applied before the first page stays as it is, in this generation and in any later one.
/// </summary>
internal static class Queries
{
    public const int PageSize = 1000;

    private const string Visible = "from_position <= $at AND from_known_at <= $known AND (until_position IS NULL OR until_position > $at OR until_known_at > $known)";
    private const string AskColumns =
        "record, recipient, class, unidentified, area, codebook_version, wanted, start_earliest, start_latest, end_earliest, end_latest, position, known_at, from_position, from_known_at, until_position, until_known_at";
    private const string ThisCell = "jurisdiction = $j AND area = $a AND target = $t";
    private const string VersionColumns = "version, position, revision, known_at, recorded_at, event_id, type, entry, recorder";
    private const string Key = "area, target, start_earliest, from_position, place";

    /// <summary>The jurisdictions that have segments, in order.</summary>
    public static List<string> Jurisdictions(ModelReader reader)
    {
        // Steps from one to the next through the table's own order: as many seeks as there are jurisdictions.
        var command = reader.Prepared("jurisdictions", 0, g => ($"""
            WITH RECURSIVE next (code) AS (
              SELECT min(jurisdiction) FROM segments_{g}
              UNION ALL SELECT (SELECT min(jurisdiction) FROM segments_{g} WHERE jurisdiction > code) FROM next WHERE code IS NOT NULL)
            SELECT code FROM next WHERE code IS NOT NULL
            """, []));
        return Read(command, row => row.GetString(0));
    }

    /// <summary>A page of a jurisdiction's segments.</summary>
    public static SegmentPage Segments(ModelReader reader, string jurisdiction, SegmentFilter filter, long at, object[]? after)
    {
        var shape = (filter.Area is null ? 0 : 1) | (filter.Targets.All ? 0 : 2) | (filter.Basis is null ? 0 : 4) | (after is null ? 0 : 8);
        var command = reader.Prepared("segments", shape, g => SegmentsSql(g, shape));
        var values = new List<object> { jurisdiction, Spelling.Of(filter.From), Spelling.Of(filter.Until), at, Spelling.Of(filter.KnownAt) };
        if (filter.Area is { } area)
            values.Add(area.Full);
        if (!filter.Targets.All)
            values.Add(filter.Targets.One?.Code ?? "");
        if (filter.Basis is { } basis)
            values.Add(Spelling.Of(basis));
        values.AddRange(after ?? []);

        var found = new List<SegmentRow>();
        using var rows = command.With(values.ToArray()).ExecuteReader();
        object[]? last = null;
        while (rows.Read())
        {
            found.Add(reader.Segments.Read(rows));
            if (found.Count == PageSize)
                last = [rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt64(4), rows.GetInt64(5)];
        }

        return new(found, last);
    }

    /// <summary>Every segment of a cell, superseded ones too.</summary>
    public static List<SegmentRow> Contents(ModelReader reader, Cell cell)
    {
        var command = reader.Prepared("contents", 0, g => ($"SELECT {SegmentColumns.All} FROM segments_{g} WHERE {ThisCell}", ["$j", "$a", "$t"]));
        var found = new List<SegmentRow>();
        using var rows = command.With(cell.Jurisdiction.Code, cell.Area.Full, cell.Target?.Code ?? "").ExecuteReader();
        while (rows.Read())
            found.Add(reader.Segments.Read(rows));
        return found;
    }

    /// <summary>The events of every record that has a segment in a cell and more events than its opening.</summary>
    public static List<RecordVersionRow> VersionsIn(ModelReader reader, Cell cell)
    {
        var command = reader.Prepared("versions in", 0, g => (
            $"SELECT record, {VersionColumns} FROM record_versions_{g} WHERE record IN (SELECT record FROM record_versions_{g} WHERE version = 1 AND record IN (SELECT record FROM segments_{g} WHERE {ThisCell})) ORDER BY record, version",
            ["$j", "$a", "$t"]));
        return Read(command.With(cell.Jurisdiction.Code, cell.Area.Full, cell.Target?.Code ?? ""), row => Version(row, RecordId.Parse(row.GetString(0), "record").OrThrow(), 1));
    }

    /// <summary>A jurisdiction's cells that have a visible row, in order.</summary>
    public static List<Cell> Cells(ModelReader reader, string jurisdiction, AreaId? area, long at, DateTimeOffset knownAt)
    {
        var found = new List<Cell>();
        var (there, first) = ((Area: area?.Full ?? "", Target: ""), true);
        while (NextCell(reader, jurisdiction, area is not null, there, first) is { } next)
        {
            (there, first) = (next, false);
            if (AnyVisible(reader, jurisdiction, next.Area, next.Target, false, at, knownAt))
                found.Add(new(Jurisdiction.ParseCode(jurisdiction, "jurisdiction").OrThrow(), AreaId.Parse(next.Area, "area").OrThrow(), SegmentColumns.TargetOf(next.Target)));
        }

        return found;
    }

    /// <summary>Whether a cell, or the general one beside it, has a visible row.</summary>
    public static bool AnyVisible(ModelReader reader, string jurisdiction, string area, string target, bool orGeneral, long at, DateTimeOffset knownAt) =>
        reader.Prepared("any", orGeneral ? 1 : 0, g => (
            $"SELECT 1 FROM segments_{g} WHERE jurisdiction = $j AND area = $a AND target IN ($t{(orGeneral ? ", ''" : "")}) AND {Visible} LIMIT 1",
            ["$j", "$a", "$t", "$at", "$known"])).With(jurisdiction, area, target, at, Spelling.Of(knownAt)).ExecuteScalar() is not null;

    /// <summary>A page of records' openings in order of their ids, behind one.</summary>
    public static List<RecordVersionRow> Records(ModelReader reader, Jurisdiction? jurisdiction, string? after, long at, DateTimeOffset knownAt)
    {
        // A jurisdiction's ids begin with its code and a hyphen, behind which a dot comes next.
        var (first, end) = jurisdiction is null ? ("", "~") : ($"{jurisdiction.Code}-", $"{jurisdiction.Code}.");
        var command = reader.Prepared("records", 0, g => (
            $"SELECT record, {VersionColumns} FROM record_versions_{g} WHERE record > $after AND record < $end AND version = 0 AND position <= $at AND known_at <= $known ORDER BY record LIMIT {PageSize}",
            ["$after", "$end", "$at", "$known"]));
        return Read(
            command.With(after is not null && string.CompareOrdinal(after, first) > 0 ? after : first, end, at, Spelling.Of(knownAt)),
            row => Version(row, RecordId.Parse(row.GetString(0), "record").OrThrow(), 1));
    }

    public static List<RecordVersionRow> Versions(ModelReader reader, RecordId record, long at)
    {
        var command = reader.Prepared("versions", 0, g => (
            $"SELECT {VersionColumns} FROM record_versions_{g} WHERE record = $record AND position <= $at ORDER BY version", ["$record", "$at"]));
        return Read(command.With(record.Text, at), row => Version(row, record, 0));
    }

    public static List<AskRow> Asks(ModelReader reader, Jurisdiction? issuer, Jurisdiction? recipient, long at, DateTimeOffset knownAt)
    {
        var shape = (issuer is null ? 0 : 1) | (recipient is null ? 0 : 2);
        var command = reader.Prepared("asks", shape, g => (
            $"SELECT {AskColumns} FROM asks_{g} WHERE {Visible}{(issuer is null ? "" : " AND issuer = $issuer")}{(recipient is null ? "" : " AND (recipient IS NULL OR recipient = $recipient)")} ORDER BY from_position, ordinal",
            ["$at", "$known", .. issuer is null ? (string[])[] : ["$issuer"], .. recipient is null ? (string[])[] : ["$recipient"]]));
        object[] values = [at, Spelling.Of(knownAt), .. issuer is null ? (object[])[] : [issuer.Code], .. recipient is null ? (object[])[] : [recipient.Code]];
        return Read(command.With(values), Ask);
    }

    /// <summary>Every row of an issuer's asks, superseded ones too, in the same order.</summary>
    public static List<AskRow> AskRows(ModelReader reader, Jurisdiction issuer) => Read(
        reader.Prepared("ask rows", 0, g => ($"SELECT {AskColumns} FROM asks_{g} WHERE issuer = $issuer ORDER BY from_position, ordinal", ["$issuer"])).With(issuer.Code), Ask);

    /// <summary>A page of the change feed behind a position and a number within it, with that of its last row.</summary>
    public static List<(ChangeRow Row, long Ordinal)> Changes(ModelReader reader, long position, long ordinal, long until)
    {
        var command = reader.Prepared("changes", 0, g => (
            $"SELECT position, ordinal, event_id, jurisdiction, area, target, basis, first_day, until_day, recoding FROM changes_{g} WHERE (position, ordinal) > ($position, $ordinal) AND position <= $until ORDER BY position, ordinal LIMIT {PageSize}",
            ["$position", "$ordinal", "$until"]));
        return Read(command.With(position, ordinal, until), row => (new ChangeRow(
            row.GetInt64(0), Guid.Parse(row.GetString(2)), Jurisdiction.ParseCode(row.GetString(3), "jurisdiction").OrThrow(), AreaId.Parse(row.GetString(4), "area").OrThrow(),
            SegmentColumns.TargetOf(row.GetString(5)), Spelling.Read<Basis>(row.GetString(6)), Spelling.Day(row.GetString(7)), Spelling.Day(row.GetString(8)), row.GetBoolean(9)), row.GetInt64(1)));
    }

    /// <summary>The position of the codebook event applied last; -1 for none.</summary>
    public static long LastBook(ModelReader reader) =>
        (long)reader.Prepared("last book", 0, g => ($"SELECT coalesce(max(position), -1) FROM codebook_versions_{g}", [])).ExecuteScalar()!;

    public static List<BookRow> Books(ModelReader reader) => Models.Books.Read(reader.Prepared("books", 0, g => (Models.Books.Select(g), [])));

    private static AskRow Ask(SqliteDataReader row) => new(
        RecordId.Parse(row.GetString(0), "record").OrThrow(), row.IsDBNull(1) ? null : SegmentColumns.TargetOf(row.GetString(1)), row.IsDBNull(2) ? null : row.GetString(2), row.GetBoolean(3),
        row.IsDBNull(4) ? null : new Ask(AreaId.Parse(row.GetString(4), "area").OrThrow(), row.GetInt32(5), Spelling.Read<Towards>(row.GetString(6))),
        new(Spelling.Day(row.GetString(7)), Spelling.Day(row.GetString(8))), new(Spelling.Day(row.GetString(9)), Spelling.Day(row.GetString(10))),
        row.GetInt64(11), Spelling.Instant(row.GetString(12)), row.GetInt64(13), Spelling.Instant(row.GetString(14)),
        row.IsDBNull(15) ? null : row.GetInt64(15), row.IsDBNull(16) ? null : Spelling.Instant(row.GetString(16)));

    private static RecordVersionRow Version(SqliteDataReader row, RecordId record, int from) => new(
        record, row.GetInt32(from), row.GetInt64(from + 1), row.GetInt64(from + 2), Spelling.Instant(row.GetString(from + 3)), Spelling.Instant(row.GetString(from + 4)),
        Guid.Parse(row.GetString(from + 5)), row.GetString(from + 6), row.IsDBNull(from + 7) ? null : new(record, row.GetInt32(from + 7)), row.GetString(from + 8));

    private static (string Area, string Target)? NextCell(ModelReader reader, string jurisdiction, bool oneArea, (string Area, string Target) after, bool first)
    {
        var command = reader.Prepared("cells", (oneArea ? 1 : 0) | (first ? 2 : 0), g => (
            $"SELECT area, target FROM segments_{g} WHERE jurisdiction = $j AND {(oneArea ? $"area = $a AND target {(first ? ">=" : ">")} $t" : "(area, target) > ($a, $t)")} ORDER BY area, target LIMIT 1",
            ["$j", "$a", "$t"]));
        using var rows = command.With(jurisdiction, after.Area, after.Target).ExecuteReader();
        return rows.Read() ? (rows.GetString(0), rows.GetString(1)) : null;
    }

    private static (string Sql, string[] Parameters) SegmentsSql(long g, int shape)
    {
        var sql = $"SELECT {SegmentColumns.All} FROM segments_{g} WHERE jurisdiction = $j AND start_earliest < $until AND end_latest > $from AND {Visible}";
        List<string> parameters = ["$j", "$from", "$until", "$at", "$known"];
        void And(bool wanted, string condition, params string[] names)
        {
            if (!wanted)
                return;
            sql += " AND " + condition;
            parameters.AddRange(names);
        }

        And((shape & 1) != 0, "area = $a", "$a");
        And((shape & 2) != 0, "target IN ('', $t)", "$t");
        And((shape & 4) != 0, "basis = $basis", "$basis");
        And((shape & 8) != 0, $"({Key}) > ($k1, $k2, $k3, $k4, $k5)", "$k1", "$k2", "$k3", "$k4", "$k5");
        return ($"{sql} ORDER BY {Key} LIMIT {PageSize}", [.. parameters]);
    }

    private static List<T> Read<T>(SqliteCommand command, Func<SqliteDataReader, T> read)
    {
        var found = new List<T>();
        using var rows = command.ExecuteReader();
        while (rows.Read())
            found.Add(read(rows));
        return found;
    }
}

/// <param name="Rows">In the table's order.</param>
/// <param name="Last">The key of the last row where there may be more.</param>
internal sealed record SegmentPage(List<SegmentRow> Rows, object[]? Last);
