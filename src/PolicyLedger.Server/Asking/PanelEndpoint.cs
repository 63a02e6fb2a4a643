using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Asking;

/// <summary>The panel: a row for each cell and day between two days. Streamed, so that it may be large.</summary>
internal static class PanelEndpoint
{
    /// <summary>A hundred years: an open end would be eight thousand.</summary>
    public const int MostDays = 36_525;

    private static readonly Resource Panel = new(Form.Csv, Form.Jsonl, Form.Parquet);

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/panel", PanelAsync).Heavy().WithName("panel").WithSummary("Country × area × day between two days: a row for each cell of which a record is known, and each day.").Sends<PanelRow>(Panel);

    private static Task<IResult> PanelAsync(
        HttpContext http, Reads reads, StanceReader stances, TimelineReader timelines, IReadModels models,
        [FromQuery(Name = "from"), Description("The first day; required.")] string? from,
        [FromQuery(Name = "until"), Description("The first day after (exclusive); required.")] string? until,
        [FromQuery(Name = "jurisdiction"), Description("Default: every country.")] string? jurisdiction,
        [FromQuery(Name = "area"), Description("Default: every area.")] string? area,
        [FromQuery(Name = "target"), Description("Only towards this country.")] string? target,
        [AsParameters] PointParameters point) =>
        reads.StreamAsync(http, point, Panel, async read =>
        {
            var (first, last) = (StanceEndpoints.Day(from, "from") ?? throw StanceEndpoints.Missing("from"), StanceEndpoints.Day(until, "until") ?? throw StanceEndpoints.Missing("until"));
            if (last <= first)
                throw new RefusedException(Refusal.Invalid("until", until, $"must be after from, {Iso.Write(first)}; until is exclusive"));
            if (last.DayNumber - first.DayNumber > MostDays)
                throw new RefusedException(Refusal.Invalid("until", until, $"at most {MostDays} days after from"));
            var (country, cell, whom) = (jurisdiction is null ? null : StanceEndpoints.Country(jurisdiction), area is null ? null : StanceEndpoints.Area(area), StanceEndpoints.Target(target));
            var (reading, books) = await stances.ResolveAsync(read.Point, read.Cancellation);
            if (cell is not null && StanceReader.Unknown(cell, books) is { } unknown)
                throw new RefusedException(unknown);
            var rows = new PanelQuestion(country, cell, whom, first, last).RowsAsync(models, timelines, reading, books, read.Cancellation);
            return (reading, (to, cancellation) => WriteAsync(read.Form, to, rows, cancellation));
        });

    private static async Task WriteAsync(Form form, Stream to, IAsyncEnumerable<PanelRow> rows, CancellationToken cancellation)
    {
        switch (form)
        {
            case Form.Parquet:
                await ParquetPanel.WriteAsync(to, rows, cancellation);
                break;
            case Form.Jsonl:
                await foreach (var row in rows)
                {
                    await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(row, ServerJson.Options), cancellation);
                    await to.WriteAsync("\n"u8.ToArray(), cancellation);
                }

                break;
            default:
                await CsvAsync(to, rows, cancellation);
                break;
        }
    }

    // The writer of CSV is synchronous, and the server is not: what it wrote goes on whenever there is enough of it.
    private static async Task CsvAsync(Stream to, IAsyncEnumerable<PanelRow> rows, CancellationToken cancellation)
    {
        const int Enough = 32_768;
        var text = new StringWriter();
        using var csv = Csv.To(text);
        csv.WriteRecord(CsvColumns.PanelRow.Select(column => column.Heading).ToArray());
        await foreach (var row in rows)
        {
            csv.WriteRecord(CsvColumns.PanelRow.Select(column => column.Cell(row) ?? "").ToArray());
            if (text.GetStringBuilder().Length > Enough)
                await PassOnAsync();
        }

        await PassOnAsync();

        async Task PassOnAsync()
        {
            csv.Flush();
            await to.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellation);
            text.GetStringBuilder().Clear();
        }
    }
}
