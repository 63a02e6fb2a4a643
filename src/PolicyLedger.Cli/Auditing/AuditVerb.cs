using System.CommandLine;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Asking;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Auditing;

/// <summary><c>audit cell</c>: how an answer came to be what it is.</summary>
internal static class AuditVerb
{
    private static readonly IReadOnlyList<Column<(BeliefView Belief, BeliefEventView Event)>> Csv =
    [
        new("known_at", v => v.Belief.KnownAt),
        new("changed", v => Plain.Yes(v.Belief.Changed)),
        new("status", v => v.Belief.Stance.Status),
        new("value", v => v.Belief.Stance.Value),
        new("label", v => v.Belief.Stance.Label),
        new("certainty", v => v.Belief.Stance.Certainty),
        new("rests_on", v => v.Belief.Stance.RecordId),
        new("position", v => Plain.Number(v.Event.Position)),
        new("type", v => v.Event.Type),
        new("record_id", v => v.Event.RecordId),
        new("entry_id", v => v.Event.EntryId),
        new("recorded_at", v => v.Event.RecordedAt),
        new("recorder", v => v.Event.Recorder),
        new("reason", v => v.Event.Reason),
        new("changes", v => string.Join("; ", v.Event.Changes.Select(change => change.ToString()))),
        new("sources", v => string.Join("; ", v.Event.Sources.Select(source => source.ToString()))),
        new("text_erased", v => Plain.Yes(v.Event.TextErased)),
        new("erased_at", v => Plain.Number(v.Event.ErasedAt)),
        new("erased_because", v => v.Event.ErasedBecause),
    ];

    public static Verb Create(Workplace place)
    {
        var audit = new Verb(place, "audit", "How an answer came to be what it is.", "audit cell GBR --area migration:asylum --on 2025-11-30 --basis declared");
        audit.Subcommands.Add(Cell(place));
        return audit;
    }

    private static Verb Cell(Workplace place)
    {
        var who = Parameters.RequiredJurisdiction("Whose stance.");
        var area = Parameters.Area("Which area.", required: true);
        var all = new Option<bool>("--all") { Description = "Also the steps that changed nothing about the answer." };
        return new Verb(
            place, "cell", "How the answer for a cell and a day changed as knowledge grew: what was recorded at each step, by whom, from which source, and corrected why.",
            "audit cell GBR --area migration:asylum --on 2025-11-30 --basis declared", "audit cell DEU --area oxcgrt:C8 --on 2021-03-01 --all -o csv")
        {
            who, area, all,
        }.Does(async call =>
        {
            var question = new AskBeliefs(Parameters.Country(call.Get(who)!), call.Area(area)!, call.Target(), call.Point());
            var printer = call.Printer();
            await using var ledger = await call.OpenAsync();
            var beliefs = (await ledger.AskAsync(question, call.Cancellation)).Where(belief => belief.Changed || call.Get(all)).ToList();
            var stances = await StanceViews.OfAsync(ledger.Models, beliefs.ConvertAll(belief => belief.Report), call.Cancellation);
            var views = beliefs.Select((belief, i) => BeliefView.Of(belief, stances[i])).ToList();
            switch (printer.Format)
            {
                case OutputFormat.Table:
                    Show(views, new Card(call.Out, call.Fancy));
                    break;
                case OutputFormat.Csv:
                    printer.List(views.SelectMany(view => view.Events, (view, e) => (view, e)), Csv, Csv);
                    break;
                default:
                    printer.List(views, [], []);
                    break;
            }

            if (views.Count == 0)
                call.Note("nothing is known about this cell");
            return ExitCode.Ok;
        });
    }

    private static void Show(List<BeliefView> views, Card card)
    {
        foreach (var view in views)
        {
            if (view != views[0])
                card.Blank();
            var stance = view.Stance;
            card.Headline($"{view.KnownAt}: {StanceColumns.Short(stance)}{(stance.Certainty == "possible" ? " (possible)" : "")}{(view.Changed ? "" : ", as before")}");
            card.Line("rests on", stance.RecordId is { } record ? $"{record}{(stance.FromGeneral ? " (general)" : "")}" : null);
            foreach (var rival in stance.Rivals)
                card.Line("or", rival.RecordId);
            foreach (var e in view.Events)
            {
                card.Line($"position {e.Position}", $"{e.Type} {e.EntryId ?? e.RecordId} by {e.Recorder}{(e.RecordedAt == view.KnownAt ? "" : $", recorded {e.RecordedAt}")}{(e.TextErased ? ", text erased" : "")}");
                card.Line("erased", e.ErasedAt is { } at ? $"position {at}, {e.ErasedBecause}" : null);
                card.Line("", e.Title);
                foreach (var change in e.Changes)
                    card.Line("", change.ToString());
                card.Line("because", e.Reason);
                foreach (var source in e.Sources)
                    card.Line("source", source.ToString());
            }
        }
    }
}
