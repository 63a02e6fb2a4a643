using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Asking;

/// <summary>A jurisdiction. The name says nothing about status.</summary>
/// <param name="ValidUntil">The first day on which it existed no more; null while it exists.</param>
/// <param name="Exists">Whether it existed on the day asked for.</param>
internal sealed record JurisdictionView(string Code, string Alpha2, string Name, string? ValidFrom, string? ValidUntil, bool Exists);

internal sealed record JurisdictionsView(AskedView Asked, IReadOnlyList<JurisdictionView> Jurisdictions);

internal sealed record JurisdictionAnswerView(AskedView Asked, JurisdictionView Jurisdiction);

/// <summary>A value of an area. <c>order</c> is null where the area states none.</summary>
internal sealed record ValueOfAreaView(string Value, string Label, bool Days, int? Order)
{
    /// <summary>The levels or categories of an area. What directions there are is the same for all areas that take them.</summary>
    public static IEnumerable<ValueOfAreaView> Of(AreaDefinition area) =>
        (area.Levels ?? []).Select(level => new ValueOfAreaView(Plain.Number(level.Level)!, level.Label, false, level.Level))
            .Concat((area.Categories ?? []).Select(category => new ValueOfAreaView(category.Category, category.Label, category.Days, category.Order)));
}

/// <summary>A policy area in one version of its codebook.</summary>
internal sealed record AreaDefinitionView(string Area, string Codebook, int Version, string Title, string Kind, bool? Ordered, IReadOnlyList<ValueOfAreaView> Values)
{
    public static AreaDefinitionView Of(string codebook, int version, AreaDefinition area) => new(
        $"{codebook}:{area.Area}", codebook, version, area.Title, Spelling.Of(area.Kind), area.Ordered,
        [
            .. ValueOfAreaView.Of(area),
            .. area.Kind == AreaKind.Direction ? Enum.GetValues<Towards>().Select(towards => new ValueOfAreaView(Spelling.Of(towards), Spelling.Of(towards), false, null)) : [],
        ]);
}

internal sealed record AreasView(AskedView Asked, IReadOnlyList<AreaDefinitionView> Areas);

internal sealed record AreaAnswerView(AskedView Asked, AreaDefinitionView Area);

/// <summary>A codebook version. <c>position</c> is that of the event that brought it; null where it is shipped and not used yet.</summary>
internal sealed record CodebookVersionView(int Version, long? Position, IReadOnlyList<AreaDefinitionView> Areas, IReadOnlyList<ValueMapView> Map);

/// <summary>What became of a value of the version before.</summary>
internal sealed record ValueMapView(string Area, string From, IReadOnlyList<string> To);

internal sealed record CodebookView(string Codebook, bool Adopted, IReadOnlyList<CodebookVersionView> Versions);

internal sealed record CodebooksView(AskedView Asked, IReadOnlyList<CodebookView> Codebooks);

internal sealed record CodebookAnswerView(AskedView Asked, CodebookView Codebook);

