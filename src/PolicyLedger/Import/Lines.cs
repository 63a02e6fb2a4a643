using System.IO.Pipelines;

namespace PolicyLedger.Import;

/// <summary>
/// The physical lines of a file, one after the other, whatever its size: nothing but the present line is held. Unpacks
/// gzip by its first bytes, whatever the file is called, and passes over a UTF-8 byte order mark.
/// </summary>
internal sealed class Lines
{
    /// <summary>A longer line is given back without its bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];

    private readonly Stream stream;
    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private long number;

    private Lines(Stream stream) => this.stream = stream;

    /// <summary>Looks at the first bytes. Refuses UTF-16, which would otherwise read as one long line of nonsense.</summary>
    public static async Task<Result<Lines>> OpenAsync(Stream stream, CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(stream, new(leaveOpen: true));
        var head = await pipe.ReadAtLeastAsync(2, cancellation);
        var first = new byte[Math.Min(2, head.Buffer.Length)];
        System.Buffers.BuffersExtensions.CopyTo(head.Buffer.Slice(0, first.Length), first);
        pipe.AdvanceTo(head.Buffer.Start);
        var lines = new Lines(first is [0x1F, 0x8B] ? new Gunzip(pipe.AsStream()) : pipe.AsStream());
        while (lines.end < 3 && await lines.FillAsync(cancellation))
        {
        }

        if (lines.buffer.AsSpan(0, lines.end) is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return Refusal.Invalid("file", null, "is UTF-16 text; save it as UTF-8");
        if (lines.buffer.AsSpan(0, lines.end).StartsWith(Utf8Mark))
            lines.start = Utf8Mark.Length;
        return lines;
    }

    /// <summary>The next line without its line feed and the carriage returns before it; null at the end.</summary>
    public async ValueTask<Line?> NextAsync(CancellationToken cancellation)
    {
        MemoryStream? kept = null;
        var tooLong = false;
        while (true)
        {
            var rest = buffer.AsMemory(start, end - start);
            var feed = rest.Span.IndexOf((byte)'\n');
            var piece = feed < 0 ? rest : rest[..feed];
            start += feed < 0 ? rest.Length : feed + 1;
            tooLong |= (kept?.Length ?? 0) + piece.Length > MaxBytes;
            if (feed >= 0)
                return Take(kept, piece.Span, tooLong);
            if (!tooLong)
                (kept ??= new()).Write(piece.Span);
            if (!await FillAsync(cancellation))
                return kept is { Length: > 0 } || tooLong ? Take(kept, [], tooLong) : null;
        }
    }

    private Line Take(MemoryStream? kept, ReadOnlySpan<byte> piece, bool tooLong)
    {
        number++;
        if (tooLong)
            return new(number, [], true);
        if (kept is not null)
        {
            kept.Write(piece);
            piece = kept.ToArray();
        }

        return new(number, piece.TrimEnd((byte)'\r').ToArray(), false);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (start == end)
            (start, end) = (0, 0);

        // Standard input cannot be cancelled while it waits, so that the waiting is given up in its place.
        var reading = stream.ReadAsync(buffer.AsMemory(end), cancellation);
        var read = reading.IsCompleted ? await reading : await reading.AsTask().WaitAsync(cancellation);
        end += read;
        return read > 0;
    }
}

/// <param name="Number">From 1, counting every physical line.</param>
/// <param name="Bytes">Without the line end.</param>
/// <param name="TooLong">More than <see cref="Lines.MaxBytes"/>; the bytes are left out.</param>
internal readonly record struct Line(long Number, byte[] Bytes, bool TooLong);
