using PolicyLedger.Log;
using PolicyLedger.Recording;

namespace PolicyLedger.Import;

/// <summary>
/// Imports sheets and files of commands. Every good row is recorded, in the order of the file; a bad one goes to the
/// rejects with its line and the reason. The same content imported again records nothing: a row's record and command ids
/// follow from the mapping and the row. Batches are durable one after the other, so that an import that was stopped, by
/// cancellation or by a crash, goes on from there when it is run again.
/// </summary>
public sealed class Importer(CommandRunner runner)
{
    /// <summary>
    /// Imports. Refused, with nothing written, where the content cannot be used at all (a column is missing, it is not text)
    /// or the rejects have no place.
    /// Cancellation stops between two batches and is told in the summary, not thrown.
    /// </summary>
    /// <exception cref="StoreException">The ledger cannot go on. Batches of which progress was told are recorded.</exception>
    public async Task<Result<ImportSummary>> ImportAsync(ImportRequest request, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Math.Clamp(request.BatchSize, 1, 10_000), request.BatchSize);
        var run = new Run(request, request.DryRun ? runner.OnTrial() : runner);
        try
        {
            if (!(await ImportContent.OpenAsync(request, run.Runner, cancellation)).TryGet(out var rows, out var refusal))
                return refusal with { Rule = $"{refusal.Rule} (in {(request.Name == "-" ? "standard input" : request.Name)})" };
            if (request.Rejects?.Begin() is { } unwritable)
                return unwritable;
            await using var row = rows.GetAsyncEnumerator(cancellation);
            while (await row.MoveNextAsync())
            {
                if (run.Add(row.Current))
                    await run.RecordAsync();
                cancellation.ThrowIfCancellationRequested();
            }

            await run.RecordAsync();
            return run.Summary();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return run.Summary() with { Cancelled = true };
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !run.Recording)
        {
            await run.RecordAsync();
            return run.Summary() with { Stopped = Refusal.Invalid("file", request.Name, $"cannot be read on: {e.Message}") };
        }
    }

    /// <summary>One import under way.</summary>
    private sealed class Run(ImportRequest request, CommandRunner runner)
    {
        private readonly List<ImportRow> batch = [];
        private readonly SortedDictionary<string, long> skippedBy = new(StringComparer.Ordinal);
        private ImportCounts counts = new(0, 0, 0, 0, 0);
        private Reject? firstReject;
        private Refusal? unwritten;

        public CommandRunner Runner => runner;

        /// <summary>An error now is the ledger's, not the content's.</summary>
        public bool Recording { get; private set; }

        /// <summary>Takes a row; true when the batch is full.</summary>
        public bool Add(ImportRow row)
        {
            // An order that is not carried out is none, and an import cannot: nobody else may have the ledger open for it.
            batch.Add(row.Command is EraseRecord ? row with { Command = null, Rejected = Refusal.Invalid("command", "erase-record", "is not imported; policyledger erase RECORD erases").Message } : row);
            return batch.Count >= request.BatchSize;
        }

        /// <summary>Records the batch. Not cancelled half way: what is begun is finished.</summary>
        public async Task RecordAsync()
        {
            Recording = true;
            var commands = batch.Where(row => row.Command is not null).Select(row => row.Command!).ToList();
            var results = new Queue<Result<Receipt>>(commands.Count == 0 ? [] : await runner.RunAsync(commands, CancellationToken.None));
            var rejects = new List<Reject>();
            foreach (var row in batch)
            {
                if (row.Command is not { } command)
                    Count(row, row.Rejected, rejects);
                else if (results.Dequeue().TryGet(out var receipt, out var refusal))
                    counts = receipt.Already ? counts with { AlreadyThere = counts.AlreadyThere + 1 } : counts with { Recorded = counts.Recorded + 1 };
                else
                    Count(row, Explain(refusal, command).Message, rejects);
            }

            counts = counts with { Rows = counts.Rows + batch.Count };
            batch.Clear();

            // Good rows are recorded all the same.
            unwritten ??= request.Rejects?.Write(rejects);
            request.Progress?.Report(new(counts, Share()));
            Recording = false;
        }

        public ImportSummary Summary() => new(request.Name, counts, skippedBy, firstReject, unwritten, false, request.DryRun);

        private void Count(ImportRow row, string? rejected, List<Reject> rejects)
        {
            if (rejected is null)
            {
                skippedBy[row.Skipped!] = skippedBy.GetValueOrDefault(row.Skipped!) + 1;
                counts = counts with { Skipped = counts.Skipped + 1 };
                return;
            }

            rejects.Add(row.Reject(rejected));
            firstReject ??= rejects[^1];
            counts = counts with { Rejected = counts.Rejected + 1 };
        }

        /// <summary>Who keeps a sheet knows its columns, not a command's fields; and a used command id says that the row was recorded and has changed since.</summary>
        private Refusal Explain(Refusal refusal, Command command) =>
            request.Mapping is not { } mapping ? refusal
            : refusal.Field == "commandId" && command is OpeningCommand { Id: { } record }
                ? Refusal.Conflict("record", record, "was imported before with other content; record what changed as a correction or an amendment")
                : refusal with { Field = mapping.ColumnOf(refusal.Field) };

        private double? Share() => request.Content is { CanSeek: true, Length: > 0 } content ? (double)content.Position / content.Length : null;
    }
}
