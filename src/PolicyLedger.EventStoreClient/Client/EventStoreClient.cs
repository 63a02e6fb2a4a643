namespace EventStore.Client;

/// <summary>A client of a node or cluster that speaks the EventStoreDB protocol. Connects with its first call, and turns to
/// another node after a call showed that its node is gone or does not lead: a failed call is not sent again. For any
/// number of callers at a time.</summary>
public sealed partial class EventStoreClient : IAsyncDisposable, IDisposable
{
    private readonly EventStoreClientSettings settings;
    private readonly CurrentNode nodes;

    /// <param name="settings">Null for https://localhost:2113. MUST NOT be changed any more.</param>
    public EventStoreClient(EventStoreClientSettings? settings = null)
    {
        this.settings = settings ?? new EventStoreClientSettings();
        this.settings.ConnectionName ??= $"ES-{Guid.NewGuid()}";
        nodes = new CurrentNode(this.settings);
    }

    /// <summary>Ends the calls and subscriptions that are running.</summary>
    public void Dispose() => nodes.Dispose();

    /// <summary>Ends the calls and subscriptions that are running.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
