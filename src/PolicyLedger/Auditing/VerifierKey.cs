using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace PolicyLedger.Auditing;

/// <summary>An Ed25519 key to verify notes with. Whoever verifies pins it, and its name, from elsewhere; never from where the note came.</summary>
public sealed record VerifierKey
{
    private const byte Ed25519Type = 1;

    private readonly byte[] publicKey;

    internal VerifierKey(string name, byte[] publicKey)
    {
        (Name, this.publicKey) = (name, publicKey);
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Type, .. publicKey]));
    }

    /// <summary>Whose it is: the log's origin.</summary>
    public string Name { get; }

    /// <summary>Tells keys of one name apart.</summary>
    public uint Id { get; }

    /// <summary>The key itself, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => publicKey;

    /// <summary>Whether a text can be a key's name: not empty, no space, no <c>+</c>, no control character.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 256 && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c));

    /// <summary>Reads <c>name+hex(id)+base64(1 ‖ key)</c>.</summary>
    public static Result<VerifierKey> Parse(string text, string field)
    {
        if (text.Split('+', 3) is [var name, var id, var key] && IsName(name) && Decode(key) is [Ed25519Type, .. { Length: 32 } bytes] && new VerifierKey(name, bytes) is var read && id == $"{read.Id:x8}")
            return read;
        return Refusal.Invalid(field, text, "a verifier key is name+id+base64, as keys signing prints it, and its id belongs to its name and key (C2SP signed-note, Ed25519)");
    }

    /// <summary>Whether a signature over a text is this key's.</summary>
    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature.ToArray(), 0, publicKey, 0, text.ToArray(), 0, text.Length);

    public bool Equals(VerifierKey? other) => other is not null && other.Name == Name && other.publicKey.AsSpan().SequenceEqual(publicKey);

    public override int GetHashCode() => HashCode.Combine(Name, Id);

    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([Ed25519Type, .. publicKey])}";

    internal static byte[] Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && Convert.ToBase64String(bytes[..length]) == base64 ? bytes[..length] : [];
    }
}
