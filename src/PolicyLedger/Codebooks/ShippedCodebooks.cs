using System.Collections.Frozen;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Codebooks;

/// <summary>The codebooks of <c>schemas/codebooks/</c>, embedded in the program. The first command that uses one adopts it, in all its versions.</summary>
public static class ShippedCodebooks
{
    private static readonly FrozenDictionary<string, CodebookFile> Files = Resources.Names("codebooks/")
        .Select(name => StrictJson.Read<CodebookFile>(Resources.Read(name), typeof(CodebookFile)))
        .ToFrozenDictionary(file => file.Id, StringComparer.Ordinal);

    // No event has brought it: it stands before every position.
    private const long NotAdopted = -1;

    public static IEnumerable<string> Ids => Files.Keys.Order(StringComparer.Ordinal);

    public static bool Has(string codebook) => Files.ContainsKey(codebook);

    public static CodebookFile Of(string codebook) => Files[codebook];

    /// <summary>A shelf on which a codebook stands also where it is shipped and not adopted yet; otherwise the same.</summary>
    public static CodebookShelf Beside(CodebookShelf shelf, string codebook) => shelf.Has(codebook) || !Has(codebook)
        ? shelf
        : Events(codebook).Aggregate(shelf, (books, e) => books.With(e.Event, NotAdopted));

    /// <summary>The events that adopt it: its first version, then each revision.</summary>
    public static ValueList<Decided> Events(string codebook) => Files[codebook].Versions
        .Select(v => new Decided(
            v.Version == 1 ? new CodebookAdopted(codebook, 1, v.Areas) : new CodebookRevised(codebook, v.Version, v.Areas, v.Map),
            EventText.None))
        .ToValueList();
}

/// <summary>A file of <c>schemas/codebooks/</c>.</summary>
public sealed record CodebookFile(string Id, string Title, string Source, ValueList<CodebookFileVersion> Versions);

public sealed record CodebookFileVersion(int Version, ValueList<AreaDefinition> Areas, ValueList<ValueMap> Map);
