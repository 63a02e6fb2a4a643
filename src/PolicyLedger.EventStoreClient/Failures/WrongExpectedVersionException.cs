namespace EventStore.Client;

/// <summary>The stream was not as the append or deletion expected: nothing was written.</summary>
public class WrongExpectedVersionException : Exception
{
    public WrongExpectedVersionException(
        string streamName,
        StreamRevision expectedStreamRevision,
        StreamRevision actualStreamRevision,
        Exception? exception = null,
        string? message = null)
        : base(message ?? Describe(streamName, $"at revision {expectedStreamRevision}", actualStreamRevision), exception)
    {
        StreamName = streamName;
        ExpectedStreamRevision = expectedStreamRevision;
        ActualStreamRevision = actualStreamRevision;
    }

    public WrongExpectedVersionException(
        string streamName, StreamState expectedStreamState, StreamRevision actualStreamRevision, Exception? exception = null)
        : this(
            streamName,
            StreamRevision.None,
            actualStreamRevision,
            exception,
            Describe(streamName, $"in state {expectedStreamState}", actualStreamRevision))
    {
    }

    public string StreamName { get; }

    /// <summary>Null when the append named no revision.</summary>
    public long? ExpectedVersion => OrNull(ExpectedStreamRevision);

    /// <summary>Null when the stream holds no event.</summary>
    public long? ActualVersion => OrNull(ActualStreamRevision);

    public StreamRevision ActualStreamRevision { get; }

    public StreamRevision ExpectedStreamRevision { get; }

    private static long? OrNull(StreamRevision revision) => revision == StreamRevision.None ? null : revision.ToInt64();

    private static string Describe(string stream, string expected, StreamRevision actual) =>
        $"Stream '{stream}' was expected {expected} but is at revision {actual}. Nothing was written: read the stream again and decide anew.";
}
