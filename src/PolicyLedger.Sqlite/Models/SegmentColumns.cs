using Microsoft.Data.Sqlite;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Sqlite.Models;

/// <summary>Segments between rows and memory.</summary>
internal sealed class SegmentColumns
{
    /// <summary>What <see cref="Read"/> expects to be selected.</summary>
    public const string All =
        "jurisdiction, area, target, start_earliest, from_position, ordinal, basis, end_latest, until_position, until_known_at, from_known_at, layer, kind, level, category, days, direction, magnitude, codebook_version, start_latest, end_earliest, end_unknown, doubt_from, shadow, opened_by, closed_by, record, position, known_at";

    public static readonly string[] Parameters = [.. All.Split(", ").Where(name => !name.StartsWith("until", StringComparison.Ordinal)).Select(name => "$" + name)];

    private readonly Dictionary<string, AreaId> areas = [];

    /// <summary>Sets the parameters for a new row.</summary>
    public static SqliteCommand Bind(SqliteCommand command, SegmentRow row, int ordinal)
    {
        var s = row.Segment;
        var (kind, level, category, days, direction, magnitude) = ValueOf(s.Value?.Value);
        return command.With(
            row.Record.Jurisdiction.Code, s.Area.Full, s.Target?.Code ?? "", Spelling.Of(s.Start.Earliest), row.FromPosition, ordinal, Spelling.Of(s.Basis),
            Spelling.Of(s.End.Latest), Spelling.Of(row.FromKnownAt), s.Layer is { } layer ? Spelling.Of(layer) : DBNull.Value,
            kind, level, category, days, direction, magnitude, s.Value is { } value ? value.CodebookVersion : DBNull.Value,
            Spelling.Of(s.Start.Latest), Spelling.Of(s.End.Earliest), s.EndUnknown, Spelling.Of(s.DoubtFrom), s.Shadow, s.OpenedBy,
            s.ClosedBy is { } closed ? closed : DBNull.Value, row.Record.Text, row.Position, Spelling.Of(row.KnownAt));
    }

    public SegmentRow Read(SqliteDataReader row)
    {
        var text = row.GetString(1);
        if (!areas.TryGetValue(text, out var area))
            areas.Add(text, area = AreaId.Parse(text, "area").OrThrow());
        Layer? layer = row.IsDBNull(11) ? null : Spelling.Read<Layer>(row.GetString(11));
        var value = layer is null ? null : new AreaValue(area, row.GetInt32(18), ReadValue(row));
        var segment = new Segment(
            area, TargetOf(row.GetString(2)), Spelling.Read<Basis>(row.GetString(6)), layer, value,
            new(Spelling.Day(row.GetString(3)), Spelling.Day(row.GetString(19))), new(Spelling.Day(row.GetString(20)), Spelling.Day(row.GetString(7))),
            row.GetBoolean(21), Spelling.Day(row.GetString(22)), row.GetBoolean(23), row.GetInt64(24), row.IsDBNull(25) ? null : row.GetInt64(25));
        return new(
            segment, RecordId.Parse(row.GetString(26), "record").OrThrow(), row.GetInt64(27), Spelling.Instant(row.GetString(28)),
            row.GetInt64(4), Spelling.Instant(row.GetString(10)), row.IsDBNull(8) ? null : row.GetInt64(8), row.IsDBNull(9) ? null : Spelling.Instant(row.GetString(9)));
    }

    /// <summary>A target as the tables have it; empty for the general cell.</summary>
    public static Jurisdiction? TargetOf(string text) => text.Length == 0 ? null : Jurisdiction.ParseCode(text, "target").OrThrow();

    private static (object Kind, object Level, object Category, object Days, object Direction, object Magnitude) ValueOf(StanceValue? value)
    {
        object none = DBNull.Value;
        return value switch
        {
            StanceValue.Level level => ("level", level.Number, none, none, none, none),
            StanceValue.Category category => ("category", none, category.Code, category.Days is { } days ? days : none, none, none),
            StanceValue.Direction direction => ("direction", none, none, none, Spelling.Of(direction.Towards), direction.Magnitude is { } magnitude ? Spelling.Of(magnitude) : none),
            StanceValue.NoData => ("noData", none, none, none, none, none),
            _ => (none, none, none, none, none, none),
        };
    }

    private static StanceValue ReadValue(SqliteDataReader row) => row.GetString(12) switch
    {
        "level" => new StanceValue.Level(row.GetInt32(13)),
        "category" => new StanceValue.Category(row.GetString(14), row.IsDBNull(15) ? null : row.GetInt32(15)),
        "direction" => new StanceValue.Direction(Spelling.Read<Towards>(row.GetString(16)), row.IsDBNull(17) ? null : Spelling.Read<Magnitude>(row.GetString(17))),
        _ => new StanceValue.NoData(),
    };
}
