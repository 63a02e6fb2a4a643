namespace EventStore.Client;

/// <summary>Appends that answer instead of throwing.</summary>
public static class EventStoreClientExtensions
{
    /// <summary>As <see cref="EventStoreClient.AppendToStreamAsync(string, StreamRevision, IEnumerable{EventData}, Action{EventStoreClientOperationOptions}?, TimeSpan?, UserCredentials?, CancellationToken)"/>,
    /// but another revision and a tombstone are answers.</summary>
    public static async Task<ConditionalWriteResult> ConditionalAppendToStreamAsync(
        this EventStoreClient client,
        string streamName,
        StreamRevision expectedRevision,
        IEnumerable<EventData> eventData,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default) =>
        await AnswerAsync(client.AppendToStreamAsync(
            streamName, expectedRevision, eventData, Answer, deadline, userCredentials, cancellationToken));

    /// <summary>As <see cref="EventStoreClient.AppendToStreamAsync(string, StreamState, IEnumerable{EventData}, Action{EventStoreClientOperationOptions}?, TimeSpan?, UserCredentials?, CancellationToken)"/>,
    /// but another state and a tombstone are answers.</summary>
    public static async Task<ConditionalWriteResult> ConditionalAppendToStreamAsync(
        this EventStoreClient client,
        string streamName,
        StreamState expectedState,
        IEnumerable<EventData> eventData,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default) =>
        await AnswerAsync(client.AppendToStreamAsync(
            streamName, expectedState, eventData, Answer, deadline, userCredentials, cancellationToken));

    private static void Answer(EventStoreClientOperationOptions options) => options.ThrowOnAppendFailure = false;

    private static async Task<ConditionalWriteResult> AnswerAsync(Task<IWriteResult> append)
    {
        try
        {
            return ConditionalWriteResult.From(await append);
        }
        catch (StreamDeletedException)
        {
            return ConditionalWriteResult.StreamDeleted;
        }
        catch (WrongExpectedVersionException e) // from nodes that answer with a failure
        {
            return ConditionalWriteResult.From(e);
        }
    }
}
