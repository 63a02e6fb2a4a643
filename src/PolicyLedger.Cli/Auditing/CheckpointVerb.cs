using System.CommandLine;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Server.Answers;
using PolicyLedger.Sqlite.Auditing;

namespace PolicyLedger.Cli.Auditing;

/// <summary>A checkpoint that was signed.</summary>
internal sealed record CheckpointView(long Size, string Root, string Origin, string SignedAt, string Note);

/// <summary><c>checkpoint</c>: signs what the ledger is, once or again and again, or lists what was signed.</summary>
internal static class CheckpointVerb
{
    private static readonly IReadOnlyList<Column<CheckpointView>> Columns =
        [new("size", v => Plain.Number(v.Size)), new("root", v => v.Root), new("origin", v => v.Origin), new("signed_at", v => v.SignedAt)];

    private static string KeyOf(Call call, Option<string?> key) => KeyFile.PathOf(call, key) is { } path
        ? path
        : throw new RefusedException(Refusal.Invalid(key.Name, null, "required, and missing; name the key file that keys signing made, or set POLICYLEDGER_SIGNING_KEY"));

    public static Verb Create(Workplace place)
    {
        var key = Fields.Option("--key", "FILE", "The signing key file. Default: POLICYLEDGER_SIGNING_KEY.");
        var list = new Option<bool>("--list") { Description = "Sign nothing; list what was signed." };
        var every = Fields.Option("--every", "SECONDS", "Go on until stopped, and sign whenever there are new events.");
        return new Verb(
            place, "checkpoint", "Sign what the ledger is now, as a C2SP checkpoint: everybody who has one notices if history changes.",
            "checkpoint --key ledger.key > checkpoint", "checkpoint --list", "checkpoint --key ledger.key --every 3600")
        {
            key, list, every,
        }.Does(async call =>
        {
            if (call.Get(list))
                return await ListAsync(call);
            var wait = call.Seconds(every);
            var keys = KeyFile.Read(KeyOf(call, key), key.Name);
            await using var audit = await AuditSession.OpenAsync(call);
            for (SignedCheckpoint? before = null; ;)
            {
                var signed = await audit.SignAsync(call, keys);
                if (signed.Note != before?.Note)
                    call.Out.Write(signed.Note);
                await call.Out.FlushAsync(call.Cancellation);
                if (wait is not { } pause)
                    return ExitCode.Ok;
                before = signed;
                await Task.Delay(pause, call.Here.Clock, call.Cancellation);
            }
        });
    }

    private static async Task<ExitCode> ListAsync(Call call)
    {
        var printer = call.Printer();
        await using var audit = await AuditSession.OpenAsync(call);
        printer.List(
            audit.Checkpoints.All().Select(signed => new CheckpointView(signed.Checkpoint.Size, signed.Checkpoint.Root.ToString(), signed.Checkpoint.Origin, Dates.Iso.Write(signed.SignedAt), signed.Note)).ToList(),
            Columns, Columns);
        return ExitCode.Ok;
    }
}
