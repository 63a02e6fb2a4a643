using System.Text.Json;
using EventStore.Client;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb;

/// <summary>An event as the engine has it.</summary>
/// <param name="Stored">Without its text where that is sealed and not opened.</param>
/// <param name="Sealed">Null where its text lies in the clear, or it has none.</param>
internal sealed record EngineEvent(StoredEvent Stored, SealedText? Sealed)
{
    /// <summary>Of one whose text was to be opened: whether its key is lost.</summary>
    public bool IsErased => Sealed is not null && Stored.Text is null;
}

/// <summary>Between the port's events and the engine's: facts are its data, metadata and text together its metadata, to the byte.</summary>
internal static class StoredEvents
{
    public static EventData ToEngine(NewEvent e) => ToEngine(e, JoinedMetadata.Join(e.Metadata, e.Text));

    /// <summary>The same with a text that is sealed.</summary>
    public static EventData ToEngine(NewEvent e, SealedText text) => ToEngine(e, JoinedMetadata.JoinSealed(e.Metadata, text));

    /// <exception cref="StoreException">Its metadata are not as the ledger writes them.</exception>
    public static EngineEvent FromEngine(ServerAddress server, long position, string stream, EventRecord e)
    {
        try
        {
            var (metadata, text, closed) = JoinedMetadata.SplitSealed(e.Metadata);
            return new(new(position, stream, e.EventNumber.ToInt64(), e.EventId.ToGuid(), e.EventType, e.Data, text, metadata), closed);
        }
        catch (JsonException why)
        {
            throw new StoreException(
                StoreFault.Integrity, $"{server}: the metadata of {stream} revision {e.EventNumber} (event {e.EventId}) are not as a ledger writes them: {why.Message}; somebody else wrote to its streams", why);
        }
    }

    private static EventData ToEngine(NewEvent e, ReadOnlyMemory<byte> metadata) => new(Uuid.FromGuid(e.Id), e.Type, e.Facts, metadata);
}
