using System.Globalization;
using PolicyLedger.Log;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Auditing;

/// <summary>
/// Checks a kit offline, from its bytes and pinned keys alone, and derives its answer anew by the plain form of the as-of
/// rule. Whatever the bytes are, it gives a report and never throws.
/// </summary>
public sealed class EvidenceCheck
{
    private readonly EvidenceKit kit;
    private readonly List<(string, string)> passed = [];

    private EvidenceCheck(EvidenceKit kit) => this.kit = kit;

    /// <summary>Checks all of it.</summary>
    /// <param name="kit">The files.</param>
    /// <param name="kept">A checkpoint from elsewhere, which the kit's must not contradict; null where there is none.</param>
    /// <param name="keys">Pinned; never taken from where the kit came.</param>
    public static EvidenceReport Run(EvidenceKit kit, KeptCheckpoint? kept, params IReadOnlyList<VerifierKey> keys)
    {
        var check = new EvidenceCheck(kit);
        if (check.Files() is { } files)
            return check.Report(files);
        if (!Checkpoint.Open(kit.Files[EvidenceKit.Checkpoint].Span, EvidenceKit.Checkpoint, keys).TryGet(out var checkpoint, out var refusal))
            return check.Report(At(EvidenceFault.Signature, EvidenceKit.Checkpoint, refusal.Rule));
        check.Pass("checkpoint", string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Origin} signed {checkpoint.Size} events"));
        return (kept is null ? null : check.Growth(checkpoint, kept, keys)) is { } growth ? check.Report(growth) : check.Contents(checkpoint);
    }

    /// <summary>Checks all but the signature, for whoever has the checkpoint from the log itself and its kit still to hand out.</summary>
    public static EvidenceReport RunUnder(Checkpoint checkpoint, EvidenceKit kit)
    {
        var check = new EvidenceCheck(kit);
        return check.Files() is { } files ? check.Report(files) : check.Contents(checkpoint);
    }

    private EvidenceReport Contents(Checkpoint checkpoint)
    {
        if (checkpoint.Heads is not { } root)
            return Report(At(EvidenceFault.Heads, EvidenceKit.Checkpoint, "it has no line policyledger/heads, so that nothing tells where a stream ends"));
        if (Question(checkpoint, out var question) is { } asked)
            return Report(asked);
        if (Heads(question!, root, out var heads) is { } wrong)
            return Report(wrong);
        var events = new KitEvents(kit, checkpoint, heads!);
        if (events.Read() is { } finding)
            return Report(finding);
        Pass("events", string.Create(CultureInfo.InvariantCulture, $"{events.All.Count}, every one that there is, each in the log at its position"));
        Pass("texts", string.Create(CultureInfo.InvariantCulture, $"{events.Texts} as recorded, {events.Erased} erased"));
        return Answer(events.All, question!);
    }

    private EvidenceFinding? Files()
    {
        foreach (var name in EvidenceKit.Names)
        {
            if (!kit.Files.ContainsKey(name))
                return At(EvidenceFault.Files, name, "missing");
        }

        foreach (var name in kit.Files.Keys.Order(StringComparer.Ordinal))
        {
            if (!EvidenceKit.Names.Contains(name))
                return At(EvidenceFault.Files, name, $"no file of a kit, which has {string.Join(", ", EvidenceKit.Names)} and nothing else");
        }

        return null;
    }

    private EvidenceFinding? Growth(Checkpoint mine, KeptCheckpoint kept, IReadOnlyList<VerifierKey> keys)
    {
        var other = kept.Checkpoint;
        if (other.Origin != mine.Origin)
            return Wrong($"is of {mine.Origin}, and the kept one of {other.Origin}");
        var (older, newer) = mine.Size < other.Size ? (mine, other) : (other, mine);
        if (older.Size == newer.Size)
        {
            if (mine.Root != other.Root || (mine.Heads is { } here && other.Heads is { } there && here != there))
                return Wrong(string.Create(CultureInfo.InvariantCulture, $"is over {mine.Size} events, as the kept one, and over others: two histories were signed"));
        }
        else if (kept.Growth is not { } growth)
        {
            return Wrong(string.Create(CultureInfo.InvariantCulture, $"is over {mine.Size} events and the kept one over {other.Size}; what proof consistency prints between the two has to be given"));
        }
        else if (growth.Verify(older, newer, keys) is { } why)
        {
            return Wrong($"is not proven to agree with the kept one: {why}");
        }

        Pass("kept checkpoint", string.Create(CultureInfo.InvariantCulture, $"of {other.Size} events, in the same history"));
        return null;

        EvidenceFinding Wrong(string rest) => At(EvidenceFault.Growth, EvidenceKit.Checkpoint, rest);
    }

