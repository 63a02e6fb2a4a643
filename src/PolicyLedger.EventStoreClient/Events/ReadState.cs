namespace EventStore.Client;

/// <summary>Whether the stream that was read exists.</summary>
public enum ReadState
{
    StreamNotFound,
    Ok,
}
