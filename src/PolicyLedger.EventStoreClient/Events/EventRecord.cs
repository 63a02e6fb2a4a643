using System.Globalization;

namespace EventStore.Client;

/// <summary>An event as the node stores it.</summary>
public class EventRecord
{
    public readonly string EventStreamId;

    public readonly Uuid EventId;

    /// <summary>The event's number in its stream.</summary>
    public readonly StreamPosition EventNumber;

    public readonly string EventType;

    public readonly ReadOnlyMemory<byte> Data;

    public readonly ReadOnlyMemory<byte> Metadata;

    /// <summary>When the node wrote it, in UTC.</summary>
    public readonly DateTime Created;

    /// <summary>The event's place in the log of all streams.</summary>
    public readonly Position Position;

    public readonly string ContentType;

    /// <param name="metadata">MUST hold <c>type</c>, <c>created</c> (in 100-ns ticks since 1970) and <c>content-type</c>.</param>
    /// <param name="customMetadata">What the writer gave as metadata.</param>
    public EventRecord(
        string eventStreamId,
        Uuid eventId,
        StreamPosition eventNumber,
        Position position,
        IDictionary<string, string> metadata,
        ReadOnlyMemory<byte> data,
        ReadOnlyMemory<byte> customMetadata)
    {
        EventStreamId = eventStreamId;
        EventId = eventId;
        EventNumber = eventNumber;
        Position = position;
        EventType = metadata[EventFields.Type];
        Created = DateTime.UnixEpoch.AddTicks(long.Parse(metadata[EventFields.Created], CultureInfo.InvariantCulture));
        ContentType = metadata[EventFields.ContentType];
        Data = data;
        Metadata = customMetadata;
    }
}
