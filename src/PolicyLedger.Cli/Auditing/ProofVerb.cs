using System.CommandLine;
using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Auditing;

namespace PolicyLedger.Cli.Auditing;

/// <summary><c>proof</c>: what anybody can check with software of their own.</summary>
internal static class ProofVerb
{
    public static Verb Create(Workplace place)
    {
        var proof = new Verb(place, "proof", "Prove that an event is in the ledger, or that the ledger only grew.", "proof inclusion 17 > 17.tlog-proof", "proof consistency 100");
        proof.Subcommands.Add(Inclusion(place));
        proof.Subcommands.Add(Consistency(place));
        return proof;
    }

    private static Verb Inclusion(Workplace place)
    {
        var position = new Argument<string>("position") { HelpName = "POSITION", Description = "The event's, as log shows it." };
        var leaf = Fields.Option("--leaf", "FILE", "Also write what stands in the log for the event, which the proof is about.");
        return new Verb(
            place, "inclusion", "A C2SP tlog-proof that an event is in the ledger of the last checkpoint.", "proof inclusion 17 > 17.tlog-proof", "proof inclusion 17 --leaf 17.leaf > 17.tlog-proof")
        {
            position, leaf,
        }.Does(async call =>
        {
            var index = Arguments.Position(call.Get(position)!, "POSITION").OrThrow();
            await using var audit = await AuditSession.OpenAsync(call);
            var last = await audit.CoveredAsync(call);
            if (index < 0 || index >= last.Checkpoint.Size)
                throw new RefusedException(Refusal.NotFound("POSITION", call.Get(position), string.Create(CultureInfo.InvariantCulture, $"the last checkpoint has {last.Checkpoint.Size} events, from 0; sign another for newer ones")));
            var (proof, text) = await audit.Audit.IncludesAsync(index, last, call.Cancellation);
            if (call.Get(leaf) is { } path)
                await File.WriteAllTextAsync(path, text, call.Cancellation);
            call.Out.Write(proof.ToString());
            return ExitCode.Ok;
        });
    }

    private static Verb Consistency(Workplace place)
    {
        var old = new Argument<string>("size") { HelpName = "SIZE", Description = "The size of the older checkpoint." };
        return new Verb(
            place, "consistency", "What proves that the ledger of the last checkpoint begins with an older one: 'old SIZE', hashes, an empty line, and the checkpoint, as a C2SP witness takes them.", "proof consistency 100 > grown")
        {
            old,
        }.Does(async call =>
        {
            var size = Arguments.Position(call.Get(old)!, "SIZE").OrThrow();
            await using var audit = await AuditSession.OpenAsync(call);
            var last = await audit.CoveredAsync(call);
            if (size < 0 || size > last.Checkpoint.Size)
                throw new RefusedException(Refusal.NotFound("SIZE", call.Get(old), string.Create(CultureInfo.InvariantCulture, $"the last checkpoint has {last.Checkpoint.Size} events")));
            call.Out.Write(audit.Audit.Grew(size, last).ToString());
            return ExitCode.Ok;
        });
    }
}
