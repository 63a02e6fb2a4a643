using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyLedger.Log;

namespace PolicyLedger.Wire;

/// <summary>
/// An event's metadata and text in one, as an engine with two fields an event (data, custom metadata) keeps them: the
/// metadata object with one more member, <c>"text": {"salt": "…", "json": "…"}</c>, at its end: 32 hex digits, and the
/// text's own JSON as a string, so that its bytes, over which the text hash is made, survive every re-encoding.
/// </summary>
public static class JoinedMetadata
{
    private const string Member = "text";

    /// <summary>The joined form. Its metadata's own bytes stand in it unchanged, so that <see cref="Split"/> gives the same bytes back.</summary>
    /// <param name="metadata">A JSON object with at least one member, and none called <c>text</c>.</param>
    /// <param name="text">Null where there is none.</param>
    public static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> metadata, SaltedText? text)
    {
        if (text is null)
            return metadata;
        var joined = new ArrayBufferWriter<byte>(metadata.Length + text.Json.Length + 96);
        joined.Write(metadata.Span[..^1]);
        joined.Write(",\"text\":"u8);
        using (var writer = new Utf8JsonWriter(joined))
        {
            writer.WriteStartObject();
            writer.WriteString("salt", Convert.ToHexStringLower(text.Salt.Span));
            writer.WriteString("json", text.Json.Span);
            writer.WriteEndObject();
        }

        joined.Write("}"u8);
        return joined.WrittenMemory;
    }

    /// <summary>Metadata and text of a joined form; the text is null where it has none.</summary>
    /// <exception cref="JsonException">It is no JSON object, or its text is not at the end or not of this form.</exception>
    public static (ReadOnlyMemory<byte> Metadata, SaltedText? Text) Split(ReadOnlyMemory<byte> joined)
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

            var text = ReadText(ref reader);
            Require(reader.Read() && reader.TokenType == JsonTokenType.EndObject, "the text has to be the last member");
            return ((byte[])[.. joined.Span[..end], (byte)'}'], text);
        }

        return (joined, null);
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
        catch (JsonException)
        {
            // Whoever reads the event says what is wrong with it.
        }

        return null;
    }

    private static SaltedText ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return ReadTextMembers(ref reader);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text's strings are Unicode", e);
        }
    }

    private static SaltedText ReadTextMembers(ref Utf8JsonReader reader)
    {
        byte[]? salt = null, json = null;
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "a text is an object of salt and json");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            Require(reader.Read() && reader.TokenType == JsonTokenType.String, "a text's salt and json are strings");
            if (name == "salt")
                salt = Salt(reader.GetString()!);
            else if (name == "json")
                json = Encoding.UTF8.GetBytes(reader.GetString()!);
            else
                throw new JsonException($"a text has salt and json, not '{name}'");
        }

        return new(salt ?? throw new JsonException("a text has a salt"), json ?? throw new JsonException("a text has its json"));
    }

    private static byte[] Salt(string hex)
    {
        var salt = new byte[16];
        Require(hex.Length == 32 && Convert.FromHexString(hex, salt, out _, out _) == OperationStatus.Done, "a salt is 32 hex digits");
        return salt;
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new JsonException(rule);
    }
}
