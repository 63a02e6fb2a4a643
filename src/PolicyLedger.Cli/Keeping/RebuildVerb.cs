using System.Diagnostics;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Server.Answers;
using PolicyLedger.Sqlite.Models;

namespace PolicyLedger.Cli.Keeping;

/// <summary>What was rebuilt. The digest is of the models at their last event.</summary>
internal sealed record RebuildView(long Events, double Seconds, string Digest);

/// <summary><c>rebuild</c>: the read models anew, beside the present ones, then swapped in.</summary>
internal static class RebuildVerb
{
    private static readonly IReadOnlyList<Column<RebuildView>> Columns =
        [new("events", v => Plain.Number(v.Events)), new("seconds", v => v.Seconds.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)), new("digest", v => v.Digest)];

    public static Verb Create(Workplace place) =>
        new Verb(place, "rebuild", "Build the read models anew from the log. Queries go on meanwhile, and nothing can be lost.", "rebuild").Does(async call =>
        {
            var printer = call.Printer();
            await using var ledger = await call.OpenAsync(LedgerUse.Rebuild);
            var (watch, counter) = (Stopwatch.StartNew(), call.Counter("rebuilding, events"));
            try
            {
                await ledger.Models.RebuildAsync(counter, call.Cancellation);
            }
            finally
            {
                counter?.Erase();
            }

            await ledger.Models.CatchUpAsync(null, call.Cancellation);
            var seconds = Math.Round(watch.Elapsed.TotalSeconds, 2);
            var digest = await ((SqliteReadModels)ledger.Models).DigestAsync(call.Cancellation);
            printer.List([new RebuildView(digest!.At + 1, seconds, digest.Sha256)], Columns, Columns);
            return ExitCode.Ok;
        });
}
