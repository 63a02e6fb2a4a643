namespace EventStore.Client;

/// <summary>What became of a conditional append.</summary>
public enum ConditionalWriteStatus
{
    Succeeded,

    /// <summary>The stream was not as expected: nothing was written.</summary>
    VersionMismatch,

    /// <summary>The stream is tombstoned and takes no event any more.</summary>
    StreamDeleted,
}
