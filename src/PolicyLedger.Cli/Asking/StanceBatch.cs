using CsvHelper;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Import;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;

namespace PolicyLedger.Cli.Asking;

/// <summary>
/// <c>stance --batch</c>: each row is written back with its answer, in order. The read models are brought up to date once,
/// and what a row leaves open is the same for all rows, so that a batch is one point of view.
/// </summary>
internal sealed class StanceBatch
{
    private readonly Call call;
    private readonly StanceReader stances;
    private readonly BatchHeader header;
    private readonly AsOfPoint point;
    private readonly Jurisdiction? target;
    private readonly Dictionary<string, (Reading Reading, CodebookShelf Books)> readings = [];

    private StanceBatch(Call call, LedgerSession ledger, BatchHeader header)
    {
        (this.call, this.header, stances) = (call, header, ledger.Get<StanceReader>());
        (point, target) = (call.Point(), call.Target());
    }

    public static async Task<ExitCode> RunAsync(Call call, string path)
    {
        if (call.Given(call.Options.Output) && call.Format() != OutputFormat.Csv)
            throw new RefusedException(Refusal.Invalid("--output", call.Get(call.Options.Output), "a batch is answered in CSV"));
        await using var input = call.OpenFile(path, "--batch");
        await using var ledger = await call.OpenAsync();
        var rows = (await CsvRows.OpenAsync(input, call.Cancellation)).OrThrow();
        var header = BatchHeader.Read(rows.Header).OrThrow();
        var batch = new StanceBatch(call, ledger, header);
        await batch.ReadingAsync("");

        using var writer = Csv.To(call.Out);
        writer.WriteRecord([.. header.Names, .. CsvColumns.StanceAnswer.Select(column => column.Heading)]);
        var bad = 0L;
        while (await NextAsync(rows, writer, call.Cancellation) is { } row)
        {
            if (!await batch.RowAsync(row, writer))
                bad++;
        }

        if (bad > 0)
            call.Error($"{bad} row{(bad == 1 ? "" : "s")} could not be answered");
        return bad > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    // Who sends rows one by one and waits for the answers must not wait for rows to come.
    private static ValueTask<SheetRow?> NextAsync(CsvRows rows, CsvWriter writer, CancellationToken cancellation)
    {
        var next = rows.NextAsync(cancellation);
        if (!next.IsCompleted)
            writer.Flush();
        return next;
    }

    private async Task<bool> RowAsync(SheetRow row, CsvWriter writer)
    {
        var fields = new string[header.Names.Count];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = i < row.Fields.Count ? row.Fields[i] : "";
        foreach (var field in fields)
            writer.WriteField(field);
        var refusal = row.Mistake is { } mistake ? Refusal.Invalid("row", null, mistake) : null;
        StanceView? view = null;
        if (refusal is null && (await AnswerAsync(fields)).TryGet(out view, out refusal))
        {
            foreach (var column in CsvColumns.StanceAnswer)
                writer.WriteField(column.Cell(view) ?? "");
        }
        else
        {
            writer.WriteField("error");
            for (var i = 1; i < CsvColumns.StanceAnswer.Count; i++)
                writer.WriteField("");
            call.Error($"line {row.Line}: {refusal!.Message}");
        }

        writer.EndRecord();
        return view is not null;
    }

    private async ValueTask<Result<StanceView>> AnswerAsync(string[] fields)
    {
        if (!header.Question(fields, point, target).TryGet(out var asked, out var refusal))
            return refusal;
        var (reading, books) = await ReadingAsync(header.At(fields));
        if (StanceReader.Unknown(asked.Area, books) is { } unknown)
            return unknown;
        var question = new StanceQuestion(
            asked.Jurisdiction, asked.Area, asked.Target, asked.On, asked.KnownAt ?? reading.KnownAt, reading.At, asked.Basis ?? reading.Basis);
        var answer = await stances.AnswerAsync(question, books, call.Cancellation);
        var label = answer.Winner is { } winner ? Labels.Of(winner.Value, books) : null;
        return StanceView.Of(new StanceReport(answer, label, null, null, []), books, []);
    }

    private async ValueTask<(Reading Reading, CodebookShelf Books)> ReadingAsync(string at)
    {
        if (readings.TryGetValue(at, out var known))
            return known;
        var position = at.Length == 0 ? point.At : Arguments.Position(at, "at").OrThrow();
        known = await stances.ResolveAsync(point with { At = position }, call.Cancellation);
        if (readings.TryGetValue("", out var first) && point.KnownAt is null)
            known.Reading = known.Reading with { KnownAt = first.Reading.KnownAt };
        readings.Add(at, known);
        return known;
    }
}
