using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace PolicyLedger.Import;

/// <summary>
/// The rows of a CSV file (RFC 4180; UTF-8; separated by comma, semicolon or tab, whichever the header has most of). A row
/// that cannot be read costs itself and no other: reading goes on with the line after the one on which it began, so that a
/// quote which is never closed swallows nothing. CsvHelper would not go back in a file, so it is given each row by itself.
/// </summary>
public sealed class CsvRows
{
    /// <summary>A row may have line breaks in quotes, which are read as line feeds; all of it at most this many bytes.</summary>
    public const int MaxBytes = Lines.MaxBytes;

    private const string Unclosed = "a quote is opened and not closed";

    private readonly Lines lines;
    private readonly LinkedList<Line> ahead = new();
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly CsvReaderOptions options;
    private CsvMalformedReason? malformed;

    private CsvRows(Lines lines, char separator)
    {
        this.lines = lines;
        options = new() { HasHeader = false, DetectSeparatorHint = false, Separator = separator, OnMalformedRecord = record => malformed = record.Reason };
    }

    /// <summary>The names of the columns, as they stand.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Reads the header. Plain or gzip; the stream is read as rows are asked for, and stays open.</summary>
    public static async Task<Result<CsvRows>> OpenAsync(Stream stream, CancellationToken cancellation) =>
        (await Lines.OpenAsync(stream, cancellation)).TryGet(out var lines, out var refusal) ? await OpenAsync(lines, cancellation) : refusal;

    internal static async Task<Result<CsvRows>> OpenAsync(Lines lines, CancellationToken cancellation)
    {
        Line? first;
        do
            first = await lines.NextAsync(cancellation);
        while (first is { Bytes.Length: 0, TooLong: false });
        if (first is not { } line)
            return Refusal.Invalid("file", null, "is empty; the first line has to name the columns");
        var rows = new CsvRows(lines, ",;\t".MaxBy(c => line.Bytes.Count(b => b == c)));
        rows.Add(line);
        var header = rows.Parse(line);
        if (header.Mistake is { } mistake)
            return Refusal.Invalid("file", null, $"line {line.Number} has to name the columns: {mistake}");
        rows.Header = header.Fields;
        return rows;
    }

    /// <summary>The next row or mistake; null at the end. Empty lines are passed over.</summary>
    public async ValueTask<SheetRow?> NextAsync(CancellationToken cancellation)
    {
        while (await TakeAsync(cancellation) is { } first)
        {
            if (first is not { Bytes.Length: 0, TooLong: false })
                return await ReadAsync(first, cancellation);
        }

        return null;
    }

    /// <summary>Takes in more lines while a quote is open, each time as much again as there is, so that no text is parsed often.</summary>
    private async ValueTask<SheetRow> ReadAsync(Line first, CancellationToken cancellation)
    {
        text.ResetWrittenCount();
        Add(first);
        var alone = Parse(first);
        var (row, next, more) = (alone, ahead.First, true);
        while (more && row.Mistake == Unclosed)
        {
            var enough = 2 * text.WrittenCount;
            while (more && text.WrittenCount < enough)
            {
                next ??= await lines.NextAsync(cancellation) is { } read ? ahead.AddLast(read) : null;
                more = next is { Value: { TooLong: false } line } && text.WrittenCount + line.Bytes.Length <= MaxBytes && Utf8.IsValid(line.Bytes);
                if (more)
                    Add(next!.Value);
                next = next?.Next;
            }

            row = Parse(first);
        }

        if (row.Mistake is not null)
            return alone with { Mistake = row.Mistake };
        for (var breaks = row.Fields.Sum(field => field.AsSpan().Count('\n')); breaks > 0; breaks--)
            ahead.RemoveFirst();
        return row;
    }

    /// <summary>A line feed before each line: at the very start CsvHelper would take a byte order mark for none of the text.</summary>
    private void Add(Line line)
    {
        text.Write("\n"u8);
        text.Write(line.Bytes);
    }

    /// <summary>The first row of the text that was taken in.</summary>
    private SheetRow Parse(Line first)
    {
        malformed = null;
        using var csv = CsvReader.Create(text.WrittenMemory, options);
        csv.Read();
        var fields = csv.Current.ToArray();
        var behind = text.WrittenSpan[((int)csv.ByteOffset + csv.RawRecord.Length)..];
        var mistake = malformed switch
        {
            _ when first.TooLong => $"longer than {MaxBytes} bytes",
            _ when !Utf8.IsValid(first.Bytes) => "not valid UTF-8",
            CsvMalformedReason.UnterminatedQuote => Unclosed,
            CsvMalformedReason.TextAfterClosingQuote => "text behind a closing quote; a quote within a quoted field is written twice",
            CsvMalformedReason.StrayQuote => "a quote in a field that does not begin with one; put the whole field in quotes and write the quote twice",
            _ when csv.ByteOffset > 1 || behind is [not (byte)'\n', ..] => "a carriage return outside quotes; end the line with a line feed, or put the field in quotes",
            _ when Header.Count > 0 && fields.Length != Header.Count => $"{fields.Length} columns, where the header has {Header.Count}",
            _ => null,
        };
        return new(first.Number, fields, mistake, Encoding.UTF8.GetString(first.Bytes));
    }

    private async ValueTask<Line?> TakeAsync(CancellationToken cancellation)
    {
        if (ahead.First is not { Value: var line })
            return await lines.NextAsync(cancellation);
        ahead.RemoveFirst();
        return line;
    }
}

/// <param name="Line">The physical line on which it begins.</param>
/// <param name="Fields">As many as the header has; where it could not be read, what can be made of its first line.</param>
/// <param name="Mistake">Why it could not be read; null where it could.</param>
/// <param name="Text">Its first line.</param>
public sealed record SheetRow(long Line, IReadOnlyList<string> Fields, string? Mistake, string Text);
