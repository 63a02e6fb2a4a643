using System.Text.Json;
using EventStore.Client;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb;

/// <summary>Between the port's events and the engine's: facts are its data, metadata and text together its metadata, to the byte.</summary>
internal static class StoredEvents
{
    public static EventData ToEngine(NewEvent e) => new(Uuid.FromGuid(e.Id), e.Type, e.Facts, JoinedMetadata.Join(e.Metadata, e.Text));

    /// <exception cref="StoreException">Its metadata are not as the ledger writes them.</exception>
    public static StoredEvent FromEngine(ServerAddress server, long position, string stream, EventRecord e)
    {
        try
        {
            var (metadata, text) = JoinedMetadata.Split(e.Metadata);
            return new(position, stream, e.EventNumber.ToInt64(), e.EventId.ToGuid(), e.EventType, e.Data, text, metadata);
        }
        catch (JsonException why)
        {
            throw new StoreException(
                StoreFault.Integrity, $"{server}: the metadata of {stream} revision {e.EventNumber} (event {e.EventId}) are not as a ledger writes them: {why.Message}; somebody else wrote to its streams", why);
        }
    }
}
