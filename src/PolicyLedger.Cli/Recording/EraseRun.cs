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

    /// <summary>Gives the receipt; null where nothing was left to order.</summary>
    public static async Task<Receipt?> RunAsync(Call call, EraseRecord command, TimeSpan patience)
    {
        var bytes = call.Ledger is LedgerPlace.InFile file
            ? new ErasedBytes(file.Path, patience, who => call.Note($"waiting for {who} to let go of the ledger"))
            : null;
        if (bytes is not null && call.Ledger.IsThere)
            await bytes.RequireAloneAsync(call.Cancellation);
        var receipt = await EraseAsync(call, command);
        if (bytes is not null)
            await bytes.ClearAsync(call.Cancellation);
        call.Note(bytes is not null
            ? "the text is gone from the ledger's files. Not reached: backups and copies made before, exports, evidence and tiles given away, and rejects files of imports; erase it there too"
            : "the text's key is gone from the server, and nobody reads the text any more. Its bytes go with the next scavenge on every node. Not reached: backups and copies made before, exports and evidence given away; see ops/eventstoredb/erasure.md");
        return receipt;
    }

    private static async Task<Receipt?> EraseAsync(Call call, EraseRecord command)
    {
        await using var ledger = await call.OpenAsync(LedgerUse.Read);
        var stream = Streams.Of(command.Record.Jurisdiction);
        var before = TextErasure.Of(await EventsAsync(ledger, stream, command.Record, call.Cancellation));
        var erasure = (ITextErasure)ledger.Log;
        await erasure.RequireErasableAsync(stream, before.Texts, call.Cancellation);
        Receipt? receipt = null;
        if (before.Ordered)
            call.Note($"the erasure was recorded at position {before.Last!.Position}{(before.Texts.Count == 0 ? ", and nothing is left of the text" : ", and is now carried out")}");
        else
            receipt = await ledger.AskAsync(command, call.Cancellation);
        var left = receipt is null ? before : TextErasure.Of(await EventsAsync(ledger, stream, command.Record, call.Cancellation));
        await erasure.EraseTextsAsync(stream, left.Texts, call.Cancellation);
        return receipt;
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
