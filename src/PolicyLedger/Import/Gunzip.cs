using System.Buffers.Binary;
using System.IO.Compression;

namespace PolicyLedger.Import;

/// <summary>
/// Unpacks gzip, and throws where it ends too early; <see cref="GZipStream"/> takes a file that was cut off for a whole one.
/// A gzip file ends with the length of its last part, so a length that is more than all that was unpacked cannot be one.
/// (Nothing is noticed beyond 4 GiB, nor where a file of several parts is cut between two of them.)
/// </summary>
internal sealed class Gunzip : ReadOnlyStream
{
    private readonly Tail tail;
    private readonly GZipStream unpacked;
    private long length;

    public Gunzip(Stream packed)
    {
        tail = new(packed);
        unpacked = new(tail, CompressionMode.Decompress);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
    {
        var read = await unpacked.ReadAsync(buffer, cancellation);
        length += read;
        if (read == 0 && buffer.Length > 0 && length <= uint.MaxValue && tail.LastNumber > length)
            throw new InvalidDataException("the gzip file is cut off.");
        return read;
    }

    /// <summary>Remembers the last four bytes that went through.</summary>
    private sealed class Tail(Stream packed) : ReadOnlyStream
    {
        private readonly byte[] last = new byte[4];

        public uint LastNumber => BinaryPrimitives.ReadUInt32LittleEndian(last);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
        {
            var read = await packed.ReadAsync(buffer, cancellation);
            byte[] seen = [.. last, .. buffer.Span[Math.Max(0, read - 4)..read]];
            seen.AsSpan(seen.Length - 4).CopyTo(last);
            return read;
        }
    }
}

/// <summary>A stream that can only be read on, asynchronously.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellation) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellation).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
