using System.Text;

namespace PolicyLedger.Import;

/// <summary>
/// The rows of a CSV file (RFC 4180; UTF-8; separated by comma, semicolon or tab, whichever the header has most of). A row
/// that cannot be read costs itself and no other: reading goes on with the line after the one on which it began, so that a
/// quote which is never closed swallows nothing. CsvHelper has line breaks in quotes or recovery from an unclosed one, not
/// both, and an import needs both.
/// </summary>
internal sealed class CsvRows
{
    /// <summary>A row may have line breaks in quotes; all of it at most this many characters.</summary>
    public const int MaxCharacters = Lines.MaxBytes;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Lines lines;
    private readonly LinkedList<Line> ahead = new();
    private readonly char separator;

    private CsvRows(Lines lines, char separator, IReadOnlyList<string> header) =>
        (this.lines, this.separator, Header) = (lines, separator, header);

    /// <summary>The names of the columns, without surrounding white space; empty for a column that has none.</summary>
    public IReadOnlyList<string> Header { get; }

    public static async Task<Result<CsvRows>> OpenAsync(Lines lines, CancellationToken cancellation)
    {
        Line? first;
        do
            first = await lines.NextAsync(cancellation);
        while (first is { Bytes.Length: 0, TooLong: false });
        if (first is not { } line)
            return Refusal.Invalid("file", null, "is empty; the first line has to name the columns");
        if (Decode(line) is not { } text)
            return Refusal.Invalid("file", null, $"line {line.Number} has to name the columns, and is not UTF-8 text of at most {Lines.MaxBytes} bytes");
        var separator = ",;\t".MaxBy(c => text.Count(d => d == c));
        var scan = new CsvScan(separator);
        if (scan.Read(text) != Reading.Complete)
            return Refusal.Invalid("file", null, $"line {line.Number} has to name the columns: {scan.Mistake ?? "a quote is opened and never closed"}");
        var header = scan.Fields.Select(name => name.Trim()).ToList();
        return header.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(names => names.Count() > 1) is { Key: var twice }
            ? Refusal.Invalid("file", twice, "two columns of this name; each name once")
            : new CsvRows(lines, separator, header);
    }

    /// <summary>The next row or mistake; null at the end. Empty lines are passed over.</summary>
    public async ValueTask<CsvRow?> NextAsync(CancellationToken cancellation)
    {
        while (await TakeAsync(cancellation) is { } first)
        {
            if (first.TooLong)
                return CsvRow.Bad(first.Number, $"longer than {Lines.MaxBytes} bytes", "");
            if (first.Bytes.Length > 0)
                return await ReadAsync(first, cancellation);
        }

        return null;
    }

    private static string? Decode(Line line)
    {
        try
        {
            return line.TooLong ? null : Strict.GetString(line.Bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private async ValueTask<CsvRow> ReadAsync(Line first, CancellationToken cancellation)
    {
        if (Decode(first) is not { } text)
            return CsvRow.Bad(first.Number, "not valid UTF-8", Encoding.UTF8.GetString(first.Bytes));
        var scan = new CsvScan(separator);
        var reading = scan.Read(text);
        var more = ahead.First;
        var (taken, characters) = (0, text.Length);
        while (reading == Reading.InQuotes)
        {
            if (more is null && await lines.NextAsync(cancellation) is { } read)
                more = ahead.AddLast(read);
            var next = more is null ? null : Decode(more.Value);
            characters += next?.Length ?? 0;
            if (next is null || characters > MaxCharacters)
                return CsvRow.Bad(first.Number, "a quote is opened and not closed", text);
            reading = scan.Read(next);
            (more, taken) = (more!.Next, taken + 1);
        }

        if (reading == Reading.Bad)
            return CsvRow.Bad(first.Number, scan.Mistake!, text);
        if (scan.Fields.Count != Header.Count)
            return CsvRow.Bad(first.Number, $"{scan.Fields.Count} columns, where the header has {Header.Count}", text);
        for (; taken > 0; taken--)
            ahead.RemoveFirst();
        return new(first.Number, scan.Fields, null, text);
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
/// <param name="Fields">As many as the header has; null where it could not be read.</param>
/// <param name="Mistake">Why it could not be read; null where it could.</param>
/// <param name="Text">Its first line.</param>
internal sealed record CsvRow(long Line, IReadOnlyList<string>? Fields, string? Mistake, string Text)
{
    public static CsvRow Bad(long line, string mistake, string text) => new(line, null, mistake, text);
}
