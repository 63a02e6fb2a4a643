using System.Text;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Asking;
using PolicyLedger.Cli.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Keeping;

/// <summary><c>export</c>: events as JSON lines, stances of a day, or a panel of days.</summary>
internal static class ExportVerb
{
    public static Verb Create(Workplace place)
    {
        var export = new Verb(
            place, "export", "Take the ledger's contents elsewhere.",
            "export events > events.jsonl",
            "export stances --on 2021-03-01 > stances.csv",
            "export panel --area oxcgrt:C8 --from 2021-01-01 --until 2021-02-01 > panel.csv",
            "export --tiles public/");
        var tiles = Fields.Option("--tiles", "DIR", "The same as export tiles DIR.");
        export.Options.Add(tiles);
        export.Does(call => call.Get(tiles) is { } folder
            ? TilesExport.RunAsync(call, folder)
            : throw new RefusedException(Refusal.Invalid("export", null, "name what to export: events, stances, panel, tiles or kit; see export --help")));
        export.Subcommands.Add(Events(place));
        export.Subcommands.Add(Stances(place));
        export.Subcommands.Add(PanelExport.Create(place));
        export.Subcommands.Add(TilesExport.Create(place));
        export.Subcommands.Add(TilesExport.CreateKit(place));
        return export;
    }

    private static Verb Events(Workplace place) => new Verb(
        place, "events", "Every event as a line of JSON: facts, text and metadata to the byte as stored. Up to --at.", "export events --at 999 > events.jsonl").Does(async call =>
        {
            OnlyIn(call, OutputFormat.Jsonl);
            var until = call.Position(call.Options.At);
            await using var ledger = await call.OpenAsync(LedgerUse.Read);
            var erasures = await Erasures.ReadAsync(ledger.Log, ledger.Codec, 0, call.Cancellation);
            await foreach (var stored in ledger.Log.ReadAllAsync(0, call.Cancellation))
            {
                if (stored.Position > until)
                    break;
                call.Out.WriteLine(Encoding.UTF8.GetString(EventLine.Write(stored, erasures.Erased(ledger.Codec.Decode(stored)))));
            }

            return ExitCode.Ok;
        });

    private static Verb Stances(Workplace place)
    {
        var who = Parameters.OptionalJurisdiction("Left out: every country.");
        var area = Parameters.Area("Left out: every area.");
        return new Verb(place, "stances", "Every cell's stance on a day, as CSV.", "export stances --on 2021-03-01", "export stances DEU --basis declared") { who, area }.Does(async call =>
        {
            OnlyIn(call, OutputFormat.Csv);
            var (country, only, target) = (call.Get(who) is { } code ? Parameters.Country(code) : null, call.Area(area), call.Target());
            await using var ledger = await call.OpenAsync();
            var reader = ledger.Get<StanceReader>();
            var (reading, books) = await reader.ResolveAsync(call.Point(), call.Cancellation);
            if (only is not null && StanceReader.Unknown(only, books) is { } unknown)
                throw new RefusedException(unknown);
            using var csv = Csv.To(call.Out);
            csv.WriteRecord(CsvColumns.Stance.Select(column => column.Heading).ToArray());
            await foreach (var cell in ledger.Models.CellsAsync(country, only, reading.At, reading.KnownAt, call.Cancellation))
            {
                if (target is not null && !target.Equals(cell.Target))
                    continue;
                var answer = await reader.AnswerAsync(new(cell.Jurisdiction, cell.Area, cell.Target, reading.On, reading.KnownAt, reading.At, reading.Basis), books, call.Cancellation);
                var label = answer.Winner is { } winner ? Labels.Of(winner.Value, books) : null;
                var view = StanceView.Of(new StanceReport(answer, label, null, null, []), books, []);
                csv.WriteRecord(CsvColumns.Stance.Select(column => column.Cell(view) ?? "").ToArray());
            }

            return ExitCode.Ok;
        });
    }

    /// <summary>An export has one form; another one asked for is refused rather than passed over.</summary>
    internal static void OnlyIn(Call call, OutputFormat format)
    {
        if (call.Given(call.Options.Output) && call.Format() != format)
            throw new RefusedException(Refusal.Invalid("--output", call.Get(call.Options.Output), $"this export is written as {format.ToString().ToLowerInvariant()}"));
    }
}
