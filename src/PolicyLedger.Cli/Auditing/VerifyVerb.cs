using System.CommandLine;
using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Keeping;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Sqlite.Auditing;
using PolicyLedger.Sqlite.Log;

namespace PolicyLedger.Cli.Auditing;

/// <summary><c>verify</c>: hashes every event anew and holds the ledger to every checkpoint that was signed.</summary>
internal static class VerifyVerb
{
    private static readonly IReadOnlyList<Column<CheckView>> Columns = [new("check", v => v.Check), new("result", v => v.Result), new("detail", v => v.Detail)];

    public static Verb Create(Workplace place)
    {
        var checkpoint = Fields.Option("--checkpoint", "FILE", "Also hold the ledger to a checkpoint that was kept elsewhere; needs --verifier.");
        var verifier = Fields.Many("--verifier", "KEY", "The verifier key that keys signing printed, pinned by you: then every signature is checked. Repeat it where the key was changed.");
        var kit = Fields.Option("--kit", "DIR", "Verify what export kit wrote, without a ledger; needs --verifier.");
        return new Verb(
            place, "verify", "Hash every event anew and compare with every checkpoint that was signed: nothing was altered, inserted or dropped. Exit code 4 where something was.",
            "verify", "verify --kit audit/ --verifier example.org/ledger+1f2e3d4c+AW…", "verify --checkpoint kept.checkpoint --verifier example.org/ledger+1f2e3d4c+AW…")
        {
            checkpoint, verifier, kit,
        }.Does(async call =>
        {
            var printer = call.Printer();
            var keys = (call.Get(verifier) ?? []).Select(text => VerifierKey.Parse(text, verifier.Name).OrThrow()).ToList();
            Checkpoint? kept = null;
            if (call.Get(checkpoint) is { } path)
            {
                kept = keys.Count == 0
                    ? throw new RefusedException(Refusal.Invalid(verifier.Name, null, "required with --checkpoint, and missing: a checkpoint is worth what its signature is worth"))
                    : Checkpoint.Open(await call.ReadAsync(path, checkpoint.Name), checkpoint.Name, keys).OrThrow();
            }

            var checks = call.Get(kit) is { } folder ? await KitCheck.RunAsync(call, folder, kept, keys) : await CheckAsync(call, kept, keys);
            printer.List(checks, Columns, Columns);
            return checks.Exists(check => check.Result == "broken") ? ExitCode.Integrity : ExitCode.Ok;
        });
    }

    private static async Task<List<CheckView>> CheckAsync(Call call, Checkpoint? kept, IReadOnlyList<VerifierKey> keys)
    {
        await using var audit = await AuditSession.OpenAsync(call, asItIs: true);
        var signed = audit.Checkpoints.All();

        // Before the events are read: others may record and sign meanwhile.
        var size = audit.Tree.Size;
        var (log, events) = await AuditedLog.ReadAsync(call, audit.Ledger.Log, signed.Select(one => one.Checkpoint).Append(kept), size);
        List<CheckView> checks = [.. events.Views, .. Bytes(call.Ledger), log.Commands, await TreeAsync(audit, log, size, call.Cancellation), Stored(signed, log, keys), await ModelsCheck.RunAsync(call, audit.Ledger)];
        if (kept is not null)
            checks.Add(log.Kept(kept));
        return checks;
    }

    /// <summary>What an erasure that was cut off has left; nothing where there is none.</summary>
    internal static IEnumerable<CheckView> Bytes(LedgerPlace place) => place is LedgerPlace.InFile file && ErasedBytes.AreLeft(file.Path)
        ? [new("erased bytes", "broken", "texts were erased, and their bytes may still be in the file: clearing it was cut off, or another program had it open; erase the record again")]
        : [];

    private static async Task<CheckView> TreeAsync(AuditSession audit, AuditedLog log, long size, CancellationToken cancellation)
    {
        var (root, first, heads) = audit.Tree.Read(tree => (tree.Root(size), log.FirstDifference(tree, size), tree.Size == size ? StreamHead.Root(tree.Heads()) : (TreeHash?)null));
        if (first is { } position)
        {
            await foreach (var stored in audit.Ledger.Log.ReadAllWithoutTextsAsync(position, cancellation))
                return Broken($"position {position} ({stored.Stream} revision {stored.Revision}, {stored.Type}) is not the event that stood there when it was hashed{(size > log.Size ? $"; and of {size} events {log.Size} are left" : "")}");
        }

        return size > log.Size ? Broken($"was made over {size} events, and there are {log.Size}: the newest are missing")
            : root != log.Root(size) ? Broken($"its leaves are the events', and its nodes are not those over them; move its file away: it is made again from the log")
            : heads is { } kept && kept != log.Heads(size) ? Broken($"the streams' heads that it keeps are not the events'; move its file away: it is made again from the log")
            : new("tree", "ok", string.Create(CultureInfo.InvariantCulture, $"the root over {log.Size} events is {log.Root(log.Size)}"));

        static CheckView Broken(FormattableString why) => new("tree", "broken", FormattableString.Invariant(why));
    }

    private static CheckView Stored(IReadOnlyList<SignedCheckpoint> signed, AuditedLog log, IReadOnlyList<VerifierKey> keys)
    {
        foreach (var one in signed)
        {
            var why = log.Why(one.Checkpoint) ?? (keys.Count == 0 ? null : Checkpoint.Open(System.Text.Encoding.UTF8.GetBytes(one.Note), "checkpoint", keys).Refusal?.Rule);
            if (why is not null)
                return new("checkpoints", "broken", $"the one signed at {Dates.Iso.Write(one.SignedAt)}: {why}");
        }

        return signed.Count == 0
            ? new("checkpoints", "note", "none was signed yet: nothing outside the ledger vouches for it")
            : new("checkpoints", "ok", string.Create(CultureInfo.InvariantCulture, $"{signed.Count} signed, the last over {signed[^1].Checkpoint.Size} events{(keys.Count == 0 ? "; signatures not checked without --verifier" : "")}"));
    }
}
