using PolicyLedger.Cli.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Keeping;

/// <summary>One thing that was looked at. <c>result</c> is ok, note or broken.</summary>
internal sealed record CheckView(string Check, string Result, string Detail);

/// <summary><c>doctor</c>: looks a ledger over and changes nothing in it.</summary>
internal static class DoctorVerb
{
    private static readonly IReadOnlyList<Column<CheckView>> Columns = [new("check", v => v.Check), new("result", v => v.Result), new("detail", v => v.Detail)];

    public static Verb Create(Workplace place) => new Verb(
        place, "doctor", "Look the ledger over: file, events, text hashes, read models. Exit code 4 where something is broken.", "doctor", "doctor -o json").Does(async call =>
        {
            var printer = call.Printer();
            var checks = new List<CheckView>();
            var healthy = true;
            await foreach (var check in CheckAsync(call))
            {
                checks.Add(check);
                healthy &= check.Result != "broken";
            }

            printer.List(checks, Columns, Columns);
            return healthy ? ExitCode.Ok : ExitCode.Integrity;
        });

    private static async IAsyncEnumerable<CheckView> CheckAsync(Call call)
    {
        LedgerSession ledger;
        CheckView? broken = null;
        try
        {
            ledger = await call.OpenAsync(LedgerUse.Read);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Integrity)
        {
            (ledger, broken) = (null!, new(LedgerName(call), "broken", e.Message));
        }

        if (broken is not null)
        {
            yield return broken;
            yield break;
        }

        await using (ledger)
        {
            yield return new(LedgerName(call), "ok", call.Ledger.Name);
            foreach (var check in FileChecks.Ledger(call.Ledger))
                yield return check;
            var events = await EventChecks.RunAsync(ledger.Log, ledger.Codec, schemas: false, call.Cancellation);
            foreach (var check in events.Views.Concat(VerifyVerb.Bytes(call.Ledger)))
                yield return check;
            foreach (var check in FileChecks.Models(call.Ledger.ModelsPath, events.Count))
                yield return check;
        }
    }

    private static string LedgerName(Call call) => call.Ledger is LedgerPlace.InFile ? "ledger file" : "ledger server";
}
