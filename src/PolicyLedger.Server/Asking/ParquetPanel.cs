using Parquet;
using Parquet.Schema;
using PolicyLedger.Dates;

namespace PolicyLedger.Server.Asking;

/// <summary>A panel as Apache Parquet: the columns of the CSV, the day as a date.</summary>
internal static class ParquetPanel
{
    /// <summary>Rows of a group: what is held in memory at once.</summary>
    private const int GroupSize = 50_000;

    private static readonly DataField Day = new("day", typeof(DateOnly), isNullable: false);
    private static readonly DataField Days = new("days", typeof(int?), isNullable: true);

    private static readonly IReadOnlyList<(DataField Field, Func<PanelRow, string?> Cell)> Texts =
    [
        (Text("jurisdiction"), row => row.Jurisdiction),
        (Text("area"), row => row.Area),
        (Text("target"), row => row.Target),
        (Text("status"), row => row.Status),
        (Text("level"), row => row.Level),
        (Text("direction"), row => row.Direction),
        (Text("magnitude"), row => row.Magnitude),
        (Text("label"), row => row.Label),
        (Text("certainty"), row => row.Certainty),
        (Text("record_id"), row => row.RecordId),
    ];

    private static readonly ParquetSchema Schema = new(Texts.Select(text => (Field)text.Field).Take(3).Append(Day).Concat(Texts.Skip(3).Take(2).Select(text => text.Field)).Append(Days).Concat(Texts.Skip(5).Select(text => text.Field)).ToArray());

    /// <summary>Writes it. A file of it goes through the disk first: the format's index stands at its end.</summary>
    public static async Task WriteAsync(Stream to, IAsyncEnumerable<PanelRow> rows, CancellationToken cancellation)
    {
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 65_536, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await using (var writer = await ParquetWriter.CreateAsync(Schema, file, cancellationToken: cancellation))
        {
            var group = new List<PanelRow>(GroupSize);
            await foreach (var row in rows.WithCancellation(cancellation))
            {
                group.Add(row);
                if (group.Count < GroupSize)
                    continue;
                await WriteGroupAsync(writer, group, cancellation);
                group.Clear();
            }

            await WriteGroupAsync(writer, group, cancellation);
        }

        file.Position = 0;
        await file.CopyToAsync(to, cancellation);
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, List<PanelRow> rows, CancellationToken cancellation)
    {
        using var group = writer.CreateRowGroup();
        foreach (var field in Schema.DataFields)
        {
            if (field.Name == Day.Name)
                await group.WriteAsync(field, (ReadOnlyMemory<DateOnly>)rows.Select(row => Iso.Day(row.Day, "day").OrThrow()).ToArray(), cancellationToken: cancellation);
            else if (field.Name == Days.Name)
                await group.WriteAsync(field, (ReadOnlyMemory<int?>)rows.Select(row => row.Days).ToArray(), cancellationToken: cancellation);
            else
                await group.WriteAsync(field, Column(rows, field.Name)!);
        }

        group.CompleteValidate();
    }

    private static string?[] Column(List<PanelRow> rows, string name)
    {
        var cell = Texts.First(text => text.Field.Name == name).Cell;
        return rows.Select(cell).ToArray();
    }

    private static DataField Text(string name) => new(name, typeof(string), isNullable: true);
}
