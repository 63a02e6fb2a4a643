using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace PolicyLedger.Server.Access;

/// <summary>An API key as its owner has it: <c>plk_1f2e3d4c_…</c>, an id that may be shown and a secret that is shown once.</summary>
internal sealed class KeyText
{
    public const string Prefix = "plk_";

    /// <summary>In hexadecimal digits.</summary>
    public const int IdLength = 8;

    private const string LowerHex = "0123456789abcdef";

    private const int SecretBytes = 32;

    // 32 bytes in base64url without padding.
    private const int SecretLength = 43;

    private readonly string secret;

    private KeyText(string id, string secret) => (Id, this.secret) = (id, secret);

    public string Id { get; }

    public static KeyText New(string id) => new(id, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    public static string NewId() => RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && !text.ContainsAnyExcept(LowerHex);

    public static bool IsHash(ReadOnlySpan<char> text) => text.Length == SHA256.HashSizeInBytes * 2 && !text.ContainsAnyExcept(LowerHex);

    /// <summary>Reads one.</summary>
    /// <param name="text">As it was sent.</param>
    /// <param name="key">Null where it is none.</param>
    /// <param name="id">The id where that is well formed, whatever follows.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out KeyText? key, out string? id)
    {
        (key, id) = (null, null);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length < Prefix.Length + IdLength + 1 || text[Prefix.Length + IdLength] != '_')
            return false;
        if (!IsId(text.AsSpan(Prefix.Length, IdLength)))
            return false;
        id = text.Substring(Prefix.Length, IdLength);
        var secret = text[(Prefix.Length + IdLength + 1)..];
        if (secret.Length != SecretLength || !Base64Url.IsValid(secret))
            return false;
        key = new(id, secret);
        return true;
    }

    /// <summary>Of the secret's characters; of 32 random bytes no slow hash is needed.</summary>
    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    /// <summary>The whole key: for its owner, once.</summary>
    public string Reveal() => $"{Prefix}{Id}_{secret}";

    /// <summary>Without the secret, so that a key that gets into a message by mistake tells nothing.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";
}
