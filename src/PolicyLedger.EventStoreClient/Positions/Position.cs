using System.Globalization;

namespace EventStore.Client;

/// <summary>A place in the log of all streams, in bytes. Positions order events; the distance between two has no meaning.</summary>
public readonly struct Position : IEquatable<Position>, IComparable<Position>, IComparable, IPosition
{
    /// <summary>Where the transaction was committed.</summary>
    public readonly ulong CommitPosition;

    /// <summary>Where the event was written; the commit position outside explicit transactions.</summary>
    public readonly ulong PreparePosition;

    /// <summary>The first event of the log.</summary>
    public static readonly Position Start = new(0, 0);

    /// <summary>After the last event: where reading backwards starts.</summary>
    public static readonly Position End = new(StreamNumber.Beyond, StreamNumber.Beyond);

    /// <exception cref="ArgumentOutOfRangeException">The commit comes before the prepare, or one of them is above 2^63 - 1
    /// and not 2^64 - 1.</exception>
    public Position(ulong commitPosition, ulong preparePosition)
    {
        CommitPosition = StreamNumber.Checked(commitPosition, nameof(commitPosition));
        PreparePosition = StreamNumber.Checked(preparePosition, nameof(preparePosition));
        if (commitPosition < preparePosition)
        {
            throw new ArgumentOutOfRangeException(
                nameof(commitPosition), commitPosition, $"commitPosition must not come before preparePosition {preparePosition}.");
        }
    }

    public int CompareTo(Position other) =>
        (CommitPosition, PreparePosition).CompareTo((other.CommitPosition, other.PreparePosition));

    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Position other => CompareTo(other),
        _ => throw new ArgumentException($"A Position cannot be compared with a {obj.GetType().Name}.", nameof(obj)),
    };

    public bool Equals(Position other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Position other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(CommitPosition, PreparePosition);

    public static bool operator ==(Position p1, Position p2) => p1.Equals(p2);

    public static bool operator !=(Position p1, Position p2) => !p1.Equals(p2);

    public static bool operator <(Position p1, Position p2) => p1.CompareTo(p2) < 0;

    public static bool operator >(Position p1, Position p2) => p1.CompareTo(p2) > 0;

    public static bool operator <=(Position p1, Position p2) => p1.CompareTo(p2) <= 0;

    public static bool operator >=(Position p1, Position p2) => p1.CompareTo(p2) >= 0;

    /// <summary>As in <c>C:1234/P:1234</c>.</summary>
    public override string ToString() => $"C:{CommitPosition}/P:{PreparePosition}";

    /// <summary>Reads what <see cref="ToString"/> writes; false, with null, for anything else.</summary>
    public static bool TryParse(string value, out Position? position)
    {
        position = null;
        if (value.Split('/') is not [var first, var second]
            || !TryParse(first, "C:", out var commit)
            || !TryParse(second, "P:", out var prepare)
            || commit < prepare
            || !IsValid(commit)
            || !IsValid(prepare))
        {
            return false;
        }
        position = new Position(commit, prepare);
        return true;
    }

    private static bool IsValid(ulong value) => value is <= long.MaxValue or StreamNumber.Beyond;

    private static bool TryParse(string text, string prefix, out ulong value)
    {
        value = 0;
        return text.StartsWith(prefix, StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
