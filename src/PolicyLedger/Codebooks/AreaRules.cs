using System.Globalization;

namespace PolicyLedger.Codebooks;

/// <summary>Whether a value belongs to an area, and how it is called there.</summary>
public static class AreaRules
{
    /// <summary>The rule that a value breaks in this area, with the member at fault; null if it is legal. "No data" is legal here; where it is not, the command says so.</summary>
    public static Refusal? Refuse(this AreaDefinition area, StanceValue value) => (area.Kind, value) switch
    {
        (_, StanceValue.NoData) => null,
        (AreaKind.Level, StanceValue.Level level) when area.Levels!.Any(l => l.Level == level.Number) => null,
        (AreaKind.Level, StanceValue.Level level) => Refusal.Invalid(
            "level", level.ToString(), $"{area.Area} has levels {area.Levels!.Min(l => l.Level)} to {area.Levels!.Max(l => l.Level)}"),
        (AreaKind.Category, StanceValue.Category category) => RefuseCategory(area, category),
        (AreaKind.Direction, StanceValue.Direction direction) => RefuseDirection(direction),
        _ => Refusal.Invalid("value", value.ToString(), $"{area.Area} takes {Takes(area.Kind)}"),
    };

    /// <summary>The label that the codebook gives a value.</summary>
    public static string? Label(this AreaDefinition area, StanceValue value) => value switch
    {
        StanceValue.Level level => area.Levels?.FirstOrDefault(l => l.Level == level.Number)?.Label,
        StanceValue.Category category when area.Categories?.FirstOrDefault(c => c.Category == category.Code) is { } definition =>
            category.Days is { } days ? string.Create(CultureInfo.InvariantCulture, $"{definition.Label}, {days} days") : definition.Label,
        StanceValue.Direction direction => Label(direction),
        StanceValue.NoData => "no data",
        _ => null,
    };

    private static Refusal? RefuseCategory(AreaDefinition area, StanceValue.Category category)
    {
        if (area.Categories!.FirstOrDefault(c => c.Category == category.Code) is not { } definition)
            return Refusal.Invalid("category", category.Code, $"{area.Area} has the categories {string.Join(", ", area.Categories!.Select(c => c.Category))}");
        if (definition.Days && category.Days is null)
            return Refusal.Invalid("days", null, $"category {category.Code} needs a number of days");
        if (!definition.Days && category.Days is { } days)
            return Refusal.Invalid("days", days.ToString(CultureInfo.InvariantCulture), $"category {category.Code} takes no number of days");
        return category.Days is < 1 or > 3660
            ? Refusal.Invalid("days", category.Days.Value.ToString(CultureInfo.InvariantCulture), "a number of days is 1 to 3660")
            : null;
    }

    private static Refusal? RefuseDirection(StanceValue.Direction direction) =>
        direction is { Magnitude: { } magnitude, Towards: Towards.NoChange or Towards.CannotBeAssessed }
            ? Refusal.Invalid("magnitude", Wire.Spelling.Of(magnitude), "only a change in a direction has a magnitude")
            : null;

    private static string Takes(AreaKind kind) => kind switch
    {
        AreaKind.Level => "a level",
        AreaKind.Category => "a category",
        _ => "a direction",
    };

    private static string Label(StanceValue.Direction direction)
    {
        var towards = direction.Towards switch
        {
            Towards.MoreRestrictive => "more restrictive",
            Towards.LessRestrictive => "less restrictive",
            Towards.NoChange => "no change",
            _ => "cannot be assessed",
        };
        return direction.Magnitude switch
        {
            null => towards,
            Magnitude.FineTuning => towards + ", fine-tuning",
            Magnitude.MidLevel => towards + ", mid-level",
            { } magnitude => $"{towards}, {magnitude.ToString().ToLowerInvariant()}",
        };
    }
}
