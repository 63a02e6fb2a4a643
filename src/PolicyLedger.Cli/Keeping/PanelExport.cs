using PolicyLedger.Cli.Asking;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Dates;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Asking;
using PolicyLedger.Stances;

namespace PolicyLedger.Cli.Keeping;

/// <summary><c>export panel</c>: one row for each cell and day.</summary>
internal static class PanelExport
{
    public static Verb Create(Workplace place)
    {
        var who = Parameters.OptionalJurisdiction("Left out: every country.");
        var area = Parameters.Area("Left out: every area.");
        var from = Parameters.Day("--from", "The first day.");
        var until = Parameters.Day("--until", "The first day after (exclusive).");
        (from.Required, until.Required) = (true, true);
        return new Verb(
            place, "panel", "Country × area × day between two days, as CSV. Every cell of which a record is known, unless --target names one.",
            "export panel --area oxcgrt:C8 --from 2021-01-01 --until 2021-02-01", "export panel DEU --from 2021-01-01 --until 2022-01-01 --known-at 2022-10-29T00:00:00Z")
        {
            who, area, from, until,
        }.Does(async call =>
        {
            ExportVerb.OnlyIn(call, OutputFormat.Csv);
            var (country, only, target) = (call.Get(who) is { } code ? Parameters.Country(code) : null, call.Area(area), call.Target());
            var (first, last) = (call.Day(from)!.Value, call.Day(until)!.Value);
            if (last <= first)
                throw new RefusedException(Refusal.Invalid("--until", Iso.Write(last), $"must be after --from, {Iso.Write(first)}; until is exclusive"));
            await using var ledger = await call.OpenAsync();
            var (reading, books) = await ledger.Get<StanceReader>().ResolveAsync(call.Point(), call.Cancellation);
            if (only is not null && StanceReader.Unknown(only, books) is { } unknown)
                throw new RefusedException(unknown);
            using var csv = Csv.To(call.Out);
            csv.WriteRecord(CsvColumns.PanelRow.Select(column => column.Heading).ToArray());
            await foreach (var row in new PanelQuestion(country, only, target, first, last).RowsAsync(ledger.Models, ledger.Get<TimelineReader>(), reading, books, call.Cancellation))
                csv.WriteRecord(CsvColumns.PanelRow.Select(column => column.Cell(row) ?? "").ToArray());
            return ExitCode.Ok;
        });
    }
}
