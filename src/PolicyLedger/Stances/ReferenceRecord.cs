using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Stances;

/// <summary>What one record says of a cell over a stretch of days.</summary>
/// <param name="Claim">Value, bounds and origin.</param>
/// <param name="Target">The cell's target; its area is the value's.</param>
/// <param name="DoubtFrom">From this day on the order of the record's entries is uncertain, and nothing that it says is sure.</param>
/// <param name="Shadow">Says what the record may say, not what it does.</param>
/// <param name="Place">Among the segments of its record: the higher speaks where nothing else decides.</param>
internal sealed record ReferenceSegment(Claim Claim, Jurisdiction? Target, DateOnly DoubtFrom, bool Shadow, int Place)
{
    public AreaValue Value => Claim.Value;

    public bool EarliestCovers(DateOnly day) => Claim.Start.Earliest <= day && day < Claim.End.Earliest;

    public bool OuterCovers(DateOnly day) => Claim.Start.Earliest <= day && day < Claim.End.Latest;

    public bool SurelyCovers(DateOnly day) => Claim.Start.Latest <= day && day < Claim.End.Earliest && day < DoubtFrom;
}

/// <summary>A record of the reference as the events taken leave it: steps 1 and 3 of the rule.</summary>
internal sealed record ReferenceRecord(RecordPart Opening, List<RecordPart> Entries)
{
    private static readonly DayBounds Never = DayBounds.Exactly(Days.Open);

    public RecordId Id => ((OpeningEvent)Opening.Event).Record;

    // 1
    public static IEnumerable<ReferenceRecord> Fold(IEnumerable<RecordedEvent> read, DateTimeOffset knownAt) => read
        .Where(e => e.Event is RecordEvent && e.KnownAt <= knownAt)
        .OrderBy(e => e.KnownAt).ThenBy(e => e.Position)
        .GroupBy(e => ((RecordEvent)e.Event).Record)
        .Select(about => new ReferenceRecord(
            Speaking(about.Single(e => e.Event is OpeningEvent), about),
            about.Where(e => e.Event is EntryEvent).Select(e => Speaking(e, about)).Where(entry => !entry.Retracted).ToList()));

    // 8
    public bool Concerns(AreaId area, Jurisdiction? target) => Opening.Event switch
    {
        StanceCoded coded => coded.Area.Equals(area) && Equals(coded.Target, target),
        StatementMade statement => statement.Areas.Any(a => a.Area.Equals(area)) && Equals(statement.Target, target),
        PolicyAnnounced policy => policy.Areas.Any(a => a.Area.Equals(area))
            && (Equals(policy.Target, target) || Of<PolicyAmended>().Any(a => a.Event.Target is { } changed && Equals(changed.Jurisdiction, target))),
        _ => false,
    };

    // 2, 3
    public IEnumerable<ReferenceSegment> Segments(Basis basis)
    {
        var end = Of<PolicyEnded>().SingleOrDefault().Event?.On.Bounds ?? Never;
        return ((Opening.Retracted ? null : Opening.Event, basis) switch
        {
            (StanceCoded coded, _) when coded.Basis == basis => [new(
                Claim(Layer.Coded, new(coded.Area, coded.CodebookVersion, coded.Value), coded.Period.Start, coded.Period.End, coded.Period.EndUnknown, Opening.Position),
                coded.Target, Days.Open, false, 0)],
            (StatementMade statement, Basis.Declared) => statement.Areas.Select(area =>
                new ReferenceSegment(Claim(Layer.Derived, area, statement.On.Bounds, end, false, Opening.Position), statement.Target, Days.Open, false, 0)),
            (PolicyAnnounced policy, Basis.Declared) => Derived(
                policy, policy.Announced.Bounds, end, false,
                InOrder(Of<PolicyAmended>().Where(a => ActsOnValue(a.Event)).Select(a => new Act(a.Event.Announced.Bounds, a.Part))), null),
            (PolicyAnnounced policy, Basis.InForce) => InForce(policy, end),
            _ => [],
        }).Where(s => s.Claim.Start.Earliest < s.Claim.End.Latest).ToList();
    }

    private IEnumerable<ReferenceSegment> InForce(PolicyAnnounced policy, DayBounds end)
    {
        var periods = InOrder(Of<PolicyAmended>().Where(a => a.Event.Effective is not null).Select(a => new Act(a.Event.From.Bounds, a.Part)));
        var period = periods.Count > 0 ? Period(periods[^1]) : policy.Effective;
        var tookEffect = Of<PolicyTookEffect>().SingleOrDefault().Event?.On.Bounds;
        if ((tookEffect ?? period?.Start) is not { } start)
            return [];
        var acts = InOrder(
        [
            .. Of<PolicyAmended>().Where(a => ActsOnValue(a.Event)).Select(a => new Act(a.Event.From.Bounds, a.Part)),
            .. Of<PolicySuspended>().Select(s => new Act(s.Event.On.Bounds, s.Part)),
            .. Of<PolicyResumed>().Select(r => new Act(r.Event.On.Bounds, r.Part)),
        ]);
        Doubt? doubt = null;
        if (FirstUncertain(periods) is { } first)
        {
            var from = tookEffect?.Earliest ?? periods.Min(p => Period(p).Start.Earliest);
            var until = periods.Max(p => Period(p).End.Latest);
            doubt = new(0, from, until < end.Latest ? until : end.Latest, periods[first].Part.Position);
        }

        return Derived(policy, start, DayBounds.Min(end, period?.End ?? Never), period?.EndUnknown ?? false, acts, doubt);

        static EdtfPeriod Period(Act act) => ((PolicyAmended)act.Part.Event).Effective!;
    }

