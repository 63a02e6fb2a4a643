using System.Buffers;
using System.Text.Json;
using PolicyLedger.Log;

namespace PolicyLedger.Wire;

/// <summary>
/// An event's metadata and text in one, as an engine with two fields an event (data, custom metadata) keeps them: the
/// metadata object with one more member, <c>"text": {"salt": "…", "json": "…"}</c>, at its end: 32 hex digits, and the
/// text's own JSON as a string, so that its bytes, over which the text hash is made, survive every re-encoding. A sealed
/// text stands there as <c>{"key": "…", "sealed": "…"}</c>: the stream of its key, and base64.
/// </summary>
public static class JoinedMetadata
{
    private const string Member = "text";

    /// <summary>The joined form. Its metadata's own bytes stand in it unchanged, so that <see cref="Split"/> gives the same bytes back.</summary>
    /// <param name="metadata">A JSON object with at least one member, and none called <c>text</c>.</param>
    /// <param name="text">Null where there is none.</param>
    public static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> metadata, SaltedText? text)
    {
        return text is null ? metadata : Join(metadata, text.Json.Length, writer =>
        {
            writer.WriteString("salt", Convert.ToHexStringLower(text.Salt.Span));
            writer.WriteString("json", text.Json.Span);
        });
    }

    /// <summary>The joined form with a sealed text.</summary>
    /// <inheritdoc cref="Join(ReadOnlyMemory{byte}, SaltedText?)"/>
    public static ReadOnlyMemory<byte> JoinSealed(ReadOnlyMemory<byte> metadata, SealedText text) => Join(metadata, text.Bytes.Length * 4 / 3, writer =>
    {
        writer.WriteString("key", text.Key);
        writer.WriteBase64String("sealed", text.Bytes.Span);
    });

    /// <summary>Metadata and text of a joined form; the text is null where it has none.</summary>
    /// <exception cref="JsonException">It is no JSON object, its text is not at the end or not of this form, or it is sealed.</exception>
    public static (ReadOnlyMemory<byte> Metadata, SaltedText? Text) Split(ReadOnlyMemory<byte> joined)
    {
        var (metadata, text, sealedText) = SplitSealed(joined);
        Require(sealedText is null, "a text in the clear, not a sealed one");
        return (metadata, text);
    }

    /// <summary>Metadata and text of a joined form, in the clear or sealed; both null where it has none.</summary>
    /// <exception cref="JsonException">It is no JSON object, or its text is not at the end or not of either form.</exception>
    public static (ReadOnlyMemory<byte> Metadata, SaltedText? Text, SealedText? Sealed) SplitSealed(ReadOnlyMemory<byte> joined)
    {
        var reader = new Utf8JsonReader(joined.Span);
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "expected one JSON object");
        var end = (int)reader.BytesConsumed; // of the member before
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals(Member))
            {
                reader.Skip();
                end = (int)reader.BytesConsumed;
                continue;
            }

            var (text, sealedText) = TextMember.Read(ref reader);
            Require(reader.Read() && reader.TokenType == JsonTokenType.EndObject, "the text has to be the last member");
            return ((byte[])[.. joined.Span[..end], (byte)'}'], text, sealedText);
        }

        return (joined, null, null);
    }

    /// <summary>The command that metadata, joined or not, name; null where they name none or do not read.</summary>
    public static Guid? CommandOf(ReadOnlyMemory<byte> metadata)
    {
        try
        {
            var reader = new Utf8JsonReader(metadata.Span);
            Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "expected one JSON object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isCommand = reader.ValueTextEquals("commandId"u8);
                Require(reader.Read(), "a member has a value");
                if (isCommand)
                    return reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var command) ? command : null;
                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a string that is no UTF-8. Whoever reads the event says what is wrong with it.
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> metadata, int size, Action<Utf8JsonWriter> writeMembers)
    {
        var joined = new ArrayBufferWriter<byte>(metadata.Length + size + 192);
        joined.Write(metadata.Span[..^1]);
        joined.Write(",\"text\":"u8);
        using (var writer = new Utf8JsonWriter(joined))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        joined.Write("}"u8);
        return joined.WrittenMemory;
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new JsonException(rule);
    }
}
