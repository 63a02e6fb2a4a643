namespace EventStore.Client;

/// <summary>Which node of a cluster the client talks to.</summary>
public enum NodePreference
{
    /// <summary>The leader, and none but the leader.</summary>
    Leader,

    /// <summary>A follower, or the leader while there is none.</summary>
    Follower,

    /// <summary>Any node.</summary>
    Random,

    /// <summary>A read-only replica, or another node while there is none.</summary>
    ReadOnlyReplica,
}
