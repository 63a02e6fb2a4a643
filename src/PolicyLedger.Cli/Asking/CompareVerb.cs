using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;

namespace PolicyLedger.Cli.Asking;

/// <summary><c>compare</c>: the same area of several jurisdictions on one timeline.</summary>
internal static class CompareVerb
{
    public static Verb Create(Workplace place)
    {
        var who = Parameters.Jurisdictions("Two or more.");
        var area = Parameters.Area("Which area.", required: true);
        var from = Parameters.Day("--from", "The first day. Default: the first on which anything is said.");
        var until = Parameters.Day("--until", "The first day after (exclusive). Default: as far as anything is said.");
        return new Verb(
            place, "compare", "The same area of several jurisdictions on one timeline.",
            "compare DEU FRA GBR --area oxcgrt:C8 --from 2021-01-01 --until 2022-01-01")
        {
            who, area, from, until,
        }.Does(async call =>
        {
            var countries = call.Get(who)!.Select(Parameters.Country).ToList();
            if (countries.Distinct().Count() < Math.Max(2, countries.Count))
                throw new RefusedException(Refusal.Invalid("jurisdictions", string.Join(' ', countries), "two or more, each once"));
            var (cell, target, first, last, printer) = (call.Area(area)!, call.Target(), call.Day(from), call.Day(until), call.Printer());
            await using var ledger = await call.OpenAsync();
            var point = await FixedAsync(ledger, call);
            var courses = new List<IReadOnlyList<(DateOnly From, DateOnly Until, StanceView View)>>();
            foreach (var country in countries)
            {
                var stretches = await ledger.AskAsync(new AskTimeline(country, cell, target, first, last, point), call.Cancellation);
                var views = await TimelineVerb.ViewsAsync(ledger, stretches, call);
                courses.Add([.. stretches.Select((s, i) => (s.From, s.Until, views[i].Stance))]);
            }

            var rows = Merge(courses).ToList();
            printer.List(rows, Columns(countries, v => v is null ? "-" : StanceColumns.Short(v) + (v.Certainty == "possible" ? " (possible)" : "")), Columns(countries, v => v?.Value));
            return ExitCode.Ok;
        });
    }

    // All countries are asked from one point of view, also while somebody else is recording.
    private static async Task<AsOfPoint> FixedAsync(LedgerSession ledger, Call call)
    {
        var (reading, _) = await ledger.Get<StanceReader>().ResolveAsync(call.Point(), call.Cancellation);
        return reading.Point;
    }

    private static IEnumerable<ComparedView> Merge(IReadOnlyList<IReadOnlyList<(DateOnly From, DateOnly Until, StanceView View)>> courses)
    {
        var days = new SortedSet<DateOnly>(courses.SelectMany(course => course).SelectMany(stretch => (DateOnly[])[stretch.From, stretch.Until])).ToList();
        for (var i = 0; i + 1 < days.Count; i++)
        {
            var day = days[i];
            yield return new(
                Plain.Bound(day), Plain.Bound(days[i + 1]),
                courses.Select(course => course.FirstOrDefault(stretch => stretch.From <= day && day < stretch.Until).View).ToArray());
        }
    }

    private static IReadOnlyList<Column<ComparedView>> Columns(IReadOnlyList<Jurisdiction> countries, Func<StanceView?, string?> cell) =>
    [
        new("from", v => v.From ?? ".."),
        new("until", v => v.Until ?? ".."),
        .. countries.Select((country, i) => new Column<ComparedView>(country.Code, v => cell(v.Stances[i]))),
    ];
}
