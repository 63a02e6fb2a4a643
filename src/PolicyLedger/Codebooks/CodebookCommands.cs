using System.Globalization;
using PolicyLedger.Recording;

namespace PolicyLedger.Codebooks;

/// <summary>A command about a codebook's own stream.</summary>
public abstract record CodebookCommand(Envelope Envelope, string Codebook) : Command(Envelope)
{
    /// <summary>Decides on the shelf as it is, purely.</summary>
    public abstract Result<ValueList<Decided>> Decide(CodebookShelf shelf, Circumstances at);
}

/// <summary>Adopts a codebook: one that the program ships in all its versions, or one of the recorder's own in its first.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Codebook">1–32 of <c>a-z 0-9 -</c>.</param>
/// <param name="Areas">Null for a shipped codebook.</param>
public sealed record AdoptCodebook(Envelope Envelope, string Codebook, ValueList<AreaDefinition>? Areas) : CodebookCommand(Envelope, Codebook)
{
    public override Result<ValueList<Decided>> Decide(CodebookShelf shelf, Circumstances at)
    {
        if (AreaId.Parse(Codebook + ":x", "codebook").Refusal is { } bad)
            return bad with { Value = Codebook };
        if (shelf.Has(Codebook))
            return Areas is null ? ValueList<Decided>.Empty : Refusal.Conflict("codebook", Codebook, "it is already adopted; revise it");
        if (Areas is null)
            return ShippedCodebooks.Has(Codebook) ? ShippedCodebooks.Events(Codebook) : Refusal.Invalid("codebook", Codebook, $"not shipped with the program ({string.Join(", ", ShippedCodebooks.Ids)} are); give its areas");
        return CodebookRules.Refuse(Areas) is { } broken ? broken : ValueList.Of([new Decided(new CodebookAdopted(Codebook, 1, Areas), EventText.None)]);
    }
}

/// <summary>The next version of an adopted codebook.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Codebook">An adopted one.</param>
/// <param name="Areas">In full.</param>
/// <param name="Map">What became of values that changed; values that are neither in it nor in the new version stay as coded.</param>
public sealed record ReviseCodebook(Envelope Envelope, string Codebook, ValueList<AreaDefinition> Areas, ValueList<ValueMap> Map) : CodebookCommand(Envelope, Codebook)
{
    public override Result<ValueList<Decided>> Decide(CodebookShelf shelf, Circumstances at)
    {
        if (!shelf.Has(Codebook))
            return Refusal.Invalid("codebook", Codebook, "it is not adopted");
        var last = shelf.Versions(Codebook)[^1];
        if ((CodebookRules.Refuse(Areas) ?? CodebookRules.Refuse(Map, last.Areas, Areas)) is { } refusal)
            return refusal;
        return ValueList.Of([new Decided(new CodebookRevised(Codebook, last.Version + 1, Areas, Map), EventText.None)]);
    }
}

/// <summary>What a codebook must be.</summary>
internal static class CodebookRules
{
    public static Refusal? Refuse(ValueList<AreaDefinition> areas)
    {
        if (areas.Count == 0)
            return Refusal.Invalid("areas", null, "at least one area");
        for (var i = 0; i < areas.Count; i++)
        {
            var area = areas[i];
            var field = $"areas[{i}]";
            if (AreaId.Parse("x:" + area.Area, $"{field}.area").Refusal is { } bad)
                return bad with { Value = area.Area };
            if (areas.Take(i).Any(a => a.Area == area.Area))
                return Refusal.Invalid($"{field}.area", area.Area, "each area at most once");
            if (area.Levels is not null != (area.Kind == AreaKind.Level) || area.Categories is not null != (area.Kind == AreaKind.Category) || area.Ordered is not null != (area.Kind == AreaKind.Category))
                return Refusal.Invalid(field, area.Area, "levels for a level area, ordered and categories for a category area, neither for a direction area");
            if (area.Levels is { } levels && !levels.Select(l => l.Level).SequenceEqual(Enumerable.Range(0, levels.Count)))
                return Refusal.Invalid($"{field}.levels", area.Area, "levels are numbered from 0 up without a gap");
            if (area.Levels is { Count: 0 } || area.Categories is { Count: 0 })
                return Refusal.Invalid(field, area.Area, "at least one level or category");
            if (area.Categories?.FirstOrDefault(c => c.Category.Length is < 1 or > 64 || Characters.FirstForbidden(c.Category) is not null) is { } nameless)
                return Refusal.Invalid($"{field}.categories", nameless.Category, "a category's code has 1 to 64 characters, no control characters");
            if (area.Categories is { } categories && categories.GroupBy(c => c.Category).Any(g => g.Count() > 1))
                return Refusal.Invalid($"{field}.categories", area.Area, "each category at most once");
            if ((area.Levels?.Select(l => l.Label) ?? area.Categories?.Select(c => c.Label) ?? []).Append(area.Title).Select(text => Checks.Said($"{field}.label", text, TextLimits.Title)).FirstOrDefault(r => r is not null) is { } label)
                return label;
        }

        return null;
    }

    public static Refusal? Refuse(ValueList<ValueMap> map, ValueList<AreaDefinition> before, ValueList<AreaDefinition> after)
    {
        for (var i = 0; i < map.Count; i++)
        {
            if (map.Take(i).Any(m => m.Area == map[i].Area && m.From == map[i].From))
                return Refusal.Invalid($"map[{i}].from", map[i].From, "each value at most once");
            if (!Has(before, map[i].Area, map[i].From))
                return Refusal.Invalid($"map[{i}].from", map[i].From, $"{map[i].Area} had no such value in the version before");
            if (map[i].To.Count == 0 || map[i].To.FirstOrDefault(to => !Has(after, map[i].Area, to)) is not null)
                return Refusal.Invalid($"map[{i}].to", string.Join(", ", map[i].To), $"one or more values of {map[i].Area} in the new version");
        }

        return null;
    }

    private static bool Has(ValueList<AreaDefinition> areas, string area, string value) => areas.FirstOrDefault(a => a.Area == area) is { } definition
        && (definition.Levels?.Any(l => l.Level.ToString(CultureInfo.InvariantCulture) == value) ?? definition.Categories?.Any(c => c.Category == value) ?? false);
}
