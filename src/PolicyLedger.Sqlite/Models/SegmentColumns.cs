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
        "jurisdiction, area, target, start_earliest, from_position, place, basis, end_latest, until_position, until_known_at, from_known_at, layer, kind, level, category, days, direction, magnitude, codebook_version, start_latest, end_earliest, end_unknown, doubt_from, shadow, opened_by, closed_by, record, position, known_at";

    private readonly Dictionary<string, AreaId> areas = [];

    /// <summary>Gives a new row's columns, in the order of <see cref="All"/>.</summary>
    public static DirectStatement Give(DirectStatement to, SegmentRow row)
    {
        var s = row.Segment;
        to.Text(row.Record.Jurisdiction.Code).Text(s.Area.Full).Text(s.Target?.Code ?? "").Day(s.Start.Earliest).Number(row.FromPosition).Number(s.Place)
            .Text(Spelling.Of(s.Basis)).Day(s.End.Latest).Null().Null().Instant(row.FromKnownAt).TextOrNull(s.Layer is { } layer ? Spelling.Of(layer) : null);
        return Give(to, s.Value?.Value)
            .NumberOrNull(s.Value?.CodebookVersion).Day(s.Start.Latest).Day(s.End.Earliest).Flag(s.EndUnknown).Day(s.DoubtFrom).Flag(s.Shadow)
            .Number(s.OpenedBy).NumberOrNull(s.ClosedBy).Text(row.Record.Text).Number(row.Position).Instant(row.KnownAt);
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
            row.GetBoolean(21), Spelling.Day(row.GetString(22)), row.GetBoolean(23), row.GetInt64(24), row.IsDBNull(25) ? null : row.GetInt64(25), row.GetInt32(5));
        return new(
            segment, RecordId.Parse(row.GetString(26), "record").OrThrow(), row.GetInt64(27), Spelling.Instant(row.GetString(28)),
            row.GetInt64(4), Spelling.Instant(row.GetString(10)), row.IsDBNull(8) ? null : row.GetInt64(8), row.IsDBNull(9) ? null : Spelling.Instant(row.GetString(9)));
    }

    /// <summary>A target as the tables have it; empty for the general cell.</summary>
    public static Jurisdiction? TargetOf(string text) => text.Length == 0 ? null : Jurisdiction.ParseCode(text, "target").OrThrow();

    // Kind, level, category, days, direction, magnitude.
    private static DirectStatement Give(DirectStatement to, StanceValue? value) => value switch
    {
        StanceValue.Level level => to.Text("level"u8).Number(level.Number).Null().Null().Null().Null(),
        StanceValue.Category category => to.Text("category"u8).Null().Text(category.Code).NumberOrNull(category.Days).Null().Null(),
        StanceValue.Direction direction => to.Text("direction"u8).Null().Null().Null().Text(Spelling.Of(direction.Towards)).TextOrNull(direction.Magnitude is { } magnitude ? Spelling.Of(magnitude) : null),
        StanceValue.NoData => to.Text("noData"u8).Null().Null().Null().Null().Null(),
        _ => to.Null().Null().Null().Null().Null().Null(),
    };

    private static StanceValue ReadValue(SqliteDataReader row) => row.GetString(12) switch
    {
        "level" => new StanceValue.Level(row.GetInt32(13)),
        "category" => new StanceValue.Category(row.GetString(14), row.IsDBNull(15) ? null : row.GetInt32(15)),
        "direction" => new StanceValue.Direction(Spelling.Read<Towards>(row.GetString(16)), row.IsDBNull(17) ? null : Spelling.Read<Magnitude>(row.GetString(17))),
        _ => new StanceValue.NoData(),
    };
}
