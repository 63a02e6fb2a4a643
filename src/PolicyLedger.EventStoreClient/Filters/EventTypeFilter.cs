using System.Text.RegularExpressions;

namespace EventStore.Client;

/// <summary>Passes the events whose type fits.</summary>
public readonly struct EventTypeFilter : IEquatable<EventTypeFilter>, IEventFilter
{
    private readonly FilterTerms? terms;

    /// <summary>Passes everything.</summary>
    public static readonly EventTypeFilter None;

    private EventTypeFilter(FilterTerms terms) => this.terms = terms;

    public PrefixFilterExpression[] Prefixes => terms?.Prefixes ?? [];

    public RegularFilterExpression Regex => terms?.Regex ?? RegularFilterExpression.None;

    public uint? MaxSearchWindow => terms?.MaxSearchWindow;

    /// <summary>Passes all but what the node writes for itself.</summary>
    public static EventTypeFilter ExcludeSystemEvents(uint maxSearchWindow = FilterTerms.DefaultSearchWindow) =>
        new(FilterTerms.Matching(RegularFilterExpression.ExcludeSystemEvents, maxSearchWindow));

    public static IEventFilter Prefix(string prefix) => Prefix(FilterTerms.DefaultSearchWindow, prefix);

    /// <exception cref="ArgumentException">No prefix.</exception>
    public static IEventFilter Prefix(params string[] prefixes) => Prefix(FilterTerms.DefaultSearchWindow, prefixes);

    /// <exception cref="ArgumentException">No prefix, or a window of 0.</exception>
    public static IEventFilter Prefix(uint maxSearchWindow, params string[] prefixes) =>
        new EventTypeFilter(FilterTerms.StartingWith(prefixes, maxSearchWindow));

    /// <exception cref="ArgumentOutOfRangeException">A window of 0.</exception>
    public static IEventFilter RegularExpression(string regex, uint maxSearchWindow = FilterTerms.DefaultSearchWindow) =>
        new EventTypeFilter(FilterTerms.Matching(new RegularFilterExpression(regex), maxSearchWindow));

    /// <exception cref="ArgumentOutOfRangeException">A window of 0.</exception>
    public static IEventFilter RegularExpression(Regex regex, uint maxSearchWindow = FilterTerms.DefaultSearchWindow) =>
        new EventTypeFilter(FilterTerms.Matching(new RegularFilterExpression(regex), maxSearchWindow));

    public bool Equals(EventTypeFilter other) => terms is null ? other.terms is null : terms.Equals(other.terms);

    public override bool Equals(object? obj) => obj is EventTypeFilter other && Equals(other);

    public override int GetHashCode() => terms?.GetHashCode() ?? 0;

    public static bool operator ==(EventTypeFilter left, EventTypeFilter right) => left.Equals(right);

    public static bool operator !=(EventTypeFilter left, EventTypeFilter right) => !left.Equals(right);

    public override string ToString() => terms is null ? "(none)" : $"EventTypeFilter {terms}";
}
