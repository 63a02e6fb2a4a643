using Google.Protobuf;
using PolicyLedger.EventStoreProtocol;

namespace EventStore.Client;

/// <summary>Stream names as the protocol carries them: in UTF-8.</summary>
internal static class Names
{
    public static StreamIdentifier Of(string streamName)
    {
        ArgumentNullException.ThrowIfNull(streamName);
        return new StreamIdentifier { StreamName = ByteString.CopyFromUtf8(streamName) };
    }
}
