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
            await using var ledger = await call.OpenAsync();
            var watch = Stopwatch.StartNew();
            await ledger.Models.RebuildAsync(call.Here.ErrorIsTerminal && !call.Quiet ? new Counter(call) : null, call.Cancellation);
            var horizon = await ledger.Models.CatchUpAsync(null, call.Cancellation);
            printer.List([new RebuildView(horizon.At + 1, Math.Round(watch.Elapsed.TotalSeconds, 2))], Columns, Columns);
            return ExitCode.Ok;
        });

    private sealed class Counter(Call call) : IProgress<long>
    {
        public void Report(long value) => call.Here.Error.Write($"\rrebuilding: {value} events\r");

    }
}
