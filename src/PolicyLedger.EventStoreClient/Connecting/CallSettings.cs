using Grpc.Core;

namespace EventStore.Client;

/// <summary>What goes with each call: headers and the time until which it must have ended.</summary>
internal static class CallSettings
{
    /// <param name="deadline">From now on; null or infinite for none.</param>
    /// <param name="credentials">Null for the settings' own.</param>
    public static CallOptions Create(
        EventStoreClientSettings settings, TimeSpan? deadline, UserCredentials? credentials, CancellationToken cancellation)
    {
        var headers = new Metadata
        {
            { "requires-leader", settings.ConnectivitySettings.NodePreference == NodePreference.Leader ? "true" : "false" },
        };
        if (settings.ConnectionName is { } name)
            headers.Add("connection-name", name);
        // Without TLS anyone on the way could read the password.
        if ((credentials ?? settings.DefaultCredentials) is { } user && !settings.ConnectivitySettings.Insecure)
            headers.Add("authorization", user.ToString());
        return new CallOptions(headers, After(deadline), cancellation);
    }

    private static DateTime? After(TimeSpan? deadline) =>
        deadline is null || deadline == Timeout.InfiniteTimeSpan || deadline == TimeSpan.MaxValue
            ? null
            : DateTime.UtcNow + deadline;
}
