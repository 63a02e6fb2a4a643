using System.Globalization;
using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Auditing;

/// <summary>Makes the kit that proves one answer, and checks it as a verifier would before it is given away.</summary>
public static class AnswerEvidence
{
    /// <summary>The kit of an answer under a checkpoint that reaches as far as the answer reads.</summary>
    /// <param name="audit">Its tree holds what was signed.</param>
    /// <param name="signed">The checkpoint.</param>
    /// <param name="answer">By the read models.</param>
    /// <param name="codec">Reads the events.</param>
    /// <param name="field">Named where it is refused.</param>
    /// <param name="another">In a message: how another checkpoint is signed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RefusedException">A text was erased since the checkpoint.</exception>
    /// <exception cref="StoreException">The ledger is not the one that was signed, or its read models not what its events say.</exception>
    public static async Task<EvidenceKit> MakeAsync(
        LedgerAudit audit, SignedCheckpoint signed, StanceAnswer answer, EventCodec codec, string field, string another, CancellationToken cancellation = default)
    {
        var size = signed.Checkpoint.Size;
        var heads = await audit.HeadsAsync(size, cancellation);
        if (signed.Checkpoint.Heads is not { } root || StreamHead.Root(heads) != root)
            throw new StoreException(StoreFault.Integrity, string.Create(CultureInfo.InvariantCulture, $"the streams' heads after {size} events are not those that were signed; verify tells more"));
        var events = await EventsAsync(audit.Log, codec, EvidenceKit.StreamsOf(answer.Question), size, cancellation);
        var kit = audit.Tree.Read(tree => EvidenceKit.Of(signed.Note, size, tree.At, heads, events, answer));
        return EvidenceCheck.RunUnder(signed.Checkpoint, kit).Broken is { } broken ? throw Explain(broken, field, another) : kit;
    }

    // A text that was erased since is nobody's fault.
    private static Exception Explain(EvidenceFinding broken, string field, string another) => broken.Fault == EvidenceFault.Text
        ? new RefusedException(Refusal.Conflict(field, null, $"no kit was made: {broken.Message}. It was erased after the last checkpoint; {another}"))
        : new StoreException(StoreFault.Integrity, broken.Fault switch
        {
            EvidenceFault.Answer => $"no kit was written, as the read models answer otherwise than the events: {broken.Why}. rebuild makes them anew",
            _ => $"no kit was written, as it would not hold: {broken.Message}; verify tells more",
        });

    private static async Task<IReadOnlyList<StoredEvent>> EventsAsync(IEventLog log, EventCodec codec, IEnumerable<string> streams, long size, CancellationToken cancellation)
    {
        var events = new List<StoredEvent>();
        foreach (var stream in streams)
        {
            await foreach (var stored in log.ReadStreamAsync(stream, 0, cancellation))
            {
                if (stored.Position >= size)
                    break;
                events.Add(stored);
            }
        }

        if (events.Count == 0)
            return events;
        events.Sort((a, b) => a.Position.CompareTo(b.Position));
        var erasures = await Erasures.ReadAsync(log, codec, events[0].Position, cancellation);
        return events.Select(stored => erasures.Erased(codec.Decode(stored)) ? stored with { Text = null } : stored).ToList();
    }
}
