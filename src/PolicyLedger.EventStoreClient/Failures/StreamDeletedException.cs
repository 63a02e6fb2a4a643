namespace EventStore.Client;

/// <summary>The stream is tombstoned: it can neither be read nor appended to, ever.</summary>
public class StreamDeletedException : Exception
{
    public readonly string Stream;

    public StreamDeletedException(string stream, Exception? exception = null)
        : base($"Stream '{stream}' is tombstoned and cannot be read or appended to any more.", exception) => Stream = stream;
}
