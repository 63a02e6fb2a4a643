namespace PolicyLedger.Server.Subscribing;

/// <summary>Why a stream ends, where it is not the client that went.</summary>
/// <param name="Reason">For the client.</param>
/// <param name="Tag">For metrics; null where the server is stopping, which drops nobody.</param>
internal sealed record Ending(string Reason, string? Tag)
{
    public static readonly Ending
        Stopping = new("the server is stopping", null),
        TooSlow = new("too slow: it fell further behind than the newest messages that are kept", "too-slow"),
        Revoked = new("the key was revoked", "key-revoked"),
        Store = new("the ledger's store cannot be read now", "store");
}

/// <summary>A client took nothing for so long that the connection is cut.</summary>
internal sealed class ClientStalledException : Exception;

/// <summary>All up to a position has been sent.</summary>
internal sealed record CaughtUpView(long Position);

/// <summary>The server ends this stream; the client may resume after a position.</summary>
internal sealed record DroppedView(string Reason, long After);

/// <summary>The server is being stopped.</summary>
internal sealed record StoppingView(long After, long RetryMilliseconds);

/// <summary>What the client has is of no use here; the log ends at a position, -1 where it is empty.</summary>
internal sealed record ResyncView(string Reason, long End);
