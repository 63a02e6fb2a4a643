using System.ComponentModel;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Auditing;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Asking;

/// <summary>The stance of a cell.</summary>
internal sealed record StanceAnswerView(AskedView Asked, StanceView Stance);

/// <summary>Stances of one day.</summary>
/// <param name="Next">The address of the next page; null on the last.</param>
internal sealed record StancesView(AskedView Asked, IReadOnlyList<StanceView> Stances, string? Next);

/// <summary>A cell's answers over days; without gaps, in order.</summary>
internal sealed record TimelineView(AskedView Asked, string Jurisdiction, string Area, string? Target, IReadOnlyList<StretchView> Stretches);

/// <summary>Stances: of a cell, of a country, of an area over the world, over days, and how they came to be believed.</summary>
internal static class StanceEndpoints
{
    private static readonly Resource
        Stance = new(Form.Json, Form.Csv, Form.Jsonl) { Memento = true },
        Cell = Stance with { TimeMap = true },
        Timeline = new(Form.Json, Form.Csv, Form.Jsonl);

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/stances/{jurisdiction}/{area}", CellAsync).WithName("stance").WithSummary("The stance of a cell on a day, as it was known at a time.")
            .Sends<StanceAnswerView>(Cell);
        v1.MapGet("/stances/{jurisdiction}", CountryAsync).Heavy().WithName("stancesOfCountry").WithSummary("Every stance of a country on a day, in order of area and target.")
            .Sends<StancesView>(Stance);
        v1.MapGet("/stances", WorldAsync).Heavy().WithName("stancesOfArea").WithSummary("An area over the world on a day, in order of country and target.")
            .Sends<StancesView>(Stance);
        v1.MapGet("/timeline/{jurisdiction}/{area}", TimelineAsync).WithName("timeline").WithSummary("A cell's answers over days, as known at one time.")
            .Sends<TimelineView>(Timeline);
        v1.MapGet("/timemaps/{jurisdiction}/{area}", TimeMapAsync).Heavy().WithName("timeMap").WithSummary("The mementos of a stance (RFC 7089): one for each time at which something became known about its cell.")
            .Produces<string>(StatusCodes.Status200OK, "application/link-format").ProducesProblemOf(ProblemKind.NotThereYet).Refuses();
    }

    private static Task<IResult> CellAsync(
        HttpContext http, Reads reads, IReadModels models, [Description("A country's code or name: DEU, DE, Germany.")] string jurisdiction, [Description("A policy area's full id: oxcgrt:C8.")] string area,
        [FromQuery(Name = "target"), Description("Towards whom; default: the general stance.")] string? target, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Cell, async read =>
        {
            var question = new AskStance(Country(jurisdiction), Area(area), Target(target), read.Point);
            var report = await reads.AskAsync(question, read.Cancellation);
            var views = await StanceViews.OfAsync(models, [report], read.Cancellation);
            return new Content<StanceView>(report.Answer.Question.Reading, views, CsvColumns.Stance, (asked, _) => new StanceAnswerView(asked, views[0]));
        });

    private static Task<IResult> CountryAsync(
        HttpContext http, Reads reads, StanceReader stances, IReadModels models, [Description("A country's code or name.")] string jurisdiction,
        [FromQuery(Name = "target"), Description("Only stances towards this country.")] string? target,
        [AsParameters] PointParameters point, [AsParameters] PageParameters page) =>
        ManyAsync(http, reads, stances, models, Country(jurisdiction), null, Target(target), point, page);

    private static Task<IResult> WorldAsync(
        HttpContext http, Reads reads, StanceReader stances, IReadModels models,
        [FromQuery(Name = "area"), Description("A policy area's full id; required.")] string? area,
        [FromQuery(Name = "target"), Description("Only stances towards this country.")] string? target,
        [AsParameters] PointParameters point, [AsParameters] PageParameters page) =>
        ManyAsync(http, reads, stances, models, null, area is null ? throw Missing("area") : Area(area), Target(target), point, page);

    private static Task<IResult> ManyAsync(
        HttpContext http, Reads reads, StanceReader stances, IReadModels models, Jurisdiction? country, AreaId? area, Jurisdiction? target, PointParameters given, PageParameters page) =>
        reads.AnswerAsync(http, given, Stance, async read =>
        {
            var (count, after) = (page.Count(), CellCursor.Parse(page.After));

            // All pages of a list are of one reading.
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var reports = country is not null
                ? await reads.AskAsync(new AskCountry(country, reading.Point), read.Cancellation)
                : await reads.AskAsync(new AskArea(area!, reading.Point), read.Cancellation);
            var wanted = reports.Where(report => (target is null || target.Equals(report.Answer.Question.Target)) && CellCursor.Of(report).IsAfter(after)).Take(count + 1).ToList();
            var next = wanted.Count > count ? CellCursor.Of(wanted[count - 1]).ToString() : null;
            var views = await StanceViews.OfAsync(models, wanted.Take(count).ToList(), read.Cancellation);
            return new Content<StanceView>(reading, views, CsvColumns.Stance, (asked, link) => new StancesView(asked, views, link)) { Next = next };
        });

    private static Task<IResult> TimelineAsync(
        HttpContext http, Reads reads, StanceReader stances, IReadModels models, string jurisdiction, string area,
        [FromQuery(Name = "target"), Description("Towards whom; default: the general stance.")] string? target,
        [FromQuery(Name = "from"), Description("The first day. Default: the first on which anything is said.")] string? from,
        [FromQuery(Name = "until"), Description("The first day after (exclusive). Default: as far as anything is said.")] string? until,
        [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Timeline, async read =>
        {
            var (country, cell, whom) = (Country(jurisdiction), Area(area), Target(target));
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var question = new AskTimeline(country, cell, whom, Day(from, "from"), Day(until, "until"), reading.Point);
            var stretches = await reads.AskAsync(question, read.Cancellation);
            var answers = await StanceViews.OfAsync(models, stretches.Select(stretch => stretch.Report).ToList(), read.Cancellation);
            var views = stretches.Select((stretch, i) => new StretchView(Plain.Bound(stretch.From), Plain.Bound(stretch.Until), answers[i])).ToList();
            return new Content<StretchView>(reading, views, CsvColumns.Stretch, (asked, _) => new TimelineView(asked, country.Code, cell.Full, whom?.Code, views));
        });

    private static async Task<IResult> TimeMapAsync(
        HttpContext http, Reads reads, StanceReader stances, string jurisdiction, string area,
        [FromQuery(Name = "target")] string? target, [AsParameters] PointParameters given)
    {
        if (given.Format is not null)
            throw new RefusedException(Refusal.Invalid("format", given.Format, "a time map is sent as application/link-format alone; leave it out"));
        if (await reads.AwaitAsync(http, given) is { } late)
            return late;
        var (reading, _) = await stances.ResolveAsync(given.Point(), http.RequestAborted);
        var beliefs = await reads.AskAsync(new AskBeliefs(Country(jurisdiction), Area(area), Target(target), reading.Point), http.RequestAborted);
        var path = http.Request.Path.ToUriComponent();
        var (query, stance) = (http.Request.QueryString.ToUriComponent(), path.Replace("/v1/timemaps/", "/v1/stances/", StringComparison.Ordinal));
        var map = new StringBuilder($"<{stance}{query}>; rel=\"original timegate\",\n<{path}{query}>; rel=\"self\"; type=\"application/link-format\"");
        for (var i = 0; i < beliefs.Count; i++)
        {
            var relation = (i == 0 ? "first " : "") + (i == beliefs.Count - 1 ? "last " : "") + "memento";
            map.Append(",\n<").Append(Links.Pinned(http.Request, reading with { KnownAt = beliefs[i].KnownAt }).Replace("/v1/timemaps/", "/v1/stances/", StringComparison.Ordinal))
                .Append(">; rel=\"").Append(relation).Append("\"; datetime=\"").Append(Memento.Write(beliefs[i].KnownAt)).Append('"');
        }

        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(map.Append('\n').ToString(), "application/link-format");
    }

    internal static Jurisdiction Country(string text) => Jurisdiction.Parse(text, "jurisdiction").OrThrow();

    internal static Jurisdiction? Target(string? text) => text is null ? null : Jurisdiction.Parse(text, "target").OrThrow();

    internal static AreaId Area(string text) => AreaId.Parse(text, "area").OrThrow();

    internal static DateOnly? Day(string? text, string field) => text is null ? null : Iso.Day(text, field).OrThrow();

    internal static RefusedException Missing(string field) => new(Refusal.Invalid(field, null, "required, and missing"));
}
