using System.Diagnostics;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;

namespace PolicyLedger.Cli.Keeping;

/// <summary>What was rebuilt.</summary>
internal sealed record RebuildView(long Events, double Seconds);

/// <summary><c>rebuild</c>: the read models anew, beside the present ones, then swapped in.</summary>
internal static class RebuildVerb
{
    private static readonly IReadOnlyList<Column<RebuildView>> Columns =
        [new("events", v => Plain.Number(v.Events)), new("seconds", v => v.Seconds.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))];

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

            var horizon = await ledger.Models.CatchUpAsync(null, call.Cancellation);
            printer.List([new RebuildView(horizon.At + 1, Math.Round(watch.Elapsed.TotalSeconds, 2))], Columns, Columns);
            return ExitCode.Ok;
        });
}
