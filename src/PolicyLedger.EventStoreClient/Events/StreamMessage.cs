namespace EventStore.Client;

/// <summary>What a node says while it answers a read or a subscription.</summary>
public abstract record StreamMessage
{
    public record Event(ResolvedEvent ResolvedEvent) : StreamMessage;

    /// <summary>The stream does not exist, or was deleted.</summary>
    public record NotFound : StreamMessage
    {
        internal static readonly NotFound Instance = new();
    }

    /// <summary>The stream exists. Comes first.</summary>
    public record Ok : StreamMessage
    {
        internal static readonly Ok Instance = new();
    }

    public record FirstStreamPosition(StreamPosition StreamPosition) : StreamMessage;

    public record LastStreamPosition(StreamPosition StreamPosition) : StreamMessage;

    public record LastAllStreamPosition(Position Position) : StreamMessage;

    /// <summary>The subscription stands: what is appended from now on will arrive.</summary>
    public record SubscriptionConfirmation(string SubscriptionId) : StreamMessage;

    /// <summary>Everything up to here was delivered or passed over by the filter.</summary>
    public record AllStreamCheckpointReached(Position Position) : StreamMessage;

    public record StreamCheckpointReached(StreamPosition StreamPosition) : StreamMessage;

    /// <summary>The subscription delivers what is being appended.</summary>
    public record CaughtUp : StreamMessage
    {
        internal static readonly CaughtUp Instance = new();
    }

    /// <summary>The subscription reads what was appended earlier again, because it was too slow.</summary>
    public record FellBehind : StreamMessage
    {
        internal static readonly FellBehind Instance = new();
    }

    /// <summary>A newer node's message that this client does not know.</summary>
    public record Unknown : StreamMessage
    {
        internal static readonly Unknown Instance = new();
    }
}
