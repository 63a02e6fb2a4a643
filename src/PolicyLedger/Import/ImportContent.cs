using System.Runtime.CompilerServices;
using System.Text;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Import;

/// <summary>Content as rows, each a command or the reason why it is none.</summary>
internal static class ImportContent
{
    /// <summary>Reads the header and holds it to the mapping; a refusal means that nothing of the content can be used.</summary>
    public static async Task<Result<IAsyncEnumerable<ImportRow>>> OpenAsync(ImportRequest request, CommandRunner runner, CancellationToken cancellation)
    {
        if (!(await Lines.OpenAsync(request.Content, cancellation)).TryGet(out var lines, out var refusal))
            return refusal;
        if (request.Mapping is not { } mapping)
            return Result.Of(CommandsAsync(lines, request, cancellation));
        if (!(await CsvRows.OpenAsync(lines, cancellation)).TryGet(out var rows, out refusal) || !mapping.Bind(rows.Header).TryGet(out var columns, out refusal))
            return refusal;
        var reader = new RowReader(mapping, await BooksAsync(mapping, runner, cancellation), request.Recorder, request.CorrelationId);
        return Result.Of(RowsAsync(rows, columns, reader, cancellation));
    }

    private static async ValueTask<CodebookShelf> BooksAsync(Mapping mapping, CommandRunner runner, CancellationToken cancellation)
    {
        if (mapping.Optional("codebook.old") is null)
            return CodebookShelf.Empty;
        var codebook = mapping["area"].Prefix.Split(':')[0];
        var shelf = await runner.BooksAsync([codebook], cancellation);
        return shelf.Has(codebook) || !ShippedCodebooks.Has(codebook)
            ? shelf
            : ShippedCodebooks.Events(codebook).Aggregate(shelf, (s, e) => s.With(e.Event, 0));
    }

    private static async IAsyncEnumerable<ImportRow> RowsAsync(
        CsvRows rows, IReadOnlyDictionary<string, int> columns, RowReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await rows.NextAsync(cancellation) is { } row)
        {
            if (row.Mistake is { } mistake)
            {
                yield return new(row.Line, null, null, mistake, reject => reject with { Text = row.Text });
                continue;
            }

            var values = new Row(columns, row.Fields);
            Reject Describe(Reject reject) => reject with { Columns = columns.Select(c => KeyValuePair.Create(c.Key, row.Fields[c.Value])).ToList() };
            if (reader.SkipReason(values) is { } skipped)
                yield return new(row.Line, null, skipped, null, Describe);
            else if (reader.Read(values).TryGet(out var command, out var refusal))
                yield return new(row.Line, command, null, null, Describe);
            else
                yield return new(row.Line, null, null, refusal.Message, Describe);
        }
    }

    private static async IAsyncEnumerable<ImportRow> CommandsAsync(Lines lines, ImportRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await lines.NextAsync(cancellation) is { } line)
        {
            if (line.TooLong)
            {
                yield return new(line.Number, null, null, $"longer than {Lines.MaxBytes} bytes", reject => reject);
                continue;
            }

            if (line.Bytes.AsSpan().Trim(" \t"u8).IsEmpty)
                continue;
            Reject Describe(Reject reject) => reject with { Text = Encoding.UTF8.GetString(line.Bytes) };
            if (CommandCodec.Read(line.Bytes, request.Recorder).TryGet(out var command, out var refusal))
                yield return new(line.Number, InImport(command, request.CorrelationId), null, null, Describe);
            else
                yield return new(line.Number, null, null, refusal.Message, Describe);
        }
    }

    private static Command InImport(Command command, Guid? correlationId) =>
        command with { Envelope = command.Envelope with { CorrelationId = command.Envelope.CorrelationId ?? correlationId } };
}