    private EvidenceFinding? Question(Checkpoint checkpoint, out StanceQuestion? question)
    {
        question = null;
        if (One(EvidenceKit.Answer) is not { } line)
            return At(EvidenceFault.Form, EvidenceKit.Answer, "one line of JSON, with its end");
        if (!EvidenceJson.ReadQuestion(line, EvidenceKit.Answer).TryGet(out var read, out var refusal))
            return At(EvidenceFault.Form, EvidenceKit.Answer, refusal.Message);
        question = read.Question;
        if (read.RuleVersion != StanceAnswer.RuleVersion)
            return At(EvidenceFault.Question, EvidenceKit.Answer, string.Create(CultureInfo.InvariantCulture, $"answered by version {read.RuleVersion} of the as-of rule; this program knows version {StanceAnswer.RuleVersion}"));
        if (question.At < -1 || question.At >= checkpoint.Size)
            return At(EvidenceFault.Question, EvidenceKit.Answer, string.Create(CultureInfo.InvariantCulture, $"reads up to position {question.At}, and the checkpoint vouches for {checkpoint.Size} events from 0"));
        return null;
    }

    private EvidenceFinding? Heads(StanceQuestion question, TreeHash root, out KitHeads? heads)
    {
        heads = null;
        if (One(EvidenceKit.Heads) is not { } line)
            return At(EvidenceFault.Form, EvidenceKit.Heads, "one line of JSON, with its end");
        if (!EvidenceJson.ReadHeads(line, EvidenceKit.Heads).TryGet(out heads, out var refusal))
            return At(EvidenceFault.Form, EvidenceKit.Heads, refusal.Message);
        var streams = EvidenceKit.StreamsOf(question);
        if (!heads.Streams.Select(proof => proof.Stream).SequenceEqual(streams))
            return At(EvidenceFault.Heads, EvidenceKit.Heads, $"is about {string.Join(" and ", heads.Streams.Select(proof => proof.Stream))}; the question rests on {string.Join(" and ", streams)}");
        foreach (var proof in heads.Streams)
        {
            if (proof.Why(root, heads.Size) is { } why)
                return At(EvidenceFault.Heads, EvidenceKit.Heads, why);
        }

        Pass("heads", string.Join("; ", heads.Streams.Select(proof => proof.Head is { } head
            ? string.Create(CultureInfo.InvariantCulture, $"{proof.Stream} ends at revision {head.Revision}, position {head.Index}")
            : $"there is no {proof.Stream}")));
        return null;
    }

    private EvidenceReport Answer(IReadOnlyList<RecordedEvent> events, StanceQuestion question)
    {
        StanceAnswer derived;
        try
        {
            derived = ReferenceAsOf.Answer(events, question);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The rule takes events that a ledger has admitted. Who signs others is told so, and no more can be said.
            return Report(At(EvidenceFault.Event, EvidenceKit.Events, $"the events are none that a ledger would have recorded: {e.Message}"));
        }

        if (EvidenceJson.Difference(One(EvidenceKit.Answer)!.Value, derived) is { } difference)
            return Report(At(EvidenceFault.Answer, EvidenceKit.Answer, difference), derived);
        Pass("answer", string.Create(CultureInfo.InvariantCulture, $"follows from the events by version {StanceAnswer.RuleVersion} of the as-of rule"));
        return Report(null, derived);
    }

    // A file of one line.
    private ReadOnlyMemory<byte>? One(string file) => kit.Lines(file) is [var line] ? line : null;

    private void Pass(string check, string detail) => passed.Add((check, detail));

    private EvidenceReport Report(EvidenceFinding? broken, StanceAnswer? derived = null) => new(passed, broken, derived);

    private static EvidenceFinding At(EvidenceFault fault, string file, string why) => new(fault, file, null, null, why);
}
