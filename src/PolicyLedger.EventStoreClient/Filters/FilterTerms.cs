namespace EventStore.Client;

/// <summary>What a filter compares names with: prefixes or a pattern, never both.</summary>
internal sealed class FilterTerms : IEquatable<FilterTerms>
{
    public const uint DefaultSearchWindow = 32;

    private FilterTerms(PrefixFilterExpression[] prefixes, RegularFilterExpression regex, uint maxSearchWindow)
    {
        if (maxSearchWindow == 0)
            throw new ArgumentOutOfRangeException(nameof(maxSearchWindow), maxSearchWindow, "maxSearchWindow must be greater than 0.");
        (Prefixes, Regex, MaxSearchWindow) = (prefixes, regex, maxSearchWindow);
    }

    public PrefixFilterExpression[] Prefixes { get; }

    public RegularFilterExpression Regex { get; }

    public uint MaxSearchWindow { get; }

    public static FilterTerms StartingWith(string[] prefixes, uint maxSearchWindow) => prefixes.Length == 0
        ? throw new ArgumentException("prefixes must hold at least one prefix; take None for all events.", nameof(prefixes))
        : new([.. prefixes.Select(prefix => new PrefixFilterExpression(prefix))], RegularFilterExpression.None, maxSearchWindow);

    public static FilterTerms Matching(RegularFilterExpression regex, uint maxSearchWindow) => new([], regex, maxSearchWindow);

    public bool Equals(FilterTerms? other) =>
        other is not null
        && Prefixes.SequenceEqual(other.Prefixes)
        && Regex == other.Regex
        && MaxSearchWindow == other.MaxSearchWindow;

    public override bool Equals(object? obj) => Equals(obj as FilterTerms);

    public override int GetHashCode() => HashCode.Combine(Prefixes.Length, Regex, MaxSearchWindow);

    public override string ToString() => Prefixes.Length == 0 ? $"{Regex}" : $"[{string.Join(", ", Prefixes)}]";
}
