using PolicyLedger.Codebooks;

namespace PolicyLedger.Testing.Stances;

/// <summary>The codebook of the random histories: three versions with renamings, an exchange, splits, and values that go without a trace.</summary>
internal static class TrackBook
{
    public static ValueList<AreaDefinition> First { get; } = Areas(4, "a", "b", "c", "d");

    public static ValueList<AreaDefinition> Second { get; } = Areas(4, "x", "y", "z", "d");

    public static ValueList<AreaDefinition> Third { get; } = Areas(3, "w", "y", "z", "d");

    public static ValueList<ValueMap> ToSecond { get; } = [new("level", "1", ["2"]), new("level", "2", ["1"]), new("kind", "a", ["x"]), new("kind", "b", ["y", "z"])];

    public static ValueList<ValueMap> ToThird { get; } = [new("level", "3", ["1", "2"]), new("kind", "x", ["w"]), new("kind", "z", ["y"])];

    /// <summary>Category d takes a number of days.</summary>
    private static ValueList<AreaDefinition> Areas(int levels, params string[] categories) =>
    [
        new("level", "Level", AreaKind.Level, Enumerable.Range(0, levels).Select(n => new LevelDefinition(n, $"level {n}")).ToValueList()),
        new("kind", "Kind", AreaKind.Category, null, false, categories.Select(c => new CategoryDefinition(c, $"kind {c}", c == "d")).ToValueList()),
        new("way", "Way", AreaKind.Direction),
    ];
}
