using Microsoft.Data.Sqlite;
using PolicyLedger.Codebooks;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;

namespace PolicyLedger.Sqlite.Tests.Models;

/// <summary>Rows as text, read past the code under test.</summary>
internal static class Rows
{
    private static readonly string[] Views = ["segments", "record_versions", "asks", "changes", "source_checks", "codebook_versions"];

    /// <summary>Every row of every view, in order, and the checkpoint.</summary>
    public static string Dump(string path)
    {
        using var connection = Open(path);
        var views = Views.Select(view => string.Join('\n', Lines(connection, $"SELECT * FROM {view}").Prepend($"== {view}")));
        return string.Join('\n', views.Append("== checkpoint").Concat(Lines(connection, "SELECT position, last_recorded_at, projection_version FROM checkpoint")));
    }

    public static string Segments(string path)
    {
        using var connection = Open(path);
        return string.Join('\n', Lines(connection, """
            SELECT jurisdiction, area, target, start_earliest, start_latest, end_earliest, end_latest, place, basis, layer, kind, level, category, days, direction, magnitude, codebook_version,
              end_unknown, doubt_from, shadow, opened_by, closed_by, record, position, known_at, from_position, from_known_at, until_position, until_known_at
            FROM segments
            """));
    }

    /// <summary>The same of the models in memory.</summary>
    public static string Segments(InMemoryReadModels models) => string.Join('\n', models.AllSegments.Select(row =>
    {
        var s = row.Segment;
        object?[] value = s.Value?.Value switch
        {
            StanceValue.Level level => ["level", level.Number, null, null, null, null],
            StanceValue.Category category => ["category", null, category.Code, category.Days, null, null],
            StanceValue.Direction direction => ["direction", null, null, null, Camel(direction.Towards), direction.Magnitude is { } magnitude ? Camel(magnitude) : null],
            StanceValue.NoData => ["noData", null, null, null, null, null],
            _ => new object?[6],
        };
        return string.Join('|', (object?[])
        [
            row.Record.Jurisdiction.Code, s.Area.Full, s.Target?.Code ?? "", Day(s.Start.Earliest), Day(s.Start.Latest), Day(s.End.Earliest), Day(s.End.Latest), s.Place, Camel(s.Basis),
            s.Layer is { } layer ? Camel(layer) : null, .. value, s.Value?.CodebookVersion, s.EndUnknown ? 1 : 0, Day(s.DoubtFrom), s.Shadow ? 1 : 0, s.OpenedBy, s.ClosedBy,
            row.Record.Text, row.Position, Instant(row.KnownAt), row.FromPosition, Instant(row.FromKnownAt), row.UntilPosition, row.UntilKnownAt is { } until ? Instant(until) : null,
        ]);
    }).Order(StringComparer.Ordinal));

    public static object? Sql(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static List<string> Lines(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var lines = new List<string>();
        while (rows.Read())
            lines.Add(string.Join('|', Enumerable.Range(0, rows.FieldCount).Select(column => rows.IsDBNull(column) ? "" : Convert.ToString(rows.GetValue(column), System.Globalization.CultureInfo.InvariantCulture))));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Camel(Enum value) => char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..];

    private static string Day(DateOnly day) => $"{day:yyyy-MM-dd}";

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
