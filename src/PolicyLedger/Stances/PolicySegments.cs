using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>How a policy and its entries become segments, for either basis.</summary>
internal static class PolicySegments
{
    /// <summary>From the effective date on, as amended, suspended, resumed and ended.</summary>
    public static List<Segment> InForce(PolicyAnnounced policy, RecordState record)
    {
        var acts = Acts(record, amended => amended.From);
        var periods = acts.FindAll(act => act.Event is PolicyAmended { Effective: not null });
        var period = periods.Count > 0 ? Period(periods[^1]) : policy.Effective;
        var tookEffect = record.Standing.Select(entry => entry.Event).OfType<PolicyTookEffect>().FirstOrDefault()?.On.Bounds;
        if ((tookEffect ?? period?.Start) is not { } start)
            return [];
        var (end, ended) = Ending(record);
        var course = new Course(policy, record.Opening.Position, Basis.InForce, start, DayBounds.Min(end, period?.End ?? DayBounds.Exactly(Days.Open)), period?.EndUnknown ?? false, ended);
        var acting = acts.FindAll(act => act.Event is not PolicyAmended { Areas: null, Target: null });
        if (UncertainPair(periods) is not { } first)
            return course.Walk(acting, course.DoubtOf(acting, UncertainPair(acting)));

        // Which period stands cannot be told, so nothing about the whole span of them is definite.
        var until = periods.Max(p => Period(p).End.Latest);
        return course.Walk(acting, new(
            0, tookEffect?.Earliest ?? periods.Min(p => Period(p).Start.Earliest), until < end.Latest ? until : end.Latest, periods[first].Position));
    }

    /// <summary>From the announcement on; only amendments, by the day on which they were announced, and the end act.</summary>
    public static List<Segment> Declared(PolicyAnnounced policy, RecordState record)
    {
        var acting = Acts(record, amended => amended.Announced).FindAll(act => act.Event is PolicyAmended and not PolicyAmended { Areas: null, Target: null });
        var (end, ended) = Ending(record);
        var course = new Course(policy, record.Opening.Position, Basis.Declared, policy.Announced.Bounds, end, false, ended);
        return course.Walk(acting, course.DoubtOf(acting, UncertainPair(acting)));
    }

    /// <summary>The day from which a policy or a statement is over, and the entry that says so.</summary>
    public static (DayBounds End, long? By) Ending(RecordState record) =>
        record.Standing.FirstOrDefault(entry => entry.Event is PolicyEnded) is { Event: PolicyEnded ended } entry
            ? (ended.On.Bounds, entry.Position)
            : (DayBounds.Exactly(Days.Open), null);

    private static EdtfPeriod Period(Act act) => ((PolicyAmended)act.Event).Effective!;

    private static List<Act> Acts(RecordState record, Func<PolicyAmended, EdtfDate> dateOfAmendment)
    {
        if (record.Entries.Count == 0)
            return [];
        return record.Standing
            .Select(entry => (entry, Date: entry.Event switch
            {
                PolicyAmended amended => dateOfAmendment(amended),
                PolicySuspended suspended => suspended.On,
                PolicyResumed resumed => resumed.On,
                _ => null,
            }))
            .Where(e => e.Date is not null)
            .OrderBy(e => e.Date!.Bounds.Earliest).ThenBy(e => e.Date!.Bounds.Latest).ThenBy(e => e.entry.KnownAt).ThenBy(e => e.entry.Position)
            .Select(e => new Act(e.entry.Event, e.Date!.Bounds, e.entry.Position))
            .ToList();
    }

    /// <summary>The first act, in order, that may be later than one after it.</summary>
    private static int? UncertainPair(List<Act> acts)
    {
        for (var i = 0; i < acts.Count; i++)
        {
            for (var j = i + 1; j < acts.Count; j++)
            {
                if (acts[j].Day.Earliest <= acts[i].Day.Latest && !(acts[i].Day.IsExact && acts[j].Day.IsExact))
                    return i;
            }
        }

        return null;
    }
}

