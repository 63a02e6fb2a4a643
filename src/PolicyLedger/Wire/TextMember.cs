using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyLedger.Log;

namespace PolicyLedger.Wire;

/// <summary>A text of which only whoever has its key can read anything.</summary>
/// <param name="Key">The stream that holds its key.</param>
/// <param name="Bytes">What is sealed, as its store seals it.</param>
public sealed record SealedText(string Key, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads the member that <see cref="JoinedMetadata"/> adds.</summary>
internal static class TextMember
{
    /// <summary>Reads the value of the member on which the reader stands: one of the two forms.</summary>
    /// <exception cref="JsonException">Neither.</exception>
    public static (SaltedText? Text, SealedText? Sealed) Read(ref Utf8JsonReader reader)
    {
        try
        {
            return ReadMembers(ref reader);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException("a text's strings are Unicode, and what is sealed is base64", e);
        }
    }

    private static (SaltedText? Text, SealedText? Sealed) ReadMembers(ref Utf8JsonReader reader)
    {
        byte[]? salt = null, json = null, closed = null;
        string? key = null;
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "a text is an object of salt and json, or of key and sealed");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            Require(reader.Read() && reader.TokenType == JsonTokenType.String, "a text's members are strings");
            if (name == "salt")
                salt = Salt(reader.GetString()!);
            else if (name == "json")
                json = Encoding.UTF8.GetBytes(reader.GetString()!);
            else if (name == "key")
                key = reader.GetString();
            else if (name == "sealed")
                closed = reader.GetBytesFromBase64();
            else
                throw new JsonException($"a text has salt and json, or key and sealed, not '{name}'");
        }

        Require((salt is null) == (json is null) && (key is null) == (closed is null) && (salt is null) != (key is null), "a text has salt and json, or key and sealed");
        return salt is not null ? (new(salt, json), null) : (null, new(key!, closed));
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
