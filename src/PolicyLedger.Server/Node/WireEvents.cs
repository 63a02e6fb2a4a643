using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Wire;
using ReadEvent = PolicyLedger.EventStoreProtocol.Streams.ReadResp.Types.ReadEvent;

namespace PolicyLedger.Server.Node;

/// <summary>Events as they are sent: a ledger event's facts are the data, its metadata and text together the custom metadata.</summary>
internal static class WireEvents
{
    public const string Json = "application/json";

    private const string Bytes = "application/octet-stream";

    public static ReadResp Read(PlacedEvent e, bool stringIds) => new()
    {
        Event = new ReadEvent { Event = e.Ledger is null ? Of(e.Other!, e.Place, stringIds) : Of(e, stringIds), CommitPosition = (ulong)e.Place },
    };

    public static UUID Id(Guid id, bool asText)
    {
        if (asText)
            return new() { String = id.ToString("D") };
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new()
        {
            Structured = new() { MostSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes), LeastSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]) },
        };
    }

    /// <summary>An id as it was sent, or INVALID_ARGUMENT.</summary>
    public static Guid Id(UUID? id)
    {
        switch (id?.ValueCase)
        {
            case UUID.ValueOneofCase.String when Guid.TryParse(id.String, out var parsed):
                return parsed;
            case UUID.ValueOneofCase.Structured:
                Span<byte> bytes = stackalloc byte[16];
                BinaryPrimitives.WriteInt64BigEndian(bytes, id.Structured.MostSignificantBits);
                BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id.Structured.LeastSignificantBits);
                return new(bytes, bigEndian: true);
            default:
                throw NodeFailures.Invalid("id", id?.String, "a UUID");
        }
    }

    public static StreamIdentifier Name(string stream) => new() { StreamName = ByteString.CopyFromUtf8(stream) };

    private static ReadEvent.Types.RecordedEvent Of(PlacedEvent e, bool stringIds)
    {
        var own = e.Ledger!;
        return Of(
            own.Id, own.Stream, own.Revision, e.Place, own.Type, Json, EventCodec.RecordedAt(own) ?? DateTimeOffset.UnixEpoch,
            own.Facts, JoinedMetadata.Join(own.Metadata, own.Text), stringIds);
    }

    private static ReadEvent.Types.RecordedEvent Of(OtherEvent e, long place, bool stringIds) =>
        Of(e.Id, e.Stream, e.Revision, place, e.Type, e.IsJson ? Json : Bytes, e.Created, e.Data, e.Metadata, stringIds);

    private static ReadEvent.Types.RecordedEvent Of(
        Guid id, string stream, long revision, long place, string type, string content, DateTimeOffset created, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> metadata, bool stringIds) => new()
        {
            Id = Id(id, stringIds),
            StreamIdentifier = Name(stream),
            StreamRevision = (ulong)revision,
            CommitPosition = (ulong)place,
            PreparePosition = (ulong)place,
            Metadata =
            {
                ["type"] = type,
                ["created"] = (created - DateTimeOffset.UnixEpoch).Ticks.ToString(CultureInfo.InvariantCulture),
                ["content-type"] = content,
            },
            Data = UnsafeByteOperations.UnsafeWrap(data),
            CustomMetadata = UnsafeByteOperations.UnsafeWrap(metadata),
        };
}