/// <summary>An entry with the bounds of the day from which it acts.</summary>
internal sealed record Act(LedgerEvent Event, DayBounds Day, long Position);

/// <summary>Where the order of acts cannot be told from their dates.</summary>
/// <param name="First">What was reached before this act is sure.</param>
/// <param name="From">From this day on the policy may say any of what it was, is or becomes.</param>
/// <param name="Until">On this day it certainly says nothing any more.</param>
/// <param name="By">The position of the event whose place is uncertain.</param>
internal sealed record Doubt(int First, DateOnly From, DateOnly Until, long By);

/// <summary>The walk through a policy's acts for one basis.</summary>
/// <param name="policy">The announcement, as last corrected.</param>
/// <param name="opening">Its position.</param>
/// <param name="basis">Which.</param>
/// <param name="start">Nothing acts before it.</param>
/// <param name="end">Nothing runs beyond it.</param>
/// <param name="endUnknown">Where the end is open: it is only unknown.</param>
/// <param name="ended">The position of the entry that ended it.</param>
internal sealed class Course(PolicyAnnounced policy, long opening, Basis basis, DayBounds start, DayBounds end, bool endUnknown, long? ended)
{
    private readonly List<Segment> segments = [];

    public List<Segment> Walk(List<Act> acts, Doubt? doubt)
    {
        foreach (var area in policy.Areas)
            Walk(area, acts, doubt);
        return segments;
    }

    public Doubt? DoubtOf(List<Act> acts, int? first) =>
        first is { } i ? new(i, DayBounds.Max(acts[i].Day, start).Earliest, end.Latest, acts[i].Position) : null;

    private void Walk(AreaValue area, List<Act> acts, Doubt? doubt)
    {
        var (value, target, running) = (area, policy.Target, true);
        var (from, openedBy) = (start, opening);
        var (values, targets) = (new List<AreaValue>(), new List<Jurisdiction?>());
        for (var i = 0; i < acts.Count; i++)
        {
            if (i == doubt?.First)
                (values, targets) = ([value], [target]);
            var (e, own, position) = acts[i];
            var newValue = (e as PolicyAmended)?.Areas?.FirstOrDefault(a => a.Area.Equals(area.Area));
            var newTarget = (e as PolicyAmended)?.Target;
            var changes = newValue is not null || newTarget is not null;
            var day = DayBounds.Max(own, start);
            if (running && (changes || e is PolicySuspended) && own.Latest > start.Earliest)
                Add(value, target, from, DayBounds.Min(day, end), openedBy, position, doubt);
            (value, target) = (newValue ?? value, newTarget is null ? target : newTarget.Jurisdiction);
            if (changes || (!running && e is PolicyResumed))
                (from, openedBy) = (day, position);
            running = e is PolicyResumed || (running && e is not PolicySuspended);
            values.Add(value);
            targets.Add(target);
        }

        if (running)
            Add(value, target, from, end, openedBy, ended, doubt);
        if (doubt is not null && doubt.From < doubt.Until)
            AddShadows(doubt, values.Count == 0 ? [value] : values, targets.Count == 0 ? [target] : targets);
    }

    private void Add(AreaValue value, Jurisdiction? target, DayBounds from, DayBounds until, long openedBy, long? closedBy, Doubt? doubt)
    {
        if (until.Latest > from.Earliest)
            segments.Add(new(value.Area, target, basis, Layer.Derived, value, from, until, endUnknown && until.Latest == Days.Open, doubt?.From ?? Days.Open, false, openedBy, closedBy));
    }

    private void AddShadows(Doubt doubt, List<AreaValue> values, List<Jurisdiction?> targets)
    {
        foreach (var value in values.Distinct())
        {
            foreach (var target in targets.Distinct())
            {
                segments.Add(new(
                    value.Area, target, basis, Layer.Derived, value, new(doubt.From, Days.Open), new(doubt.From, doubt.Until),
                    endUnknown && doubt.Until == Days.Open, doubt.From, true, doubt.By));
            }
        }
    }
}
