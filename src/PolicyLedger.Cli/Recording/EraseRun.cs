using MediatR;
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
        var run = await ErasureRun.RunAsync(ledger.Log, ledger.Codec, (order, cancellation) => ledger.Get<IMediator>().Send(order, cancellation), command, hasId, call.Cancellation);
        if (run.Refusal is { Field: "commandId" } refusal)
            throw new RefusedException(refusal with { Field = "--command-id" });
        var erasure = run.OrThrow();
        if (erasure.Before is { } last)
            call.Note($"the erasure was recorded at position {last.Position}{(erasure.Erased == 0 ? ", and nothing is left of the text" : ", and is now carried out")}");
        return erasure.Receipt;
    }
}
