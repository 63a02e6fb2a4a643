namespace EventStore.Client;

/// <summary>The stream was not as expected: nothing was written.</summary>
public readonly struct WrongExpectedVersionResult : IWriteResult
{
    public WrongExpectedVersionResult(string streamName, StreamRevision nextExpectedStreamRevision)
        : this(streamName, nextExpectedStreamRevision, nextExpectedStreamRevision)
    {
    }

    /// <param name="nextExpectedStreamRevision">What the append expected; none when it named no revision.</param>
    public WrongExpectedVersionResult(
        string streamName, StreamRevision nextExpectedStreamRevision, StreamRevision actualStreamRevision)
    {
        StreamName = streamName;
        NextExpectedStreamRevision = nextExpectedStreamRevision;
        ActualStreamRevision = actualStreamRevision;
    }

    public string StreamName { get; }

    public long NextExpectedVersion => NextExpectedStreamRevision.ToInt64();

    public long ActualVersion => ActualStreamRevision.ToInt64();

    /// <summary>None when the stream holds no event.</summary>
    public StreamRevision ActualStreamRevision { get; }

    public Position LogPosition => default;

    public StreamRevision NextExpectedStreamRevision { get; }
}
