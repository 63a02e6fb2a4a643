using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyLedger.Log;

namespace PolicyLedger.Wire;

/// <summary>
/// A stored event as one line of JSON, the form of <c>export events</c>: position, stream, revision, id, type, facts, text,
/// salt, metadata, in this order. Facts, text and metadata stand in it to the byte as stored, so that hashes over them can be
/// checked elsewhere.
/// </summary>
public static class EventLine
{
    // Two levels more than what is stored may have.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = StrictJson.MaxDepth + 2 };
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line, without its end.</summary>
    /// <param name="stored">As the log keeps it.</param>
    /// <param name="erased">Its text is not to be shown, whether or not the log still has it.</param>
    public static byte[] Write(StoredEvent stored, bool erased = false)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(line, Relaxed))
        {
            var text = erased ? null : stored.Text;
            json.WriteStartObject();
            json.WriteNumber("position", stored.Position);
            json.WriteString("stream", stored.Stream);
            json.WriteNumber("revision", stored.Revision);
            json.WriteString("id", stored.Id.ToString("D"));
            json.WriteString("type", stored.Type);
            json.WritePropertyName("facts");
            json.WriteRawValue(stored.Facts.Span);
            json.WritePropertyName("text");
            if (text is null)
                json.WriteNullValue();
            else
                json.WriteRawValue(text.Json.Span);
            json.WriteString("salt", text is null ? null : Convert.ToHexStringLower(text.Salt.Span));
            json.WritePropertyName("metadata");
            json.WriteRawValue(stored.Metadata.Span);
            json.WriteEndObject();
        }

        return line.WrittenSpan.ToArray();
    }

    /// <summary>Reads a line. It is taken only as <see cref="Write"/> writes it, so that no two lines say the same.</summary>
    /// <param name="line">UTF-8, without the line's end.</param>
    /// <param name="field">Named where it is refused.</param>
    public static Result<StoredEvent> Read(ReadOnlyMemory<byte> line, string field)
    {
        if (!System.Text.Unicode.Utf8.IsValid(line.Span))
            return Refusal.Invalid(field, null, "not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            if (Read(document.RootElement) is not { } stored)
                return Refusal.Invalid(field, null, "not an event as export events writes it: position, stream, revision, id, type, facts, text, salt and metadata, in this order and of their kinds");
            return Write(stored).AsSpan().SequenceEqual(line.Span)
                ? stored
                : Refusal.Invalid(field, null, "not written as export events writes it: spaces, escapes or spellings of its own");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return Refusal.Invalid(field, null, "not a line of JSON");
        }
    }

    private static StoredEvent? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().ToArray() is not [var position, var stream, var revision, var id, var type, var facts, var text, var salt, var metadata])
            return null;
        if (!(position.NameEquals("position") && stream.NameEquals("stream") && revision.NameEquals("revision") && id.NameEquals("id") && type.NameEquals("type")
            && facts.NameEquals("facts") && text.NameEquals("text") && salt.NameEquals("salt") && metadata.NameEquals("metadata")))
            return null;
        if (!(position.Value.ValueKind == JsonValueKind.Number && position.Value.TryGetInt64(out var at) && revision.Value.ValueKind == JsonValueKind.Number && revision.Value.TryGetInt64(out var number)))
            return null;
        if (!(stream.Value.ValueKind == JsonValueKind.String && type.Value.ValueKind == JsonValueKind.String && id.Value.ValueKind == JsonValueKind.String && id.Value.TryGetGuid(out var name)))
            return null;
        if (facts.Value.ValueKind != JsonValueKind.Object || metadata.Value.ValueKind != JsonValueKind.Object || !TryText(text.Value, salt.Value, out var words))
            return null;
        return new(at, stream.Value.GetString()!, number, name, type.Value.GetString()!, Raw(facts.Value), words, Raw(metadata.Value));
    }

    private static bool TryText(JsonElement text, JsonElement salt, out SaltedText? words)
    {
        words = null;
        if (text.ValueKind == JsonValueKind.Null)
            return salt.ValueKind == JsonValueKind.Null;
        var bytes = new byte[16];
        if (text.ValueKind != JsonValueKind.Object || salt.ValueKind != JsonValueKind.String || salt.GetString() is not { Length: 32 } hex || Convert.FromHexString(hex, bytes, out _, out _) != OperationStatus.Done)
            return false;
        words = new(bytes, Raw(text));
        return true;
    }

    // A copy: the document's own memory is given back with it.
    private static ReadOnlyMemory<byte> Raw(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();
}
