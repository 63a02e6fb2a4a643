namespace EventStore.Client;

/// <summary>A subscription's filter, and how often the node reports how far it has looked.</summary>
public class SubscriptionFilterOptions
{
    /// <param name="checkpointInterval">The node reports after this many search windows of the filter. MUST be at least 1.</param>
    public SubscriptionFilterOptions(IEventFilter filter, uint checkpointInterval = 1)
    {
        if (checkpointInterval == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(checkpointInterval), checkpointInterval, "checkpointInterval must be greater than 0.");
        }
        Filter = filter;
        CheckpointInterval = checkpointInterval;
    }

    public IEventFilter Filter { get; }

    public uint CheckpointInterval { get; }
}
