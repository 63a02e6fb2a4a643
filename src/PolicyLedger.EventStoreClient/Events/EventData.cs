using System.Net.Mime;

namespace EventStore.Client;

/// <summary>An event to append.</summary>
public sealed class EventData
{
    /// <summary>Identifies the event: an append that is sent again with the same ids and expected revision writes nothing.</summary>
    public readonly Uuid EventId;

    public readonly string Type;

    public readonly ReadOnlyMemory<byte> Data;

    /// <summary>Empty when there is none.</summary>
    public readonly ReadOnlyMemory<byte> Metadata;

    public readonly string ContentType;

    /// <param name="contentType">application/json or application/octet-stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">An empty id, or another content type.</exception>
    public EventData(
        Uuid eventId,
        string type,
        ReadOnlyMemory<byte> data,
        ReadOnlyMemory<byte>? metadata = null,
        string contentType = MediaTypeNames.Application.Json)
    {
        if (eventId == Uuid.Empty)
            throw new ArgumentOutOfRangeException(nameof(eventId), eventId, "eventId must not be empty: take Uuid.NewUuid() or an id of your own.");
        if (contentType is not (MediaTypeNames.Application.Json or MediaTypeNames.Application.Octet))
        {
            throw new ArgumentOutOfRangeException(
                nameof(contentType), contentType, "contentType must be application/json or application/octet-stream.");
        }
        EventId = eventId;
        Type = type;
        Data = data;
        Metadata = metadata ?? ReadOnlyMemory<byte>.Empty;
        ContentType = contentType;
    }
}
