using PolicyLedger.Cli.Keeping;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Models;

namespace PolicyLedger.Cli.Auditing;

/// <summary>Holds the read models to a replay of the events that they were made from.</summary>
internal static class ModelsCheck
{
    private const string Check = "read models";

    public static async Task<CheckView> RunAsync(Call call, LedgerSession ledger)
    {
        if (!File.Exists(call.Ledger.ModelsPath))
            return new(Check, "note", "not built yet; the first question builds them");
        await using var models = await SqliteReadModels.OpenAsync(call.Ledger.ModelsPath, ledger.Log, ledger.Codec, new() { BuildsWhenOpened = false }, call.Cancellation);
        if (await models.DigestAsync(call.Cancellation) is not { } published)
            return new(Check, "note", "no models are ready; the next question builds them");
        var folder = Directory.CreateTempSubdirectory("policyledger-verify-");
        var counter = call.Counter("replaying, events");
        try
        {
            await using var replay = await SqliteReadModels.OpenAsync(
                Path.Combine(folder.FullName, "replay" + SqliteReadModels.Suffix), new LogUntil(ledger.Log, published.At + 1), ledger.Codec, new() { Progress = counter }, call.Cancellation);
            var replayed = (await replay.DigestAsync(call.Cancellation))!;
            if (published.Sha256 == replayed.Sha256)
                return new(Check, "ok", $"at position {published.At} a replay gives the same, digest {published.Sha256}");
            var table = published.Tables.Zip(replayed.Tables).First(pair => pair.First != pair.Second).First.Table;
            return new(Check, "broken", $"at position {published.At} they are not what a replay gives: {await models.DifferenceAsync(table, replay, call.Cancellation)}; rebuild makes them anew");
        }
        finally
        {
            counter?.Erase();
            folder.Delete(recursive: true);
        }
    }
}
