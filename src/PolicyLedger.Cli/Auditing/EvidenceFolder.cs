using System.CommandLine;
using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Asking;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Auditing;
using PolicyLedger.Stances;

namespace PolicyLedger.Cli.Auditing;

/// <summary>The folder of <c>stance --evidence</c>: what proves one answer, checked before it is written.</summary>
/// <param name="path">As given.</param>
/// <param name="field">The option that gives it.</param>
/// <param name="key">The option that names a signing key.</param>
internal sealed class EvidenceFolder(string path, string field, Option<string?> key)
{
    /// <summary>A kit stands by itself, so that nothing older is taken for a part of it.</summary>
    /// <exception cref="RefusedException">Something is there.</exception>
    public void RefuseUnlessNew()
    {
        if (path.Length == 0)
            throw new RefusedException(Refusal.Invalid(field, path, "name a folder that is empty or not there yet"));
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            throw new RefusedException(Refusal.Conflict(field, path, "something is there; name a folder that is empty or not there yet"));
    }

    /// <summary>Makes the kit for an answer, checks it as a verifier would, and writes it.</summary>
    /// <exception cref="RefusedException">No checkpoint reaches as far as the answer reads, or a text was erased since the last.</exception>
    /// <exception cref="StoreException">The ledger is not the one that was signed, or its read models not what its events say.</exception>
    public async Task WriteAsync(Call call, AuditSession audit, StanceAnswer answer)
    {
        var signed = await CheckpointAsync(call, audit, answer.Question.At);
        var kit = await AnswerEvidence.MakeAsync(audit.Audit, signed, answer, audit.Ledger.Codec, field, $"sign another with {key.Name} FILE", call.Cancellation);
        Directory.CreateDirectory(path);
        foreach (var name in EvidenceKit.Names)
            await File.WriteAllBytesAsync(Path.Combine(path, name), kit.Files[name], call.Cancellation);
    }

    private async Task<SignedCheckpoint> CheckpointAsync(Call call, AuditSession audit, long at)
    {
        if (KeyFile.PathOf(call, key) is { } file)
            return await audit.SignAsync(call, KeyFile.Read(file, key.Name));

        var last = await audit.CoveredAsync(call);
        return at < last.Checkpoint.Size
            ? last
            : throw new RefusedException(Refusal.Conflict(field, path, string.Create(
                CultureInfo.InvariantCulture,
                $"the answer reads up to position {at}, and the last checkpoint has {last.Checkpoint.Size} events; sign another with {key.Name} FILE, or ask with --at {last.Checkpoint.Size - 1}")));
    }
}
