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
    /// <exception cref="RefusedException">No checkpoint reaches as far as the answer reads.</exception>
    /// <exception cref="StoreException">The ledger is not the one that was signed, or its read models not what its events say.</exception>
    public async Task WriteAsync(Call call, AuditSession audit, StanceAnswer answer)
    {
        var signed = await CheckpointAsync(call, audit, answer.Question.At);
        var size = signed.Checkpoint.Size;
        var heads = await audit.HeadsAsync(size, call.Cancellation);
        if (signed.Checkpoint.Heads is not { } root || StreamHead.Root(heads) != root)
            throw new StoreException(StoreFault.Integrity, string.Create(CultureInfo.InvariantCulture, $"the streams' heads after {size} events are not those that were signed; verify tells more"));
        var events = await EventsAsync(audit.Ledger, EvidenceKit.StreamsOf(answer.Question), size, call.Cancellation);
        var kit = audit.Tree.Read(tree => EvidenceKit.Of(signed.Note, size, tree.At, heads, events, answer));
        if (EvidenceCheck.RunUnder(signed.Checkpoint, kit).Broken is { } broken)
            throw Explain(broken);
        Directory.CreateDirectory(path);
        foreach (var name in EvidenceKit.Names)
            await File.WriteAllBytesAsync(Path.Combine(path, name), kit.Files[name], call.Cancellation);
    }

    private StoreException Explain(EvidenceFinding broken) => new(StoreFault.Integrity, broken.Fault switch
    {
        EvidenceFault.Text => $"no kit was written: {broken.Message}. It was erased after the last checkpoint; sign another with {key.Name} FILE",
        EvidenceFault.Answer => $"no kit was written, as the read models answer otherwise than the events: {broken.Why}. rebuild makes them anew",
        _ => $"no kit was written, as it would not hold: {broken.Message}; verify tells more",
    });

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

    private static async Task<IReadOnlyList<StoredEvent>> EventsAsync(LedgerSession ledger, IEnumerable<string> streams, long size, CancellationToken cancellation)
    {
        var events = new List<StoredEvent>();
        foreach (var stream in streams)
        {
            await foreach (var stored in ledger.Log.ReadStreamAsync(stream, 0, cancellation))
            {
                if (stored.Position >= size)
                    break;
                events.Add(stored);
            }
        }

        if (events.Count == 0)
            return events;
        events.Sort((a, b) => a.Position.CompareTo(b.Position));
        var erasures = await Erasures.ReadAsync(ledger, events[0].Position, cancellation);
        return events.Select(stored => erasures.Erased(ledger.Codec.Decode(stored)) ? stored with { Text = null } : stored).ToList();
    }
}
