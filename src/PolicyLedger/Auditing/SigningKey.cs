using Org.BouncyCastle.Math.EC.Rfc8032;

namespace PolicyLedger.Auditing;

/// <summary>An Ed25519 key to sign notes with. Its text form is a secret.</summary>
public sealed class SigningKey
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly byte[] seed;

    private SigningKey(string name, byte[] seed)
    {
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        (this.seed, Verifier) = (seed, new(name, publicKey));
    }

    /// <summary>What others verify with.</summary>
    public VerifierKey Verifier { get; }

    public string Name => Verifier.Name;

    /// <summary>Makes one.</summary>
    /// <param name="name">Refused as <see cref="VerifierKey.IsName"/> says.</param>
    /// <param name="field">Named where it is refused.</param>
    /// <param name="seed">32 random bytes, from a source for secrets.</param>
    public static Result<SigningKey> Create(string name, string field, byte[] seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, Ed25519.SecretKeySize);
        return VerifierKey.IsName(name)
            ? new SigningKey(name, seed)
            : Refusal.Invalid(field, name, "the name of a log has no spaces, no '+', no control characters, and at most 256 characters; a host of yours with a path is usual: example.org/ledger");
    }

    /// <summary>Reads <c>PRIVATE+KEY+name+hex(id)+base64(1 ‖ seed)</c>; the message of a refusal never has it.</summary>
    public static Result<SigningKey> Parse(string text, string field)
    {
        if (text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length..].Split('+', 3) is [var name, var id, var key] && VerifierKey.IsName(name)
            && VerifierKey.Decode(key) is [1, .. { Length: 32 } seed] && new SigningKey(name, seed) is var read && id == $"{read.Verifier.Id:x8}")
            return read;
        return Refusal.Invalid(field, null, "no signing key: expected PRIVATE+KEY+name+id+base64, as keys signing writes it");
    }

    public NoteSignature Sign(ReadOnlySpan<byte> text)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(seed, 0, text.ToArray(), 0, text.Length, signature, 0);
        return new(Name, Verifier.Id, signature);
    }

    /// <summary>The secret form, which Go's note package reads too.</summary>
    public string ToSecret() => $"{Prefix}{Name}+{Verifier.Id:x8}+{Convert.ToBase64String([1, .. seed])}";

    public override string ToString() => Verifier.ToString();
}
