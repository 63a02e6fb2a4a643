using PolicyLedger.Auditing;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Answers;

/// <summary>A step of what was believed: the answer from a knowledge time on, and what became known then.</summary>
internal sealed record BeliefView(string KnownAt, bool Changed, StanceView Stance, IReadOnlyList<BeliefEventView> Events)
{
    public static BeliefView Of(Belief belief, StanceView stance) => new(Iso.Write(belief.KnownAt), belief.Changed, stance, belief.Events.Select(BeliefEventView.Of).ToList());
}

/// <summary>What was recorded, by whom, from which sources; of a correction what changed, and why. Where its text was erased: at which position, and on which grounds.</summary>
internal sealed record BeliefEventView(
    long Position, string Type, string RecordId, string? EntryId, string RecordedAt, string Recorder, string? Title, string? Reason,
    IReadOnlyList<FieldChangeView> Changes, IReadOnlyList<SourceView> Sources, bool TextErased, long? ErasedAt, string? ErasedBecause)
{
    public static BeliefEventView Of(BelievedEvent believed)
    {
        var (e, erasure) = believed;
        var changes = e.Event is RecordCorrected corrected ? corrected.Changes.Concat(e.Text.Changes ?? []) : [];
        return new(
            e.Position, e.Type, ((RecordEvent)e.Event).Record.Text, EventView.EntryOf(e.Event)?.ToString(), Iso.Write(e.Metadata.RecordedAt), e.Metadata.Recorder,
            e.Text.Title ?? e.Text.Summary, e.Text.Reason,
            changes.Select(change => new FieldChangeView(change.Field, change.From?.Text, change.To?.Text)).ToList(),
            EventSources.Of(e.Event, e.Text).Select(SourceView.Of).ToList(), e.TextErased,
            erasure?.Position, Because(erasure));
    }

    private static string? Because(RecordedEvent? erasure) => erasure is not { Event: RecordErased { Grounds: var grounds }, Text.Reason: var reason } ? null
        : reason is null ? Spelling.Of(grounds)
        : $"{Spelling.Of(grounds)}: {reason}";
}

/// <summary>A field of a correction; both sides as JSON, null where absent.</summary>
internal sealed record FieldChangeView(string Field, string? From, string? To)
{
    public override string ToString() => $"{Field}: {From ?? "nothing"} -> {To ?? "nothing"}";
}

/// <summary>A source and how good it is by the Admiralty code.</summary>
internal sealed record SourceView(string? Publisher, string? Title, string? Url, string Kind, string Reliability, int Credibility, string? Date)
{
    public static SourceView Of(Source source) => new(
        source.Publisher, source.Title, source.Url, Spelling.Of(source.Kind), source.Reliability.ToString(), source.Credibility, source.Date?.ToString());

    public override string ToString() => string.Join(", ", new[] { Publisher ?? "(no publisher)", Title, $"{Kind} {Reliability}{Plain.Number(Credibility)}", Date, Url }.Where(part => part is not null));
}
