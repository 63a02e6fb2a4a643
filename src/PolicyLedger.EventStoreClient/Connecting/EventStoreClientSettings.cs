namespace EventStore.Client;

/// <summary>How a client reaches its node or cluster.</summary>
public class EventStoreClientSettings
{
    /// <summary>Sent with each call, for the node's log. Null for a name of the client's own making.</summary>
    public string? ConnectionName { get; set; }

    public EventStoreClientOperationOptions OperationOptions { get; set; } = EventStoreClientOperationOptions.Default;

    public EventStoreClientConnectivitySettings ConnectivitySettings { get; set; } = EventStoreClientConnectivitySettings.Default;

    /// <summary>Who asks when an operation does not say.</summary>
    public UserCredentials? DefaultCredentials { get; set; }

    /// <summary>How long an append or deletion may take when the operation does not say: 10 seconds. Null for no limit.
    /// Reads and subscriptions have a limit only when they are given one.</summary>
    public TimeSpan? DefaultDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>From <c>esdb://[user:password@]host[:port][,host[:port]…][?parameter=value&amp;…]</c>, or with the schemes
    /// esdb+discover, kurrentdb and kurrentdb+discover. Certificate files are read at once; nothing is connected.</summary>
    /// <exception cref="ConnectionStringParseException">Says which part of the string cannot be used, and why.</exception>
    public static EventStoreClientSettings Create(string connectionString) => ConnectionString.Parse(connectionString);
}
