using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Auditing;
using PolicyLedger.Cables;
using PolicyLedger.Dates;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Asking;

/// <summary>What differs between two moments.</summary>
/// <param name="Asked">The second of them.</param>
/// <param name="FromOn">The first day.</param>
/// <param name="FromKnownAt">The first knowledge time.</param>
/// <param name="Differences">Cells that differ, in order of country, area and target.</param>
/// <param name="Next">The address of the next page; null on the last.</param>
internal sealed record DiffAnswerView(AskedView Asked, string FromOn, string FromKnownAt, IReadOnlyList<DiffView> Differences, string? Next);

/// <summary>Which cables press a country on a day.</summary>
internal sealed record PressureAnswerView(AskedView Asked, PressureView Pressure);

/// <summary>How the answer for a cell and a day changed as knowledge grew.</summary>
internal sealed record BeliefsView(AskedView Asked, string Jurisdiction, string Area, string? Target, IReadOnlyList<BeliefView> Beliefs);

/// <summary>Diff, pressure and beliefs.</summary>
internal static class ComparisonEndpoints
{
    private static readonly Resource
        Rows = new(Form.Json, Form.Csv, Form.Jsonl),
        Told = new(Form.Json, Form.Jsonl) { Texts = true };

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/diff", DiffAsync).Heavy().WithName("diff").WithSummary("What differs between two moments, told apart: what was learned, what changed in the world, what was only coded anew.")
            .Sends<DiffAnswerView>(Rows);
        v1.MapGet("/pressure/{jurisdiction}", PressureAsync).WithName("pressure").WithSummary("Which cables press a country on a day; apart from them those that may include it. What was asked, never an effect.")
            .Sends<PressureAnswerView>(Rows);
        v1.MapGet("/beliefs/{jurisdiction}/{area}", BeliefsAsync).Heavy().WithName("beliefs").WithSummary("How the answer for a cell and a day changed as knowledge grew, with the events of each step.")
            .Sends<BeliefsView>(Told);
    }

    private static Task<IResult> DiffAsync(
        HttpContext http, Reads reads, StanceReader stances, IReadModels models,
        [FromQuery(Name = "jurisdiction"), Description("Default: every country.")] string? jurisdiction,
        [FromQuery(Name = "area"), Description("Default: every area.")] string? area,
        [FromQuery(Name = "target"), Description("Only towards this country.")] string? target,
        [FromQuery(Name = "fromOn"), Description("The first day in the world. Default: the same as on.")] string? fromOn,
        [FromQuery(Name = "fromKnownAt"), Description("The first knowledge time; not later than the second. Default: the same as knownAt.")] string? fromKnownAt,
        [AsParameters] PointParameters point, [AsParameters] PageParameters page) =>
        reads.AnswerAsync(http, point, Rows, async read =>
        {
            var (country, cell, whom) = (jurisdiction is null ? null : StanceEndpoints.Country(jurisdiction), area is null ? null : StanceEndpoints.Area(area), StanceEndpoints.Target(target));
            var (count, behind) = (page.Count(), CellCursor.Parse(page.After));
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var after = new DiffPoint(reading.On, reading.KnownAt);
            var before = new DiffPoint(fromOn is null ? after.On : Days.Asked(fromOn, "fromOn").OrThrow(), fromKnownAt is null ? after.KnownAt : Iso.Instant(fromKnownAt, "fromKnownAt").OrThrow());
            if (before.KnownAt > after.KnownAt)
                throw new RefusedException(Refusal.Invalid("fromKnownAt", Iso.Write(before.KnownAt), $"is later than knownAt, {Iso.Write(after.KnownAt)}; swap the two points"));
            var rows = await reads.AskAsync(new AskDiff(country, cell, whom, before, after, new(At: reading.At, Basis: reading.Basis)), read.Cancellation);
            var wanted = rows.Where(row => (whom is null || whom.Equals(row.Cell.Target)) && CellCursor.Of(row.After).IsAfter(behind)).Take(count + 1).ToList();
            var next = wanted.Count > count ? CellCursor.Of(wanted[count - 1].After).ToString() : null;
            var views = new List<DiffView>();
            foreach (var row in wanted.Take(count))
                views.Add(DiffView.Of(row, await StanceViews.OfAsync(models, [row.Before, row.Between, row.After], read.Cancellation)));
            return new Content<DiffView>(reading, views, CsvColumns.Diff, (asked, link) => new DiffAnswerView(
                asked, Iso.Write(before.On), Iso.Write(before.KnownAt), views, link))
            { Next = next };
        });

    private static Task<IResult> PressureAsync(
        HttpContext http, Reads reads, string jurisdiction, [FromQuery(Name = "area"), Description("Only asks in this area.")] string? area, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Rows, async read =>
        {
            var (country, cell) = (StanceEndpoints.Country(jurisdiction), area is null ? null : StanceEndpoints.Area(area));
            var pressure = await reads.AskAsync(new AskPressure(country, cell, read.Point), read.Cancellation);
            var view = PressureView.Of(country, cell, pressure);
            return new Content<(string Group, RelatedView Ask)>(pressure.Reading, view.Rows.ToList(), CsvColumns.Pressure, (asked, _) => new PressureAnswerView(asked, view))
            {
                Line = row => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(row.Ask, ServerJson.Options),
            };
        });

    private static Task<IResult> BeliefsAsync(
        HttpContext http, Reads reads, StanceReader stances, IReadModels models, string jurisdiction, string area,
        [FromQuery(Name = "target"), Description("Towards whom; default: the general stance.")] string? target, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Told, async read =>
        {
            var (country, cell, whom) = (StanceEndpoints.Country(jurisdiction), StanceEndpoints.Area(area), StanceEndpoints.Target(target));
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var beliefs = await reads.AskAsync(new AskBeliefs(country, cell, whom, reading.Point), read.Cancellation);
            var answers = await StanceViews.OfAsync(models, beliefs.Select(belief => belief.Report).ToList(), read.Cancellation);
            var views = beliefs.Select((belief, i) => BeliefView.Of(belief, answers[i])).ToList();
            return new Content<BeliefView>(reading, views, [], (asked, _) => new BeliefsView(asked, country.Code, cell.Full, whom?.Code, views));
        });
}
