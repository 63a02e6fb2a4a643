namespace EventStore.Client;

/// <summary>Where a subscription to the whole log starts.</summary>
public readonly struct FromAll : IEquatable<FromAll>, IComparable<FromAll>, IComparable
{
    private readonly Position? after;

    /// <summary>With the first event.</summary>
    public static readonly FromAll Start;

    /// <summary>With what is appended from now on.</summary>
    public static readonly FromAll End = new(Position.End);

    private FromAll(Position after) => this.after = after;

    /// <summary>With the event that follows this position.</summary>
    /// <exception cref="ArgumentException">The end: that is <see cref="End"/>.</exception>
    public static FromAll After(Position position) => position == Position.End
        ? throw new ArgumentException("position must be that of an event; take FromAll.End for what is appended from now on.", nameof(position))
        : new(position);

    /// <exception cref="InvalidOperationException">The start comes after no position.</exception>
    public (ulong commitPosition, ulong preparePosition) ToUInt64() => after is { } position
        ? (position.CommitPosition, position.PreparePosition)
        : throw new InvalidOperationException("FromAll.Start has no position: it comes before the first event.");

    public int CompareTo(FromAll other) => Nullable.Compare(after, other.after);

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        FromAll other => CompareTo(other),
        _ => throw new ArgumentException($"A FromAll cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };

    public bool Equals(FromAll other) => Nullable.Equals(after, other.after);

    public override bool Equals(object? obj) => obj is FromAll other && Equals(other);

    public override int GetHashCode() => after.GetHashCode();

    public static bool operator ==(FromAll left, FromAll right) => left.Equals(right);

    public static bool operator !=(FromAll left, FromAll right) => !left.Equals(right);

    public static bool operator <(FromAll left, FromAll right) => left.CompareTo(right) < 0;

    public static bool operator >(FromAll left, FromAll right) => left.CompareTo(right) > 0;

    public static bool operator <=(FromAll left, FromAll right) => left.CompareTo(right) <= 0;

    public static bool operator >=(FromAll left, FromAll right) => left.CompareTo(right) >= 0;

    public override string ToString() => after switch
    {
        null => "Start",
        { } position when position == Position.End => "Live",
        { } position => position.ToString(),
    };
}
