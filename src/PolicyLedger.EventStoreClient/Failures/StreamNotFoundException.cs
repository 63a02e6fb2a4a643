namespace EventStore.Client;

/// <summary>The stream does not exist, or was deleted.</summary>
public class StreamNotFoundException : Exception
{
    public readonly string Stream;

    public StreamNotFoundException(string stream, Exception? exception = null)
        : base($"Stream '{stream}' does not exist, or was deleted.", exception) => Stream = stream;
}
