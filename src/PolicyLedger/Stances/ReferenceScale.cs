using System.Globalization;
using PolicyLedger.Codebooks;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>The yardstick of the reference: one area in the versions of its codebook, and when two values in it are the same.</summary>
internal sealed class ReferenceScale(IEnumerable<LedgerEvent> events, AreaId area)
{
    private readonly List<(int Version, AreaDefinition? Area, List<ValueMap> Map)> versions = events.Select(e => e switch
    {
        CodebookAdopted book when book.Codebook == area.Codebook => (book.Version, Find(book.Areas, area), []),
        CodebookRevised book when book.Codebook == area.Codebook => (book.Version, Find(book.Areas, area), book.Map.Where(m => m.Area == area.Area).ToList()),
        _ => (0, null, new List<ValueMap>()),
    }).Where(v => v.Item1 > 0).OrderBy(v => v.Item1).ToList();

    /// <summary>In the newest version that has the area.</summary>
    public bool IsDirection => versions.LastOrDefault(v => v.Area is not null).Area?.Kind == AreaKind.Direction;

    public bool Same(AreaValue a, AreaValue b) => Translate(a).Equals(Translate(b));

    /// <summary>A level or a category in the newest version that the maps lead to, with that version. Directions and "no data" are the same in all.</summary>
    private (StanceValue Value, int Version) Translate(AreaValue coded)
    {
        var (value, reached) = (coded.Value, coded.CodebookVersion);
        if (value is StanceValue.Direction or StanceValue.NoData)
            return (value, 0);
        foreach (var next in versions.Where(v => v.Version > coded.CodebookVersion))
        {
            var map = next.Map.Find(m => m.From == Code(value));
            if (map is { To.Count: > 1 } || (map is null && !StillThere(value, next.Area)))
                break;
            value = (map, value) switch
            {
                (null, _) => value,
                (_, StanceValue.Category category) => new StanceValue.Category(map.To[0], category.Days),
                _ => new StanceValue.Level(int.Parse(map.To[0], CultureInfo.InvariantCulture)),
            };
            reached = next.Version;
        }

        return (value, reached);
    }

    private static bool StillThere(StanceValue value, AreaDefinition? area) => value switch
    {
        StanceValue.Level level => area?.Levels?.Any(l => l.Level == level.Number) ?? false,
        StanceValue.Category category => area?.Categories?.Any(c => c.Category == category.Code && c.Days == category.Days is not null) ?? false,
        _ => false,
    };

    private static string Code(StanceValue value) => value is StanceValue.Category category ? category.Code : value.ToString()!;

    private static AreaDefinition? Find(ValueList<AreaDefinition> areas, AreaId area) => areas.FirstOrDefault(a => a.Area == area.Area);
}
