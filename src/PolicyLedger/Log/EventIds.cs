using System.Security.Cryptography;
using System.Text;

namespace PolicyLedger.Log;

/// <summary>Name-based UUIDs (RFC 9562, version 5): the same command makes the same event ids wherever and whenever it runs.</summary>
public static class EventIds
{
    /// <summary>The id of a command's event: UUIDv5(command id, stream, index within the stream's part).</summary>
    public static Guid Of(Guid commandId, string stream, int index) => NameBased(commandId, $"{stream}\n{index}");

    /// <summary>UUIDv5 of a UTF-8 name in a namespace.</summary>
    public static Guid NameBased(Guid space, string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        var input = length <= 496 ? stackalloc byte[16 + length] : new byte[16 + length];
        space.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input[16..]);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1; it names, it does not protect
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
