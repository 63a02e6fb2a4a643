using System.Globalization;
using PolicyLedger.Codebooks;
using Spelling = PolicyLedger.Wire.Spelling;

namespace PolicyLedger.Import;

/// <summary>Reads what a row says: a level, a category, a direction, or no data.</summary>
internal sealed class ValueReader(Mapping mapping)
{
    private readonly ValueMapping file = mapping.File.Value;

    /// <param name="row">The row.</param>
    /// <param name="version">The codebook version that it is coded under; null: the newest.</param>
    public Result<StanceValue> Read(Row row, int? version)
    {
        var (level, category, direction) = (Text(row, "level"), Text(row, "category"), Text(row, "direction"));
        var (days, magnitude) = (Text(row, "days"), Text(row, "magnitude"));
        var given = new[] { level, category, direction }.Where(text => text is not null).ToList();
        if (given.TrueForAll(text => IsNoData(text!)) && (given.Count > 0 || IsNoData("")) && days is null && magnitude is null)
            return new StanceValue.NoData();
        if (given.Count != 1)
        {
            return Refusal.Invalid(
                Name, given.Count == 0 ? null : string.Join(", ", given),
                given.Count == 0 ? "required, and empty" : "only one of level, category and direction");
        }

        if (days is not null && category is null)
            return Refusal.Invalid(mapping["value.days"].Name, days, "only a category has days beside it");
        if (magnitude is not null && direction is null)
            return Refusal.Invalid(mapping["value.magnitude"].Name, magnitude, "only a direction has a magnitude beside it");
        if (level is not null)
            return Number(level, mapping["value.level"].Name, "a level is a whole number, such as 0 or 3").Map<StanceValue>(number => new StanceValue.Level(number));
        return category is not null ? Category(category, days, version) : Direction(direction!, magnitude);
    }

    /// <summary>A value of the area's earlier version by its text alone; null where that is nothing or not a value.</summary>
    public StanceValue? Read(string text, int version)
    {
        if (text.Length == 0 || IsNoData(text))
            return null;
        var value = file.Category is not null
            ? Category(Word(text), null, version)
            : Number(Word(text), "", "").Map<StanceValue>(number => new StanceValue.Level(number));
        return value.TryGet(out var read, out _) ? read : null;
    }

    private string Name => mapping.Optional("value.level")?.Name ?? mapping.Optional("value.category")?.Name ?? mapping["value.direction"].Name;

    private string? Text(Row row, string part) => mapping.Optional($"value.{part}")?.FillOrNull(row) is { } text ? Word(text) : null;

    private string Word(string text) => file.Words?.GetValueOrDefault(text) ?? text;

    private bool IsNoData(string text) => file.NoData?.Contains(text) ?? false;

    private Result<StanceValue> Category(string code, string? days, int? version)
    {
        if (file.Numbers is { } numbers && days is null && (version ?? int.MaxValue) >= numbers.FromVersion && Number(code, "", "").TryGet(out var counted, out _) && counted > 0)
            return new StanceValue.Category(numbers.Category, counted);
        if (days is null)
            return new StanceValue.Category(code, null);
        return Number(days, mapping["value.days"].Name, "a number of days is a whole number").Map<StanceValue>(number => new StanceValue.Category(code, number));
    }

    private Result<StanceValue> Direction(string direction, string? magnitude)
    {
        if (!Spelling.Parse<Towards>(direction, mapping["value.direction"].Name).TryGet(out var towards, out var refusal))
            return refusal;
        if (magnitude is null)
            return new StanceValue.Direction(towards, null);
        return Spelling.Parse<Magnitude>(magnitude, mapping["value.magnitude"].Name).Map<StanceValue>(size => new StanceValue.Direction(towards, size));
    }

    private static Result<int> Number(string text, string field, string rule) =>
        (text.Length == 1 || !text.StartsWith('0')) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Refusal.Invalid(field, text, rule);
}
