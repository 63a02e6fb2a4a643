namespace EventStore.Client;

/// <summary>The events are stored, by this append or by an earlier one with the same ids.</summary>
public readonly struct SuccessResult : IWriteResult, IEquatable<SuccessResult>
{
    public SuccessResult(StreamRevision nextExpectedStreamRevision, Position logPosition)
    {
        NextExpectedStreamRevision = nextExpectedStreamRevision;
        LogPosition = logPosition;
    }

    public long NextExpectedVersion => NextExpectedStreamRevision.ToInt64();

    public Position LogPosition { get; }

    public StreamRevision NextExpectedStreamRevision { get; }

    public bool Equals(SuccessResult other) =>
        NextExpectedStreamRevision == other.NextExpectedStreamRevision && LogPosition == other.LogPosition;

    public override bool Equals(object? obj) => obj is SuccessResult other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(NextExpectedStreamRevision, LogPosition);

    public static bool operator ==(SuccessResult left, SuccessResult right) => left.Equals(right);

    public static bool operator !=(SuccessResult left, SuccessResult right) => !left.Equals(right);

    public override string ToString() => $"{NextExpectedStreamRevision}:{LogPosition}";
}
