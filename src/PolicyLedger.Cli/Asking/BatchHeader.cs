using PolicyLedger.Cli.Shell;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Cli.Asking;

/// <summary>What one row of a batch asks; what it leaves open is null.</summary>
internal sealed record BatchQuestion(Jurisdiction Jurisdiction, AreaId Area, Jurisdiction? Target, DateOnly On, DateTimeOffset? KnownAt, Basis? Basis);

/// <summary>The columns of a batch, found by name in any order; others are passed through.</summary>
internal sealed class BatchHeader
{
    private static readonly string[] Known = ["jurisdiction", "area", "target", "on", "known_at", "at", "basis"];
    private readonly Dictionary<string, int> columns;

    private BatchHeader(IReadOnlyList<string> names, Dictionary<string, int> columns) => (Names, this.columns) = (names, columns);

    public IReadOnlyList<string> Names { get; }

    public static Result<BatchHeader> Read(IReadOnlyList<string> names)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].Trim().ToLowerInvariant();
            if (!columns.TryAdd(name, i) && Known.Contains(name))
                return Refusal.Invalid("header", names[i], "each column at most once");
        }

        foreach (var name in (ReadOnlySpan<string>)["jurisdiction", "area"])
        {
            if (!columns.ContainsKey(name))
                return Refusal.Invalid("header", string.Join(',', names), $"no column '{name}'; the first row names the columns: jurisdiction,area[,target],on[,known_at][,at][,basis]");
        }

        return new BatchHeader(names, columns);
    }

    public string At(string[] fields) => Field(fields, "at");

    /// <summary>Reads a row; what it leaves empty is taken from the options.</summary>
    public Result<BatchQuestion> Question(string[] fields, AsOfPoint point, Jurisdiction? target)
    {
        if (!Jurisdiction.Parse(Field(fields, "jurisdiction"), "jurisdiction").TryGet(out var who, out var refusal)
            || !AreaId.Parse(Field(fields, "area"), "area").TryGet(out var area, out refusal))
            return refusal;
        if (Field(fields, "target") is { Length: > 0 } towards && !Jurisdiction.Parse(towards, "target").TryGet(out target, out refusal))
            return refusal;
        var on = point.On;
        if (Field(fields, "on") is { Length: > 0 } day)
        {
            if (!Days.Asked(day, "on").TryGet(out var given, out refusal))
                return refusal;
            on = given;
        }

        if (on is null)
            return Refusal.Invalid("on", null, "required, and missing; give a day here, or --on for all rows");
        if (At(fields) is { Length: > 0 } at && Arguments.Position(at, "at").Refusal is { } bad)
            return bad;
        return Times(fields, point).Map(times => new BatchQuestion(who, area, target, on.Value, times.KnownAt, times.Basis));
    }

    private Result<(DateTimeOffset? KnownAt, Basis? Basis)> Times(string[] fields, AsOfPoint point)
    {
        var (knownAt, basis) = (point.KnownAt, point.Basis);
        if (Field(fields, "known_at") is { Length: > 0 } instant)
        {
            if (!Iso.Instant(instant, "known_at").TryGet(out var known, out var refusal))
                return refusal;
            knownAt = known;
        }

        if (Field(fields, "basis") is { Length: > 0 } word)
        {
            if (!Arguments.Basis(word, "basis").TryGet(out var given, out var refusal))
                return refusal;
            basis = given;
        }

        return (knownAt, basis);
    }

    private string Field(string[] fields, string name) => columns.TryGetValue(name, out var index) ? fields[index].Trim() : "";
}