    /// <param name="policy">The announcement.</param>
    /// <param name="start">Nothing acts before it.</param>
    /// <param name="end">Nothing runs beyond it.</param>
    /// <param name="endUnknown">Where the end is open: it is only unknown.</param>
    /// <param name="acts">What changes the value or the target, suspends or resumes, in order.</param>
    /// <param name="doubt">What is already uncertain; else the order of the acts may be.</param>
    private IEnumerable<ReferenceSegment> Derived(PolicyAnnounced policy, DayBounds start, DayBounds end, bool endUnknown, List<Act> acts, Doubt? doubt)
    {
        if (doubt is null && FirstUncertain(acts) is { } first)
            doubt = new(first, DayBounds.Max(acts[first].Date, start).Earliest, end.Latest, acts[first].Part.Position);
        foreach (var area in policy.Areas)
        {
            var segments = new List<(AreaValue Value, Jurisdiction? Target, DayBounds Start, DayBounds End, long OpenedBy)>();
            var (value, target, from, openedBy, running) = (area, policy.Target, start, Opening.Position, true);
            List<(AreaValue Value, Jurisdiction? Target)> held = [(value, target)];
            foreach (var act in acts)
            {
                var date = DayBounds.Max(act.Date, start);
                var changes = act.Part.Event is PolicyAmended amended && (amended.Target is not null || ValueIn(amended) is not null);
                if (running && (changes || act.Part.Event is PolicySuspended) && act.Date.Latest > start.Earliest)
                    segments.Add((value, target, from, DayBounds.Min(date, end), openedBy));
                if (changes)
                    (value, target) = (ValueIn((PolicyAmended)act.Part.Event) ?? value, ((PolicyAmended)act.Part.Event).Target is { } changed ? changed.Jurisdiction : target);
                if (changes || (!running && act.Part.Event is PolicyResumed))
                    (from, openedBy) = (date, act.Part.Position);
                running = act.Part.Event switch { PolicySuspended => false, PolicyResumed => true, _ => running };
                held.Add((value, target));
            }

            if (running)
                segments.Add((value, target, from, end, openedBy));
            var place = 0;
            if (doubt is { } d && d.From < d.Until)
            {
                var possible = held.Skip(d.FirstAct).ToList();
                foreach (var (v, t) in possible.Select(h => h.Value).Distinct().SelectMany(v => possible.Select(h => h.Target).Distinct().Select(t => (v, t))))
                    yield return new(Claim(Layer.Derived, v, new(d.From, Days.Open), new(d.From, d.Until), endUnknown && d.Until == Days.Open, d.OpenedBy), t, d.From, true, place++);
            }

            foreach (var s in segments)
                yield return new(Claim(Layer.Derived, s.Value, s.Start, s.End, endUnknown && s.End.Latest == Days.Open, s.OpenedBy), s.Target, doubt?.From ?? Days.Open, false, place++);

            AreaValue? ValueIn(PolicyAmended amended) => amended.Areas?.FirstOrDefault(a => a.Area.Equals(area.Area));
        }
    }

    private static RecordPart Speaking(RecordedEvent made, IEnumerable<RecordedEvent> about)
    {
        var entry = (made.Event as EntryEvent)?.Entry;
        var retracted = about.Any(e => e.Event is RecordRetracted retraction && Equals(retraction.Entry, entry));
        return about.Select(e => e.Event).OfType<RecordCorrected>().Where(correction => Equals(correction.Entry, entry))
            .Aggregate(new RecordPart(made.Event, EventText.None, made.KnownAt, made.Position, made.Id, retracted), (part, correction) => Corrections.Apply(part, correction, EventText.None));
    }

    private static List<Act> InOrder(IEnumerable<Act> acts) => acts
        .OrderBy(a => a.Date.Earliest).ThenBy(a => a.Date.Latest).ThenBy(a => a.Part.KnownAt).ThenBy(a => a.Part.Position).ToList();

    /// <summary>The first of the acts, in order, that may be later than one after it.</summary>
    private static int? FirstUncertain(List<Act> acts)
    {
        for (var i = 0; i < acts.Count; i++)
        {
            if (acts.Skip(i + 1).Any(later => later.Date.Earliest <= acts[i].Date.Latest && !(later.Date.IsExact && acts[i].Date.IsExact)))
                return i;
        }

        return null;
    }

    private static bool ActsOnValue(PolicyAmended amended) => amended.Target is not null || amended.Areas is { Count: > 0 };

    private IEnumerable<(T Event, RecordPart Part)> Of<T>()
        where T : EntryEvent =>
        Entries.Where(entry => entry.Event is T).Select(entry => ((T)entry.Event, entry));

    private Claim Claim(Layer layer, AreaValue value, DayBounds start, DayBounds end, bool endUnknown, long openedBy) =>
        new(layer, value, start, end, endUnknown, Id, Opening.Position, Opening.KnownAt, openedBy);

    private sealed record Act(DayBounds Date, RecordPart Part);

    /// <param name="FirstAct">What was reached before this act is sure.</param>
    /// <param name="From">From this day on the policy may say any of what it was, is or becomes.</param>
    /// <param name="Until">On this day it certainly says nothing any more.</param>
    /// <param name="OpenedBy">The position of the event whose place is uncertain.</param>
    private sealed record Doubt(int FirstAct, DateOnly From, DateOnly Until, long OpenedBy);
}
