using System.Text.RegularExpressions;

namespace EventStore.Client;

/// <summary>Passes the events whose stream's name fits.</summary>
public readonly struct StreamFilter : IEquatable<StreamFilter>, IEventFilter
{
    private readonly FilterTerms? terms;

    /// <summary>Passes everything.</summary>
    public static readonly StreamFilter None;

    private StreamFilter(FilterTerms terms) => this.terms = terms;

    public PrefixFilterExpression[] Prefixes => terms?.Prefixes ?? [];

    public RegularFilterExpression Regex => terms?.Regex ?? RegularFilterExpression.None;

    public uint? MaxSearchWindow => terms?.MaxSearchWindow;

    public static IEventFilter Prefix(string prefix) => Prefix(FilterTerms.DefaultSearchWindow, prefix);

    /// <exception cref="ArgumentException">No prefix.</exception>
    public static IEventFilter Prefix(params string[] prefixes) => Prefix(FilterTerms.DefaultSearchWindow, prefixes);

    /// <exception cref="ArgumentException">No prefix, or a window of 0.</exception>
    public static IEventFilter Prefix(uint maxSearchWindow, params string[] prefixes) =>
        new StreamFilter(FilterTerms.StartingWith(prefixes, maxSearchWindow));

    /// <exception cref="ArgumentOutOfRangeException">A window of 0.</exception>
    public static IEventFilter RegularExpression(string regex, uint maxSearchWindow = FilterTerms.DefaultSearchWindow) =>
        new StreamFilter(FilterTerms.Matching(new RegularFilterExpression(regex), maxSearchWindow));

    /// <exception cref="ArgumentOutOfRangeException">A window of 0.</exception>
    public static IEventFilter RegularExpression(Regex regex, uint maxSearchWindow = FilterTerms.DefaultSearchWindow) =>
        new StreamFilter(FilterTerms.Matching(new RegularFilterExpression(regex), maxSearchWindow));

    public bool Equals(StreamFilter other) => terms is null ? other.terms is null : terms.Equals(other.terms);

    public override bool Equals(object? obj) => obj is StreamFilter other && Equals(other);

    public override int GetHashCode() => terms?.GetHashCode() ?? 0;

    public static bool operator ==(StreamFilter left, StreamFilter right) => left.Equals(right);

    public static bool operator !=(StreamFilter left, StreamFilter right) => !left.Equals(right);

    public override string ToString() => terms is null ? "(none)" : $"StreamFilter {terms}";
}
