using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PolicyLedger.Auditing;

/// <summary>One signature of a note.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="KeyId">4 bytes that tell keys of one name apart.</param>
/// <param name="Signature">64 bytes for Ed25519.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature);

/// <summary>
/// A text with signatures, in the form of C2SP signed-note: the text, an empty line, and a line for each signature. What is
/// signed is the text with its last line's end.
/// </summary>
/// <param name="Text">Lines, each with its end.</param>
/// <param name="Signatures">At least one.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>What a note may hold in all, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private const string Dash = "\u2014 ";
    private const int MaxSignatures = 100;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Signs a text.</summary>
    public static SignedNote Sign(string text, params IReadOnlyList<SigningKey> keys) => new(text, keys.Select(key => key.Sign(Utf8.GetBytes(text))).ToList());

    /// <summary>Reads a note. That its signatures are good is for <see cref="Verify"/> to tell.</summary>
    /// <param name="bytes">UTF-8, at most <see cref="MaxBytes"/>.</param>
    /// <param name="field">Named where it is refused.</param>
    public static Result<SignedNote> Parse(ReadOnlySpan<byte> bytes, string field)
    {
        if (bytes.Length > MaxBytes)
            return Wrong($"at most {MaxBytes} bytes");
        string note;
        try
        {
            note = Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Wrong("UTF-8");
        }

        if (note.Any(c => c < 0x20 && c != '\n'))
            return Wrong("no control characters but the end of a line");
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || end + 2 == note.Length || !note.EndsWith('\n'))
            return Wrong("a text, an empty line, and signatures");
        var signatures = new List<NoteSignature>();
        foreach (var line in note[(end + 2)..^1].Split('\n'))
        {
            if (signatures.Count == MaxSignatures || !TryRead(line, out var signature))
                return Wrong($"at most {MaxSignatures} signatures, each '— name base64'");
            signatures.Add(signature);
        }

        return new SignedNote(note[..(end + 1)], signatures);

        Refusal Wrong(string rule) => Refusal.Invalid(field, null, $"no signed note: expected {rule} (C2SP signed-note)");
    }

    /// <summary>Why no key of a verifier's own vouches for the text; null where one does and none of its others' signatures is false. Signatures of keys that are not known are passed over.</summary>
    public string? Verify(params IReadOnlyList<VerifierKey> keys)
    {
        var good = false;
        var text = Utf8.GetBytes(Text);
        foreach (var signature in Signatures)
        {
            if (keys.FirstOrDefault(key => key.Name == signature.Name && key.Id == signature.KeyId) is not { } key)
                continue;
            if (!key.Verifies(text, signature.Signature.Span))
                return $"the signature by {key.Name}+{key.Id:x8} is false";
            good = true;
        }

        return good ? null : $"none of the signatures is by {string.Join(" or ", keys.Select(key => $"{key.Name}+{key.Id:x8}"))}";
    }

    /// <summary>As it is stored and sent.</summary>
    public override string ToString()
    {
        var note = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            byte[] bytes = [(byte)(signature.KeyId >> 24), (byte)(signature.KeyId >> 16), (byte)(signature.KeyId >> 8), (byte)signature.KeyId, .. signature.Signature.Span];
            note.Append(Dash).Append(signature.Name).Append(' ').Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return note.ToString();
    }

    public byte[] ToBytes() => Utf8.GetBytes(ToString());

    private static bool TryRead(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith(Dash, StringComparison.Ordinal) || line[Dash.Length..].Split(' ') is not [var name, var base64] || !VerifierKey.IsName(name))
            return false;
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length < 5 || Convert.ToBase64String(bytes[..length]) != base64)
            return false;
        signature = new(name, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4, length - 4));
        return true;
    }
}
