using System.Globalization;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Auditing;

/// <summary>A kit's events: every one of its streams up to their heads, held to the checkpoint's root, and read.</summary>
internal sealed class KitEvents(EvidenceKit kit, Checkpoint checkpoint, KitHeads heads)
{
    private readonly List<StoredEvent> stored = [];
    private readonly List<RecordedEvent> read = [];

    /// <summary>All of them, in position order, once they are read.</summary>
    public IReadOnlyList<RecordedEvent> All => read;

    public int Texts { get; private set; }

    public int Erased { get; private set; }

    /// <summary>Reads and checks them; the first thing that is wrong, or null.</summary>
    public EvidenceFinding? Read() => Lines() ?? Complete() ?? Proofs() ?? Words() ?? Decoded() ?? Gone();

    private EvidenceFinding? Lines()
    {
        if (kit.Lines(EvidenceKit.Events) is not { } lines)
            return new(EvidenceFault.Form, EvidenceKit.Events, null, null, "its last line has no end: it was cut off");
        foreach (var line in lines)
        {
            if (!EventLine.Read(line, EvidenceKit.Events).TryGet(out var one, out var refusal))
                return new(EvidenceFault.Form, EvidenceKit.Events, stored.Count + 1, null, refusal.Rule);
            stored.Add(one);
        }

        return null;
    }

    private EvidenceFinding? Complete()
    {
        var next = heads.Streams.ToDictionary(proof => proof.Stream, _ => 0L);
        var last = new Dictionary<string, long>();
        for (var n = 0; n < stored.Count; n++)
        {
            var one = stored[n];
            if (!next.TryGetValue(one.Stream, out var revision))
                return At(EvidenceFault.Stream, n, $"{one.Stream} is none of the streams that the question rests on");
            if (one.Revision != revision)
                return At(EvidenceFault.Stream, n, string.Create(CultureInfo.InvariantCulture, $"{one.Stream} goes on with revision {one.Revision}, and the next is {revision}: an event is withheld, repeated or out of its place"));
            if (n > 0 && one.Position <= stored[n - 1].Position)
                return At(EvidenceFault.Stream, n, string.Create(CultureInfo.InvariantCulture, $"stands behind position {stored[n - 1].Position}: events are in the order of their positions"));
            (next[one.Stream], last[one.Stream]) = (revision + 1, one.Position);
        }

        foreach (var proof in heads.Streams)
        {
            var (end, head) = (next[proof.Stream] - 1, proof.Head?.Revision ?? -1);
            if (end != head)
            {
                return new(EvidenceFault.Stream, EvidenceKit.Events, null, null, string.Create(CultureInfo.InvariantCulture, $"{proof.Stream} has events up to revision {end}, and under the checkpoint it ends at {head}")
                    + (end < head ? ": the newest are withheld" : ""));
            }

            if (proof.Head is { } there && last[proof.Stream] != there.Index)
                return new(EvidenceFault.Stream, EvidenceKit.Events, null, last[proof.Stream], string.Create(CultureInfo.InvariantCulture, $"{proof.Stream} ends here, and under the checkpoint at position {there.Index}"));
        }

        return null;
    }

    private EvidenceFinding? Proofs()
    {
        if (kit.Lines(EvidenceKit.Proofs) is not { } lines)
            return new(EvidenceFault.Form, EvidenceKit.Proofs, null, null, "its last line has no end: it was cut off");
        for (var n = 0; n < lines.Count; n++)
        {
            if (!EvidenceJson.ReadProof(lines[n], EvidenceKit.Proofs).TryGet(out var proof, out var refusal))
                return new(EvidenceFault.Form, EvidenceKit.Proofs, n + 1, null, refusal.Message);
            if (n >= stored.Count || proof.Position != stored[n].Position)
                return new(EvidenceFault.Inclusion, EvidenceKit.Proofs, n + 1, proof.Position, "is not the proof of the event on the same line");
            if (!MerkleProof.Includes(checkpoint.Root, checkpoint.Size, proof.Position, AuditLeaf.HashOf(AuditLeaf.Of(stored[n], EventCodec.TextHashOf(stored[n]))), proof.Proof))
                return At(EvidenceFault.Inclusion, n, string.Create(CultureInfo.InvariantCulture, $"the event is not the one that was signed at its position in the log of {checkpoint.Size}, or its proof is not"));
        }

        return lines.Count == stored.Count ? null : new(EvidenceFault.Inclusion, EvidenceKit.Proofs, null, stored[lines.Count].Position, "the event has no proof");
    }

    private EvidenceFinding? Decoded()
    {
        for (var n = 0; n < stored.Count; n++)
        {
            try
            {
                read.Add(EventCodec.Current.Decode(stored[n]));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Its hash is in the log, so this is what was signed: written by a newer program, or by none.
                return At(EvidenceFault.Event, n, e.Message);
            }

            var about = read[n].Event switch
            {
                RecordEvent record => Streams.Of(record.Record.Jurisdiction),
                CodebookAdopted adopted => Streams.OfCodebook(adopted.Codebook),
                CodebookRevised revised => Streams.OfCodebook(revised.Codebook),
                _ => stored[n].Stream,
            };
            if (about != stored[n].Stream)
                return At(EvidenceFault.Event, n, $"stands on {stored[n].Stream} and is one of {about}");
        }

        return null;
    }

    // Before they are read: what a text says is nothing until it is known to be the one that was recorded.
    private EvidenceFinding? Words()
    {
        for (var n = 0; n < stored.Count; n++)
        {
            if (stored[n].Text is not { } text)
                continue;
            if (EventCodec.TextHashOf(stored[n]) is not { } hash || EventCodec.HashOf(text) != hash)
                return At(EvidenceFault.Text, n, "the text, with its salt, is not the one that was recorded");
            Texts++;
        }

        return null;
    }

    private EvidenceFinding? Gone()
    {
        var texts = new MissingTexts();
        read.ForEach(texts.Look);
        Erased = read.Count(e => e.TextErased);
        return texts.Unaccounted.FirstOrDefault() is { Event: { } missing } found ? At(EvidenceFault.Text, read.IndexOf(missing), found.Why) : null;
    }

    private EvidenceFinding At(EvidenceFault fault, int n, string why) => new(fault, EvidenceKit.Events, n + 1, stored[n].Position, why);
}
