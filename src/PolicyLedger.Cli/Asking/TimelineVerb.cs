using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;

namespace PolicyLedger.Cli.Asking;

/// <summary><c>timeline</c>: one cell's answers over days.</summary>
internal static class TimelineVerb
{
    private static readonly IReadOnlyList<Column<StretchView>> Table =
    [
        new("from", v => v.From ?? ".."),
        new("until", v => v.Until ?? ".."),
        new("stance", v => StanceColumns.Short(v.Stance)),
        new("certainty", v => v.Stance.Certainty ?? "-"),
        new("record", v => v.Stance.RecordId ?? "-"),
    ];

    public static Verb Create(Workplace place)
    {
        var who = Parameters.RequiredJurisdiction("Whose stance.");
        var area = Parameters.Area("Which area.", required: true);
        var from = Parameters.Day("--from", "The first day. Default: the first on which anything is said.");
        var until = Parameters.Day("--until", "The first day after (exclusive). Default: as far as anything is said.");
        return new Verb(
            place, "timeline", "A stance over time, as known at one time.",
            "timeline DEU --area oxcgrt:C8 --from 2021-01-01 --until 2022-01-01",
            "timeline DEU --area migration:asylum.recognition --target SYR --basis declared")
        {
            who, area, from, until,
        }.Does(async call =>
        {
            var question = new AskTimeline(
                Parameters.Country(call.Get(who)!), call.Area(area)!, call.Target(), call.Day(from), call.Day(until), call.Point());
            var printer = call.Printer();
            await using var ledger = await call.OpenAsync();
            var views = await ViewsAsync(ledger, await ledger.AskAsync(question, call.Cancellation), call);
            printer.List(views, Table, CsvColumns.Stretch);
            if (views.Count == 0)
                call.Note("nothing is said about this cell on any day");
            return ExitCode.Ok;
        });
    }

    internal static async Task<IReadOnlyList<StretchView>> ViewsAsync(LedgerSession ledger, IReadOnlyList<Stretch> stretches, Call call)
    {
        var stances = await StanceViews.OfAsync(ledger.Models, stretches.Select(stretch => stretch.Report).ToList(), call.Cancellation);
        return stretches.Select((stretch, i) => new StretchView(Plain.Bound(stretch.From), Plain.Bound(stretch.Until), stances[i])).ToList();
    }
}
