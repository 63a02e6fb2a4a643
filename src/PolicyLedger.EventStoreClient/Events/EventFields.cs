namespace EventStore.Client;

/// <summary>Keys of the protocol's map beside an event's bodies.</summary>
internal static class EventFields
{
    public const string Type = "type";
    public const string Created = "created";
    public const string ContentType = "content-type";
}
