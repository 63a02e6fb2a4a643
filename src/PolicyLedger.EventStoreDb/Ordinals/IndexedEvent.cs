using System.Security.Cryptography;
using System.Text;
using EventStore.Client;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>A line of the index.</summary>
/// <param name="Ordinal">The event's position in the ledger.</param>
/// <param name="At">Its position in <c>$all</c>.</param>
/// <param name="Stream">The ledger's name of the stream.</param>
/// <param name="Revision">Its number there.</param>
/// <param name="Id">Its id.</param>
/// <param name="Command">The command that its metadata names; null where it names none.</param>
/// <param name="Digest">See <see cref="DigestOf"/>.</param>
internal sealed record IndexedEvent(long Ordinal, Position At, string Stream, long Revision, Guid Id, Guid? Command, ReadOnlyMemory<byte> Digest)
{
    /// <summary>16 bytes over everything that an event keeps: type, data, metadata.</summary>
    public static byte[] DigestOf(string type, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{type}\0{data.Length}\0"));
        hash.AppendData(data.Span);
        hash.AppendData(metadata.Span);
        return hash.GetHashAndReset()[..16];
    }

    /// <summary>What is to be noted of an event that the server gave.</summary>
    public static IndexedEvent Of(long ordinal, string stream, EventRecord e) => new(
        ordinal, e.Position, stream, e.EventNumber.ToInt64(), e.EventId.ToGuid(), JoinedMetadata.CommandOf(e.Metadata), DigestOf(e.EventType, e.Data, e.Metadata));
}
