using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Sqlite.Log;

namespace PolicyLedger.Cli.Recording;

/// <summary>
/// Records an erasure and carries it out. Cut off half way, the same again completes it: what is ordered and not yet done
/// is done without another order.
/// </summary>
internal static class EraseRun
{
    /// <summary>How long to wait for others to let go of the ledger, unless told otherwise.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Gives the receipt of the order, be it an earlier one.</summary>
    /// <param name="call">Where.</param>
    /// <param name="command">Completed.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="hasId">Whether its id was given, and not made of its content.</param>
    public static async Task<Receipt> RunAsync(Call call, EraseRecord command, TimeSpan patience, bool hasId)
    {
        var bytes = call.Ledger is LedgerPlace.InFile file
            ? new ErasedBytes(file.Path, patience, who => call.Note($"waiting for {who} to let go of the ledger"))
            : null;
        if (bytes is not null && call.Ledger.IsThere)
            await bytes.RequireAloneAsync(call.Cancellation);
        var receipt = await EraseAsync(call, command, hasId);
        if (bytes is not null)
            await bytes.ClearAsync(call.Cancellation);
        call.Note(bytes is not null
            ? "the text is gone from the ledger's files. Not reached: backups and copies made before, exports, evidence and tiles given away, and rejects files of imports; erase it there too"
            : "the text's key is gone from the server, and nobody reads the text any more. Its bytes go with the next scavenge on every node. Not reached: backups and copies made before, exports and evidence given away; see ops/eventstoredb/erasure.md");
        return receipt;
    }

    private static async Task<Receipt> EraseAsync(Call call, EraseRecord command, bool hasId)
    {
        await using var ledger = await call.OpenAsync(LedgerUse.Read);
        var stream = Streams.Of(command.Record.Jurisdiction);
        var before = TextErasure.Of(await EventsAsync(ledger, stream, command.Record, call.Cancellation));
        var erasure = (ITextErasure)ledger.Log;
        await erasure.RequireErasableAsync(stream, before.Present, call.Cancellation);
        Receipt receipt;
        if (before is { Ordered: true, Last: { } last })
        {
            call.Note($"the erasure was recorded at position {last.Position}{(before.Texts.Count == 0 ? ", and nothing is left of the text" : ", and is now carried out")}");
            receipt = new([new(last.Position, last.Stream, last.Revision, last.Id, last.Type, command.Record, null)], last.Metadata.RecordedAt, Already: true);
        }
        else
        {
            receipt = await OrderAsync(call, ledger, command, before.Last, hasId);
        }

        // Only what an order speaks of: what was recorded since then is not to go without one.
        var ordered = TextErasure.Of(await EventsAsync(ledger, stream, command.Record, call.Cancellation));
        await erasure.EraseTextsAsync(stream, ordered.Texts, call.Cancellation);
        return receipt;
    }

    // The same words as an earlier order's are a new one: text has been recorded since.
    private static async Task<Receipt> OrderAsync(Call call, LedgerSession ledger, EraseRecord command, RecordedEvent? before, bool hasId)
    {
        if (before is not null && !hasId)
            command = command with { Envelope = command.Envelope with { CommandId = EventIds.NameBased(command.Envelope.CommandId, $"after {before.Id:D}") } };
        var receipt = await ledger.AskAsync(command, call.Cancellation);
        return receipt.Already && before is not null && receipt.Lines.Any(line => line.Revision <= before.Revision)
            ? throw new RefusedException(Refusal.Conflict("--command-id", $"{command.Envelope.CommandId:D}", $"recorded the erasure at position {before.Position} or one before it, and text was recorded since; give another, or new"))
            : receipt;
    }

    private static async Task<List<RecordedEvent>> EventsAsync(LedgerSession ledger, string stream, RecordId record, CancellationToken cancellation)
    {
        var events = new List<RecordedEvent>();
        await foreach (var stored in ledger.Log.ReadStreamAsync(stream, 0, cancellation))
        {
            if (ledger.Codec.Decode(stored) is { Event: RecordEvent about } read && about.Record.Equals(record))
                events.Add(read);
        }

        return events;
    }
}
