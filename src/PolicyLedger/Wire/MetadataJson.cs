using Newtonsoft.Json;
using PolicyLedger.Log;

namespace PolicyLedger.Wire;

/// <summary>An event's metadata in JSON; <c>$correlationId</c> and <c>$causationId</c> as EventStoreDB's own projections read them.</summary>
internal static class MetadataJson
{
    private sealed record Stored(
        [property: JsonProperty("schemaVersion")] int SchemaVersion,
        [property: JsonProperty("$correlationId")] Guid CorrelationId,
        [property: JsonProperty("$causationId")] Guid CausationId,
        Guid CommandId,
        string CommandHash,
        DateTimeOffset RecordedAt,
        string Recorder,
        DateTimeOffset? KnownAt,
        string? TextHash);

    public static byte[] Write(EventMetadata m) => StrictJson.Write(new Stored(
        m.SchemaVersion, m.CorrelationId, m.CausationId, m.CommandId, m.CommandHash, m.RecordedAt, m.Recorder, m.KnownAt, m.TextHash));

    public static EventMetadata Read(ReadOnlyMemory<byte> utf8)
    {
        var m = StrictJson.Read<Stored>(utf8, typeof(Stored));
        return new(m.SchemaVersion, m.CorrelationId, m.CausationId, m.CommandId, m.CommandHash, m.RecordedAt, m.Recorder, m.KnownAt, m.TextHash);
    }
}
