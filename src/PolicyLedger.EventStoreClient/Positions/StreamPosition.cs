namespace EventStore.Client;

/// <summary>The number of an event in its stream, from which a read starts. The first event has 0.</summary>
public readonly struct StreamPosition : IEquatable<StreamPosition>, IComparable<StreamPosition>, IComparable, IPosition
{
    private readonly ulong value;

    /// <summary>The first event of a stream.</summary>
    public static readonly StreamPosition Start = new(0);

    /// <summary>After the last event: where reading backwards starts.</summary>
    public static readonly StreamPosition End = new(StreamNumber.Beyond);

    /// <exception cref="ArgumentOutOfRangeException">Above 2^63 - 1 and not 2^64 - 1.</exception>
    public StreamPosition(ulong value) => this.value = StreamNumber.Checked(value, nameof(value));

    /// <summary>-1 stands for <see cref="End"/>.</summary>
    public static StreamPosition FromInt64(long value) => new(StreamNumber.FromInt64(value, nameof(value)));

    /// <exception cref="ArgumentOutOfRangeException">No revision is no position.</exception>
    public static StreamPosition FromStreamRevision(StreamRevision revision) => revision.ToUInt64() == StreamNumber.Beyond
        ? throw new ArgumentOutOfRangeException(nameof(revision), revision, "revision must be the number of an event.")
        : new(revision.ToUInt64());

    /// <exception cref="OverflowException">There is none after <see cref="End"/>.</exception>
    public StreamPosition Next() => this + 1;

    public int CompareTo(StreamPosition other) => value.CompareTo(other.value);

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        StreamPosition other => CompareTo(other),
        _ => throw new ArgumentException($"A StreamPosition cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };

    public bool Equals(StreamPosition other) => value == other.value;

    public override bool Equals(object? obj) => obj is StreamPosition other && Equals(other);

    public override int GetHashCode() => value.GetHashCode();

    public static bool operator ==(StreamPosition left, StreamPosition right) => left.value == right.value;

    public static bool operator !=(StreamPosition left, StreamPosition right) => left.value != right.value;

    public static bool operator <(StreamPosition left, StreamPosition right) => left.value < right.value;

    public static bool operator >(StreamPosition left, StreamPosition right) => left.value > right.value;

    public static bool operator <=(StreamPosition left, StreamPosition right) => left.value <= right.value;

    public static bool operator >=(StreamPosition left, StreamPosition right) => left.value >= right.value;

    public static StreamPosition operator +(StreamPosition left, ulong right) => new(checked(left.value + right));

    public static StreamPosition operator +(ulong left, StreamPosition right) => new(checked(left + right.value));

    public static StreamPosition operator -(StreamPosition left, ulong right) => new(checked(left.value - right));

    public static StreamPosition operator -(ulong left, StreamPosition right) => new(checked(left - right.value));

    /// <summary>-1 for <see cref="End"/>.</summary>
    public long ToInt64() => StreamNumber.ToInt64(value);

    /// <summary>2^64 - 1 for <see cref="End"/>.</summary>
    public ulong ToUInt64() => value;

    public static implicit operator ulong(StreamPosition streamPosition) => streamPosition.value;

    public static implicit operator StreamPosition(ulong value) => new(value);

    public override string ToString() => this == End ? nameof(End) : value.ToString();
}
