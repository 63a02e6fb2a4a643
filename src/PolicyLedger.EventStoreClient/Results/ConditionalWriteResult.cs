namespace EventStore.Client;

/// <summary>What became of a conditional append: an answer where others throw.</summary>
public readonly struct ConditionalWriteResult : IEquatable<ConditionalWriteResult>
{
    public static readonly ConditionalWriteResult StreamDeleted =
        new(StreamRevision.None, Position.End, ConditionalWriteStatus.StreamDeleted);

    private ConditionalWriteResult(StreamRevision nextExpectedStreamRevision, Position logPosition, ConditionalWriteStatus status)
    {
        NextExpectedStreamRevision = nextExpectedStreamRevision;
        LogPosition = logPosition;
        Status = status;
    }

    public long NextExpectedVersion => NextExpectedStreamRevision.ToInt64();

    /// <summary>The end of the log unless the append succeeded.</summary>
    public Position LogPosition { get; }

    public ConditionalWriteStatus Status { get; }

    /// <summary>The stream's revision after the append; after a mismatch what the append had expected.</summary>
    public StreamRevision NextExpectedStreamRevision { get; }

    internal static ConditionalWriteResult From(IWriteResult result) => result is WrongExpectedVersionResult
        ? new(result.NextExpectedStreamRevision, Position.End, ConditionalWriteStatus.VersionMismatch)
        : new(result.NextExpectedStreamRevision, result.LogPosition, ConditionalWriteStatus.Succeeded);

    internal static ConditionalWriteResult From(WrongExpectedVersionException mismatch) =>
        new(mismatch.ExpectedStreamRevision, Position.End, ConditionalWriteStatus.VersionMismatch);

    public bool Equals(ConditionalWriteResult other) =>
        NextExpectedStreamRevision == other.NextExpectedStreamRevision
        && LogPosition == other.LogPosition
        && Status == other.Status;

    public override bool Equals(object? obj) => obj is ConditionalWriteResult other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(NextExpectedStreamRevision, LogPosition, Status);

    public static bool operator ==(ConditionalWriteResult left, ConditionalWriteResult right) => left.Equals(right);

    public static bool operator !=(ConditionalWriteResult left, ConditionalWriteResult right) => !left.Equals(right);

    public override string ToString() => $"{Status}:{NextExpectedVersion}:{LogPosition}";
}
