using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PolicyLedger.Auditing;

/// <summary>A SHA-256 hash that stands in a Merkle tree, a value. RFC 6962 says what is hashed: a leaf behind a byte 0, a node behind a byte 1.</summary>
public readonly record struct TreeHash
{
    /// <summary>In bytes.</summary>
    public const int Length = 32;

    private readonly ulong a, b, c, d;

    /// <param name="bytes">32 of them.</param>
    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The root of a tree without leaves: the hash of nothing.</summary>
    public static TreeHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>A leaf's.</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> leaf)
    {
        Span<byte> input = leaf.Length < 1024 ? stackalloc byte[1 + leaf.Length] : new byte[1 + leaf.Length];
        input[0] = 0;
        leaf.CopyTo(input[1..]);
        return Of(input);
    }

    /// <summary>A node's, from those below it.</summary>
    public static TreeHash OfNode(TreeHash left, TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Length)];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Length)..]);
        return Of(input);
    }

    /// <summary>Reads one in base64, 44 characters; false for anything else, a second spelling of the same bytes included.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out TreeHash hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        hash = default;
        if (base64.Length != 44 || !Convert.TryFromBase64Chars(base64, bytes, out var written) || written != Length)
            return false;
        hash = new(bytes);
        return base64.SequenceEqual(hash.ToString());
    }

    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, a);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], b);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], c);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], d);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>In base64, as checkpoints and proofs write it.</summary>
    public override string ToString() => Convert.ToBase64String(ToArray());

    private static TreeHash Of(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(input, hash);
        return new(hash);
    }
}
