using Parquet;
using Parquet.Schema;
using PolicyLedger.Dates;
using PolicyLedger.Server.Answers;

namespace PolicyLedger.Server.Asking;

/// <summary>A panel as Apache Parquet: the columns of the CSV, the day as a date and the number of days as a number.</summary>
internal static class ParquetPanel
{
    /// <summary>Rows of a group: what is held in memory at once.</summary>
    private const int GroupSize = 50_000;

    private const string Day = "day", Days = "days";

    private static readonly ParquetSchema Schema = new(CsvColumns.PanelRow.Select(column => (Field)(column.Heading switch
    {
        Day => new DataField(Day, typeof(DateOnly), isNullable: false),
        Days => new DataField(Days, typeof(int?), isNullable: true),
        var text => new DataField(text, typeof(string), isNullable: true),
    })).ToArray());

    /// <summary>Writes it. A file of it goes through the disk first: the format's index stands at its end.</summary>
    public static async Task WriteAsync(Stream to, IAsyncEnumerable<PanelRow> rows, CancellationToken cancellation)
    {
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 65_536, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await using (var writer = await ParquetWriter.CreateAsync(Schema, file, cancellationToken: cancellation))
        {
            var group = new List<PanelRow>();
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
        foreach (var (field, column) in Schema.DataFields.Zip(CsvColumns.PanelRow))
        {
            if (field.Name == Day)
                await group.WriteAsync(field, (ReadOnlyMemory<DateOnly>)rows.Select(row => Iso.Day(row.Day, Day).OrThrow()).ToArray(), cancellationToken: cancellation);
            else if (field.Name == Days)
                await group.WriteAsync(field, (ReadOnlyMemory<int?>)rows.Select(row => row.Days).ToArray(), cancellationToken: cancellation);
            else
                await group.WriteAsync(field, rows.Select(column.Cell).ToArray()!);
        }

        group.CompleteValidate();
    }
}
