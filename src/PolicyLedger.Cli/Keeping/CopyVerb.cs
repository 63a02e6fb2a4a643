using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Keeping;

/// <summary>What was copied; every event was compared at the end.</summary>
internal sealed record CopyView(string From, string To, long Events, long Copied, long AlreadyThere, bool Verified);

/// <summary><c>copy</c>: moves a ledger between stores, as it is.</summary>
internal static class CopyVerb
{
    private static readonly IReadOnlyList<Column<CopyView>> Columns =
    [
        new("from", v => v.From), new("to", v => v.To), new("events", v => Plain.Number(v.Events)), new("copied", v => Plain.Number(v.Copied)),
        new("already_there", v => Plain.Number(v.AlreadyThere)), new("verified", v => Plain.Yes(v.Verified)),
    ];

    public static Verb Create(Workplace place)
    {
        var from = Fields.Option("--from", "PATH|esdb://…", "The ledger to copy, to its end as of now.");
        var to = Fields.Option("--to", "PATH|esdb://…", "An empty ledger, or one with the source's beginning: a copy that was stopped. Nobody may write to it meanwhile.");
        (from.Required, to.Required) = (true, true);
        return new Verb(
            place, "copy", "Copy a ledger to another store: ids, order, positions, times, to the byte; then compare every event.",
            "copy --from policy-ledger.db --to esdb://localhost:2113?tls=false",
            "copy --from esdb://localhost:2113?tls=false --to copy.db")
        {
            from, to,
        }.Does(async call =>
        {
            var (source, target, printer) = (call.Place(call.Get(from)!, from.Name), call.Place(call.Get(to)!, to.Name), call.Printer());
            if (source.Name == target.Name)
                throw new RefusedException(Refusal.Invalid(to.Name, target.Name, "is the source itself; name another ledger"));
            await using var original = await source.OpenAsync(create: false, call.Cancellation);
            await using var copy = await target.OpenAsync(create: true, call.Cancellation);
            var copied = await ProgressBar.ShowAsync<CopyProgress, Result<CopySummary>>(
                call, "copying", p => (p.Of == 0 ? null : (double)p.Done / p.Of, $"{p.Phase}: {p.Done} of {p.Of} events"),
                progress => LogCopy.RunAsync(original, copy, progress, call.Cancellation));
            if (!copied.TryGet(out var summary, out var refusal))
                throw new RefusedException(refusal with { Field = to.Name, Value = target.Name });
            printer.List([new CopyView(source.Name, target.Name, summary.Events, summary.Copied, summary.Events - summary.Copied, true)], Columns, Columns);
            return ExitCode.Ok;
        });
    }
}
