using System.Collections.Immutable;
using System.Globalization;
using PolicyLedger.Recording;

namespace PolicyLedger.Codebooks;

/// <summary>
/// The codebooks that a ledger has adopted, with all their versions. Codebook events are taken by position alone: they are
/// the yardstick, not a claim about the world.
/// </summary>
public sealed class CodebookShelf
{
    private readonly ImmutableDictionary<string, ImmutableList<CodebookVersion>> books;

    // Of the last version of any.
    private readonly long newest;

    private CodebookShelf(ImmutableDictionary<string, ImmutableList<CodebookVersion>> books) =>
        (this.books, newest) = (books, books.Values.Select(versions => versions[^1].Position).DefaultIfEmpty(-1).Max());

    public static CodebookShelf Empty { get; } = new(ImmutableDictionary<string, ImmutableList<CodebookVersion>>.Empty);

    /// <summary>Several shelves as one; each codebook stands on one of them.</summary>
    public static CodebookShelf Of(IEnumerable<CodebookShelf> shelves) =>
        new(shelves.Aggregate(Empty.books, (all, shelf) => all.SetItems(shelf.books)));

    public IEnumerable<string> Ids => books.Keys.Order(StringComparer.Ordinal);

    public bool Has(string codebook) => books.ContainsKey(codebook);

    /// <summary>A codebook's versions, oldest first; none if it is not adopted.</summary>
    public IReadOnlyList<CodebookVersion> Versions(string codebook) => books.GetValueOrDefault(codebook, []);

    /// <summary>The shelf after a codebook event at a position.</summary>
    public CodebookShelf With(LedgerEvent codebookEvent, long position) => codebookEvent switch
    {
        CodebookAdopted adopted => Put(adopted.Codebook, new(adopted.Version, adopted.Areas, [], position)),
        CodebookRevised revised => Put(revised.Codebook, new(revised.Version, revised.Areas, revised.Map, position)),
        _ => this,
    };

    /// <summary>The shelf as of a position (inclusive).</summary>
    public CodebookShelf At(long position)
    {
        if (newest <= position)
            return this;
        var kept = books.Select(book => (book.Key, Versions: book.Value.FindAll(version => version.Position <= position)));
        return new(kept.Where(book => book.Versions.Count > 0).ToImmutableDictionary(book => book.Key, book => book.Versions));
    }

    /// <summary>An area's definition in a version, or in the newest where that is null; or why there is none.</summary>
    /// <param name="area">The area.</param>
    /// <param name="field">Where it stands, <c>areas[0].area</c>; the version stands beside it as <c>codebookVersion</c>.</param>
    /// <param name="version">Null: the newest.</param>
    public Result<AreaInVersion> Find(AreaId area, string field, int? version = null)
    {
        var versions = Versions(area.Codebook);
        if (versions.Count == 0)
            return Refusal.Invalid(field, area.Full, $"no codebook '{area.Codebook}' is adopted{Known(Ids)}");
        if (version is { } asked && !versions.Any(v => v.Version == asked))
            return Refusal.Invalid($"{(field.EndsWith("area", StringComparison.Ordinal) ? field[..^"area".Length] : "")}codebookVersion", asked.ToString(CultureInfo.InvariantCulture), $"codebook {area.Codebook} has versions 1 to {versions[^1].Version}");
        var book = version is { } number ? versions.First(v => v.Version == number) : versions[^1];
        return book.Areas.FirstOrDefault(a => a.Area == area.Area) is { } definition
            ? new AreaInVersion(definition, book.Version)
            : Refusal.Invalid(field, area.Full, $"codebook {area.Codebook} version {book.Version} has no area '{area.Area}'{Known(book.Areas.Select(a => a.Area))}");
    }

    /// <summary>A coded value in the newest version, where every step of the maps leads to one value; otherwise as coded, with the candidates of the first split.</summary>
    public Translation Translate(AreaId area, int version, StanceValue value)
    {
        var translated = value;
        foreach (var book in Versions(area.Codebook))
        {
            if (book.Version <= version || translated is StanceValue.NoData or StanceValue.Direction)
                continue;
            var code = Code(translated);
            if (book.Map.FirstOrDefault(map => map.Area == area.Area && map.From == code) is { } map)
            {
                if (map.To.Count != 1)
                    return new(translated, version, map.To);
                translated = translated is StanceValue.Level
                    ? new StanceValue.Level(int.Parse(map.To[0], CultureInfo.InvariantCulture))
                    : ((StanceValue.Category)translated) with { Code = map.To[0] };
            }
            else if (book.Areas.FirstOrDefault(a => a.Area == area.Area) is not { } definition || definition.Refuse(translated) is not null)
            {
                return new(translated, version, ValueList<string>.Empty);
            }

            version = book.Version;
        }

        return new(translated, version, ValueList<string>.Empty);
    }

    /// <summary>Whether two values say the same: what they are in the newest version that the maps lead to, and which version that is.</summary>
    public bool Same(AreaValue a, AreaValue b)
    {
        if (a.CodebookVersion == b.CodebookVersion && a.Value == b.Value)
            return true;
        var (x, y) = (Translate(a.Area, a.CodebookVersion, a.Value), Translate(b.Area, b.CodebookVersion, b.Value));
        return x.Value == y.Value && (x.Version == y.Version || x.Value is StanceValue.NoData or StanceValue.Direction);
    }

    internal static string Code(StanceValue value) => value is StanceValue.Category category ? category.Code : value.ToString()!;

    private static string Known(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? $"; it has {list}" : "";

    private CodebookShelf Put(string codebook, CodebookVersion version) =>
        new(books.SetItem(codebook, books.GetValueOrDefault(codebook, []).Add(version)));
}

/// <param name="Version">From 1.</param>
/// <param name="Areas">In full.</param>
/// <param name="Map">From the version before.</param>
/// <param name="Position">Of the event that brought it.</param>
public sealed record CodebookVersion(int Version, ValueList<AreaDefinition> Areas, ValueList<ValueMap> Map, long Position);

public sealed record AreaInVersion(AreaDefinition Definition, int Version);

/// <param name="Value">The value, as far as the maps lead to one value.</param>
/// <param name="Version">The version in which it is expressed.</param>
/// <param name="Candidates">Where a split stopped the translation: what it may be now.</param>
public sealed record Translation(StanceValue Value, int Version, ValueList<string> Candidates);
