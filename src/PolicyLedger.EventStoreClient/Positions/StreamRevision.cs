namespace EventStore.Client;

/// <summary>The number of the last event of a stream, as an append expects or reports it. The first event has 0.</summary>
public readonly struct StreamRevision : IEquatable<StreamRevision>, IComparable<StreamRevision>, IComparable
{
    private readonly ulong value;

    /// <summary>No event: an empty stream.</summary>
    public static readonly StreamRevision None = new(StreamNumber.Beyond);

    /// <exception cref="ArgumentOutOfRangeException">Above 2^63 - 1 and not 2^64 - 1.</exception>
    public StreamRevision(ulong value) => this.value = StreamNumber.Checked(value, nameof(value));

    /// <summary>-1 stands for <see cref="None"/>.</summary>
    public static StreamRevision FromInt64(long value) => new(StreamNumber.FromInt64(value, nameof(value)));

    /// <exception cref="ArgumentOutOfRangeException">The end of a stream is no revision.</exception>
    public static StreamRevision FromStreamPosition(StreamPosition position) => position.ToUInt64() == StreamNumber.Beyond
        ? throw new ArgumentOutOfRangeException(nameof(position), position, "position must be the number of an event.")
        : new(position.ToUInt64());

    /// <exception cref="OverflowException">There is none after <see cref="None"/>.</exception>
    public StreamRevision Next() => this + 1;

    public int CompareTo(StreamRevision other) => value.CompareTo(other.value);

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        StreamRevision other => CompareTo(other),
        _ => throw new ArgumentException($"A StreamRevision cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };

    public bool Equals(StreamRevision other) => value == other.value;

    public override bool Equals(object? obj) => obj is StreamRevision other && Equals(other);

    public override int GetHashCode() => value.GetHashCode();

    public static bool operator ==(StreamRevision left, StreamRevision right) => left.value == right.value;

    public static bool operator !=(StreamRevision left, StreamRevision right) => left.value != right.value;

    public static bool operator <(StreamRevision left, StreamRevision right) => left.value < right.value;

    public static bool operator >(StreamRevision left, StreamRevision right) => left.value > right.value;

    public static bool operator <=(StreamRevision left, StreamRevision right) => left.value <= right.value;

    public static bool operator >=(StreamRevision left, StreamRevision right) => left.value >= right.value;

    public static StreamRevision operator +(StreamRevision left, ulong right) => new(checked(left.value + right));

    public static StreamRevision operator +(ulong left, StreamRevision right) => new(checked(left + right.value));

    public static StreamRevision operator -(StreamRevision left, ulong right) => new(checked(left.value - right));

    public static StreamRevision operator -(ulong left, StreamRevision right) => new(checked(left - right.value));

    /// <summary>-1 for <see cref="None"/>.</summary>
    public long ToInt64() => StreamNumber.ToInt64(value);

    /// <summary>2^64 - 1 for <see cref="None"/>.</summary>
    public ulong ToUInt64() => value;

    public static implicit operator ulong(StreamRevision streamRevision) => streamRevision.value;

    public static implicit operator StreamRevision(ulong value) => new(value);

    public override string ToString() => this == None ? nameof(None) : value.ToString();
}
