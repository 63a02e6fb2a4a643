using System.Security.Cryptography;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using PolicyLedger.Log;
using PolicyLedger.Recording;

namespace PolicyLedger.Wire;

/// <summary>Between events and their stored form. Knows every stored name; refuses what it does not know instead of passing over it.</summary>
public sealed class EventCodec(EventTypes types)
{
    public static EventCodec Current { get; } = new(EventTypes.Current);

    public EventTypes Types { get; } = types;

    /// <summary>The stored form of an event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="decided">Facts and text.</param>
    /// <param name="metadata">Without schema version and text hash, which are set here.</param>
    /// <param name="salt">16 random bytes, used only if there is text.</param>
    public (NewEvent Stored, EventMetadata Metadata) Encode(Guid id, Decided decided, EventMetadata metadata, Func<byte[]> salt)
    {
        var text = decided.Text.IsEmpty ? null : new SaltedText(salt(), StrictJson.Write(decided.Text));
        return Encode(id, decided.Event, text, metadata);
    }

    /// <summary>The same with a text that already has its salt.</summary>
    public (NewEvent Stored, EventMetadata Metadata) Encode(Guid id, LedgerEvent facts, SaltedText? text, EventMetadata metadata)
    {
        var type = Types.NameOf(facts);
        var complete = metadata with { SchemaVersion = EventTypes.VersionOf(type), TextHash = text is null ? null : HashOf(text) };
        return (new(id, metadata.CommandId, type, StrictJson.Write(facts), text, MetadataJson.Write(complete)), complete);
    }

    /// <summary>Reads a stored event, through upcasters where it is of an older version.</summary>
    /// <exception cref="StoreException">Its type is not known here, or it is not what its type says.</exception>
    public RecordedEvent Decode(StoredEvent stored)
    {
        try
        {
            var metadata = MetadataJson.Read(stored.Metadata);
            var text = stored.Text is null ? EventText.None : StrictJson.Read<EventText>(stored.Text.Json, typeof(EventText));
            return new(
                stored.Position, stored.Stream, stored.Revision, stored.Id, stored.Type,
                DecodeFacts(stored), text, stored.Text is null && metadata.TextHash is not null, metadata);
        }
        catch (JsonException e)
        {
            throw new StoreException(StoreFault.Integrity, $"{stored.Stream} revision {stored.Revision} ({stored.Type}) does not read as its type says: {StrictJson.Explain(e).Message}", e);
        }
    }

    /// <summary>SHA-256(salt ‖ text) in lower-case hex.</summary>
    public static string HashOf(SaltedText text) =>
        Convert.ToHexStringLower(SHA256.HashData([.. text.Salt.Span, .. text.Json.Span]));

    /// <summary>The record time alone, without reading the rest; null where the metadata has none.</summary>
    public static DateTimeOffset? RecordedAt(StoredEvent stored) =>
        Member(stored, "recordedAt"u8) is { } text && Dates.Iso.Instant(text, "recordedAt").TryGet(out var at, out _) ? at : null;

    /// <summary>The text's hash alone, likewise; null where the event has no text and never had.</summary>
    public static string? TextHashOf(StoredEvent stored) => Member(stored, "textHash"u8);

    /// <summary>The command's hash alone, likewise.</summary>
    public static string? CommandHashOf(StoredEvent stored) => Member(stored, "commandHash"u8);

    // A string of the metadata's own. Whoever decodes the event is told where they do not read.
    private static string? Member(StoredEvent stored, ReadOnlySpan<byte> name)
    {
        var reader = new System.Text.Json.Utf8JsonReader(stored.Metadata.Span);
        try
        {
            for (reader.Read(); reader.Read() && reader.TokenType == System.Text.Json.JsonTokenType.PropertyName;)
            {
                var here = reader.ValueTextEquals(name);
                reader.Read();
                if (here)
                    return reader.TokenType == System.Text.Json.JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            // No JSON, or a string that is no UTF-8.
            return null;
        }

        return null;
    }

    private LedgerEvent DecodeFacts(StoredEvent stored)
    {
        if (Types.TryGetType(stored.Type, out var type))
            return StrictJson.Read<LedgerEvent>(stored.Facts, type!);

        var (name, facts) = (stored.Type, (JObject?)null);
        while (Types.TryGetUpcaster(name, out var upcaster))
            (name, facts) = (upcaster!.To, upcaster.Facts(facts ?? StrictJson.Load(stored.Facts) as JObject ?? throw new JsonSerializationException("expected a JSON object")));
        if (!Types.TryGetType(name, out type))
            throw new StoreException(StoreFault.Integrity, $"{stored.Stream} revision {stored.Revision} is of type '{stored.Type}', which this version does not know; nothing after position {stored.Position} is read. Use a newer version of the program");
        return (LedgerEvent)facts!.ToObject(type!, StrictJson.Stored)!;
    }
}
