using System.CommandLine;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Codebooks;
using PolicyLedger.Recording;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Asking;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Keeping;

/// <summary>A codebook: adopted by this ledger, or shipped with the program.</summary>
internal sealed record BookView(string Codebook, bool Adopted, bool Shipped, int Versions, int Areas);

/// <summary>An area of a codebook version, with its values and what became of those of the version before.</summary>
internal sealed record AreaView(string Area, int Version, string Title, string Kind, bool? Ordered, IReadOnlyList<ValueOfAreaView> Values, IReadOnlyList<MapView> Map);

internal sealed record MapView(string From, IReadOnlyList<string> To);

/// <summary><c>codebook</c>: list, show, adopt, revise.</summary>
internal static class CodebookVerb
{
    private static readonly IReadOnlyList<Column<BookView>> BookColumns =
    [
        new("codebook", v => v.Codebook), new("adopted", v => Plain.Yes(v.Adopted)), new("shipped", v => Plain.Yes(v.Shipped)),
        new("versions", v => Plain.Number(v.Versions)), new("areas", v => Plain.Number(v.Areas)),
    ];

    private static readonly IReadOnlyList<Column<(AreaView Area, ValueOfAreaView? Value)>> ValueColumns =
    [
        new("area", v => v.Area.Area), new("kind", v => v.Area.Kind), new("value", v => v.Value?.Value ?? "-"), new("label", v => v.Value?.Label ?? v.Area.Title),
    ];

    private static readonly IReadOnlyList<Column<AreaView>> None = [];

    public static Verb Create(Workplace place)
    {
        var book = new Verb(place, "codebook", "The policy areas, their scales and labels.", "codebook list", "codebook show oxcgrt", "codebook revise --json revision.json");
        var alone = new Argument<string?>("codebook") { Hidden = true, Arity = ArgumentArity.ZeroOrOne };
        book.Arguments.Add(alone);
        book.Does(call => throw new RefusedException(call.Get(alone) is { } asked
            ? Refusal.Invalid("codebook", asked, $"say what to do: codebook show {asked}, codebook adopt {asked}")
            : Refusal.Invalid("codebook", null, "say what to do: codebook list, show, adopt or revise")));
        book.Subcommands.Add(new Verb(place, "list", "Codebooks adopted by the ledger or shipped with the program.", "codebook list").Does(ListAsync));
        var id = new Argument<string>("codebook") { HelpName = "ID", Description = "For example migration." };
        var version = Fields.Option("--codebook-version", "N", "Default: the newest.");
        version.Aliases.Add("--book-version");
        book.Subcommands.Add(new Verb(place, "show", "Every area and value of a codebook version.", "codebook show visa --codebook-version 2 -o json") { id, version }
            .Does(call => ShowAsync(call, call.Get(id)!, call.Get(version) is { } n ? Arguments.Count(n, "--codebook-version").OrThrow() : null)));
        var adopted = new Argument<string?>("codebook") { HelpName = "ID", Arity = ArgumentArity.ZeroOrOne, Description = "A shipped one; another is given by --json." };
        var json = Fields.Option("--json", "FILE|-", "The whole command as one JSON object.");
        book.Subcommands.Add(new Verb(place, "adopt", "Adopt a codebook. A shipped one is also adopted by the first record that uses it.", "codebook adopt migration", "codebook adopt --json mine.json") { adopted, json }
            .Does(call => call.Get(json) is null && call.Get(adopted) is not null
                ? RecordRun.OptionsAsync(call, new Draft("adopt-codebook", [Field.Text(adopted, "codebook")]))
                : RecordRun.JsonAsync(call, json, "adopt-codebook", [Field.Text(adopted, "codebook")])));
        var revision = Fields.Option("--json", "FILE|-", "The command: codebook, areas in full, map from the version before.");
        book.Subcommands.Add(new Verb(place, "revise", "The next version of an adopted codebook.", "codebook revise --json revision.json") { revision }
            .Does(call => RecordRun.JsonAsync(call, revision, "revise-codebook", [])));
        return book;
    }

    private static async Task<ExitCode> ListAsync(Call call)
    {
        var printer = call.Printer();
        var shelf = await ShelfAsync(call);
        printer.List(
            shelf.Ids.Union(ShippedCodebooks.Ids).Order(StringComparer.Ordinal).Select(id =>
            {
                var versions = shelf.Has(id) ? shelf.Versions(id).Count : ShippedCodebooks.Of(id).Versions.Count;
                return new BookView(id, shelf.Has(id), ShippedCodebooks.Has(id), versions, (shelf.Has(id) ? shelf.Versions(id)[^1].Areas : ShippedCodebooks.Of(id).Versions[^1].Areas).Count);
            }),
            BookColumns, BookColumns);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ShowAsync(Call call, string id, int? number)
    {
        var printer = call.Printer();
        var shelf = ShippedCodebooks.Beside(await ShelfAsync(call), id);
        if (!shelf.Has(id))
            throw new RefusedException(Refusal.Invalid("codebook", id, $"no such codebook; there are {string.Join(", ", shelf.Ids.Union(ShippedCodebooks.Ids).Order(StringComparer.Ordinal))}"));
        var book = shelf.Versions(id).FirstOrDefault(v => v.Version == (number ?? shelf.Versions(id)[^1].Version))
            ?? throw new RefusedException(Refusal.Invalid("--codebook-version", Plain.Number(number), $"{id} has versions 1 to {shelf.Versions(id)[^1].Version}"));
        var areas = book.Areas.Select(area => View(id, book, area)).ToList();
        if (printer.Format is OutputFormat.Json or OutputFormat.Jsonl)
            printer.List(areas, None, None);
        else
            printer.List(areas.SelectMany(area => area.Values.DefaultIfEmpty().Select(value => (area, value))), ValueColumns, ValueColumns);
        return ExitCode.Ok;
    }

    private static AreaView View(string id, CodebookVersion book, AreaDefinition area) => new(
        $"{id}:{area.Area}", book.Version, area.Title, Spelling.Of(area.Kind), area.Ordered,
        ValueOfAreaView.Of(area).ToArray(),
        book.Map.Where(map => map.Area == area.Area).Select(map => new MapView(map.From, map.To)).ToArray());

    // Shipped codebooks can be read before there is a ledger.
    private static async Task<CodebookShelf> ShelfAsync(Call call)
    {
        var at = call.Position(call.Options.At);
        if (!call.LedgerNamed && !call.Ledger.IsThere)
            return CodebookShelf.Empty;
        await using var ledger = await call.OpenAsync();
        return (await ledger.Get<StanceReader>().ResolveAsync(new AsOfPoint(At: at), call.Cancellation)).Books;
    }
}
