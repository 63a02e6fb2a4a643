using System.Text.Json.Serialization;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;

namespace PolicyLedger.Cli.Asking;

/// <summary><c>diff</c>: what differs between two moments, told apart by why.</summary>
internal static class DiffVerb
{
    private static readonly IReadOnlyList<Column<DiffView>> Table =
    [
        new("jurisdiction", v => v.Jurisdiction),
        new("area", v => v.Area),
        new("target", v => v.Target ?? "-"),
        new("what", v => v.What),
        new("before", v => StanceColumns.Short(v.Before)),
        new("after", v => StanceColumns.Short(v.After)),
        new("learned by", v => Positions(v.LearnedBy)),
        new("world by", v => Positions(v.WorldBy)),
    ];

    public static Verb Create(Workplace place)
    {
        var who = Parameters.OptionalJurisdiction("Left out: every country.");
        var area = Parameters.Area("Left out: every area.");
        var fromOn = Parameters.Day("--from-on", "The first day in the world. Default: the same as --on.");
        var fromKnownAt = new System.CommandLine.Option<string?>("--from-known-at") { HelpName = "INSTANT", Description = "The first knowledge time. Default: the same as --known-at." };
        return new Verb(
            place, "diff", "What differs between two moments: learned since, changed in the world, or only coded anew.",
            "diff DEU --from-on 2021-01-01 --on 2021-03-01",
            "diff DEU --area oxcgrt:C8 --on 2021-03-01 --from-known-at 2021-03-02T00:00:00Z --known-at 2022-10-29T00:00:00Z")
        {
            who, area, fromOn, fromKnownAt,
        }.Does(async call =>
        {
            var (from, known) = (call.AskedDay(fromOn), call.Instant(fromKnownAt));
            if (from is null && known is null)
                throw new RefusedException(Refusal.Invalid("--from-on", null, "name the first moment: a day (--from-on), a knowledge time (--from-known-at), or both"));
            var country = call.Get(who) is { } code ? Parameters.Country(code) : null;
            var (cell, target, printer) = (call.Area(area), call.Target(), call.Printer());
            await using var ledger = await call.OpenAsync();
            var (reading, _) = await ledger.Get<StanceReader>().ResolveAsync(call.Point(), call.Cancellation);
            var (before, after) = (new DiffPoint(from ?? reading.On, known ?? reading.KnownAt), new DiffPoint(reading.On, reading.KnownAt));
            var rows = await AskAsync(call, ledger, new AskDiff(country, cell, target, before, after, new AsOfPoint(At: reading.At, Basis: reading.Basis)), fromKnownAt.Name);
            var views = new List<DiffView>();
            foreach (var row in rows.Where(row => target is null || target.Equals(row.Cell.Target)))
            {
                views.Add(DiffView.Of(row, await StanceViews.OfAsync(ledger.Models, [row.Before, row.Between, row.After], call.Cancellation)));
            }

            printer.List(views, Table, CsvColumns.Diff);
            if (views.Count == 0)
                call.Note("nothing differs");
            return ExitCode.Ok;
        });
    }

    private static async Task<IReadOnlyList<DiffRow>> AskAsync(Call call, LedgerSession ledger, AskDiff question, string fromKnownAt)
    {
        try
        {
            return await ledger.AskAsync(question, call.Cancellation);
        }
        catch (RefusedException e) when (e.Refusal.Field == "knownAt")
        {
            throw new RefusedException(e.Refusal with { Field = fromKnownAt }, e);
        }
    }

    private static string Positions(IReadOnlyList<long> positions) => positions.Count == 0 ? "-" : string.Join(", ", positions);
}
