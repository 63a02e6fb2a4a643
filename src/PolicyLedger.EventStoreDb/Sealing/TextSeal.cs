using System.Security.Cryptography;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Sealing;

/// <summary>
/// Closes and opens a text: AES-256-GCM over salt and JSON, bound to the event's id, so that no text passes for another
/// event's. Closed, it is nonce, ciphertext, tag. The nonce is made of what is sealed, under the same key: the same text of
/// the same event is closed to the same bytes, so that an append that is sent again can be told from another, and no other
/// text ever shares its nonce.
/// </summary>
internal static class TextSeal
{
    public const int KeyBytes = 32;

    private const int NonceBytes = 12, TagBytes = 16, SaltBytes = 16;

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>Closes an event's text.</summary>
    public static byte[] Close(byte[] key, Guid id, SaltedText text)
    {
        byte[] plain = [.. text.Salt.Span, .. text.Json.Span];
        var bound = id.ToByteArray(bigEndian: true);
        var closed = new byte[NonceBytes + plain.Length + TagBytes];
        byte[] named = [.. "policyledger text nonce"u8, .. bound, .. plain];
        HMACSHA256.HashData(key, named).AsSpan(0, NonceBytes).CopyTo(closed);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(closed.AsSpan(0, NonceBytes), plain, closed.AsSpan(NonceBytes, plain.Length), closed.AsSpan(NonceBytes + plain.Length), bound);
        return closed;
    }

    /// <summary>The text; null where it was not closed with this key for this event.</summary>
    public static SaltedText? Open(byte[] key, Guid id, ReadOnlySpan<byte> closed)
    {
        if (closed.Length < NonceBytes + SaltBytes + TagBytes)
            return null;
        var plain = new byte[closed.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(closed[..NonceBytes], closed[NonceBytes..^TagBytes], closed[^TagBytes..], plain, id.ToByteArray(bigEndian: true));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return new(plain.AsMemory(0, SaltBytes), plain.AsMemory(SaltBytes));
    }
}
