namespace EventStore.Client;

/// <summary>No node of the cluster could be found that fits the node preference. The next call tries again.</summary>
public class DiscoveryException : Exception
{
    public DiscoveryException(int maxDiscoverAttempts)
        : this(maxDiscoverAttempts, "no seed answered", null)
    {
    }

    internal DiscoveryException(int maxDiscoverAttempts, string reason, Exception? last)
        : base(
            $"No node of the cluster was found in {maxDiscoverAttempts} attempts (maxDiscoverAttempts): {reason}. "
            + "Check the hosts of the connection string, and that the cluster is up.",
            last) =>
        MaxDiscoverAttempts = maxDiscoverAttempts;

    public int MaxDiscoverAttempts { get; }
}