/// <summary>The yardsticks: jurisdictions, codebooks and their areas.</summary>
internal static class CatalogueEndpoints
{
    private static readonly Resource Tables = new(Form.Json, Form.Csv, Form.Jsonl) { Shipped = true }, Nested = new(Form.Json) { Shipped = true };

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/jurisdictions", JurisdictionsAsync).WithName("jurisdictions").WithSummary("Every jurisdiction, by code.").Sends<JurisdictionsView>(Tables);
        v1.MapGet("/jurisdictions/{jurisdiction}", JurisdictionAsync).WithName("jurisdiction").WithSummary("One, by code, alias or English name.").Sends<JurisdictionAnswerView>(Nested);
        v1.MapGet("/areas", AreasAsync).WithName("areas").WithSummary("Every policy area in its newest version: adopted by the ledger, or shipped with the program.").Sends<AreasView>(Tables);
        v1.MapGet("/areas/{area}", AreaAsync).WithName("area").WithSummary("One area in its newest version.").Sends<AreaAnswerView>(Nested);
        v1.MapGet("/codebooks", BooksAsync).WithName("codebooks").WithSummary("Every codebook with all its versions.").Sends<CodebooksView>(Nested);
        v1.MapGet("/codebooks/{codebook}", BookAsync).WithName("codebook").WithSummary("One codebook.").Sends<CodebookAnswerView>(Nested);
    }

    private static Task<IResult> JurisdictionsAsync(HttpContext http, Reads reads, StanceReader stances, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Tables, async read =>
        {
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var views = Jurisdiction.All.Select(one => View(one, reading.On)).ToList();
            return new Content<JurisdictionView>(reading, views, CsvColumns.Jurisdiction, (asked, _) => new JurisdictionsView(asked, views));
        });

    private static Task<IResult> JurisdictionAsync(HttpContext http, Reads reads, StanceReader stances, string jurisdiction, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Nested, async read =>
        {
            var (reading, _) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var view = View(StanceEndpoints.Country(jurisdiction), reading.On);
            return new Content<JurisdictionView>(reading, [view], CsvColumns.Jurisdiction, (asked, _) => new JurisdictionAnswerView(asked, view));
        });

    private static Task<IResult> AreasAsync(HttpContext http, Reads reads, StanceReader stances, [FromQuery(Name = "codebook"), Description("Only this codebook's.")] string? codebook, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Tables, async read =>
        {
            var (reading, shelf) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var views = Books(shelf).Where(book => codebook is null || book.Codebook == codebook).SelectMany(book => book.Versions[^1].Areas).ToList();
            return codebook is not null && views.Count == 0
                ? throw NoBook(codebook)
                : new Content<AreaDefinitionView>(reading, views, CsvColumns.Area, (asked, _) => new AreasView(asked, views));
        });

    private static Task<IResult> AreaAsync(HttpContext http, Reads reads, StanceReader stances, string area, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Nested, async read =>
        {
            var (reading, shelf) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var id = StanceEndpoints.Area(area);
            var view = Books(shelf).SelectMany(book => book.Versions[^1].Areas).FirstOrDefault(found => found.Area == id.Full)
                ?? throw new RefusedException(Refusal.NotFound("area", area, "no codebook has this area; see /v1/areas"));
            return new Content<AreaDefinitionView>(reading, [view], CsvColumns.Area, (asked, _) => new AreaAnswerView(asked, view));
        });

    private static Task<IResult> BooksAsync(HttpContext http, Reads reads, StanceReader stances, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Nested, async read =>
        {
            var (reading, shelf) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var views = Books(shelf).ToList();
            return new Content<CodebookView>(reading, views, [], (asked, _) => new CodebooksView(asked, views));
        });

    private static Task<IResult> BookAsync(HttpContext http, Reads reads, StanceReader stances, string codebook, [AsParameters] PointParameters point) =>
        reads.AnswerAsync(http, point, Nested, async read =>
        {
            var (reading, shelf) = await stances.ResolveAsync(read.Point, read.Cancellation);
            var view = Books(shelf).FirstOrDefault(book => book.Codebook == codebook) ?? throw NoBook(codebook);
            return new Content<CodebookView>(reading, [view], [], (asked, _) => new CodebookAnswerView(asked, view));
        });

    private static RefusedException NoBook(string codebook) => new(Refusal.NotFound("codebook", codebook, "no such codebook is adopted or shipped; see /v1/codebooks"));

    // What is shipped and not used yet can be asked for too: the first record that uses it adopts it.
    private static IEnumerable<CodebookView> Books(CodebookShelf shelf) => shelf.Ids.Union(ShippedCodebooks.Ids).Order(StringComparer.Ordinal).Select(id => new CodebookView(
        id, shelf.Has(id), ShippedCodebooks.Beside(shelf, id).Versions(id).Select(version => new CodebookVersionView(
            version.Version, shelf.Has(id) ? version.Position : null,
            version.Areas.Select(area => AreaDefinitionView.Of(id, version.Version, area)).ToList(),
            version.Map.Select(one => new ValueMapView(one.Area, one.From, one.To)).ToList())).ToList()));

    private static JurisdictionView View(Jurisdiction one, DateOnly on) => new(
        one.Code, one.Alpha2, one.Name, one.ValidFrom is { } from ? Iso.Write(from) : null, one.ValidUntil is { } until ? Iso.Write(until) : null, one.ExistsOn(on));
}
