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
        var periods = acts.Where(act => act.Event is PolicyAmended { Effective: not null }).Select(act => ((PolicyAmended)act.Event).Effective!).ToList();
        var period = periods.Count > 0 ? periods[^1] : policy.Effective;
        var tookEffect = record.Standing.Select(entry => entry.Event).OfType<PolicyTookEffect>().FirstOrDefault()?.On.Bounds;
        if ((tookEffect ?? period?.Start) is not { } start)
            return [];
        var course = new Course(policy, record.Opening.Position, Basis.InForce, start, period?.End ?? DayBounds.Exactly(Days.Open), period?.EndUnknown ?? false);
        var acting = acts.Where(act => act.Event is not PolicyAmended { Areas: null, Target: null }).ToList();
        if (UncertainPair(acts.Where(act => act.Event is PolicyAmended { Effective: not null }).ToList()) is not null)
        {
            // Which period stands cannot be told, so nothing about its whole span is definite.
            var all = periods.Append(policy.Effective).OfType<EdtfPeriod>().ToList();
            var from = tookEffect?.Earliest ?? all.Min(p => p.Start.Earliest);
            return course.Walk(acting, new(from, all.Max(p => p.End.Latest), 0));
        }

        return course.Walk(acting, Doubt(acting, course));
    }

    /// <summary>From the announcement on; only amendments, by the day on which they were announced, and the end act.</summary>
    public static List<Segment> Declared(PolicyAnnounced policy, RecordState record)
    {
        var acting = Acts(record, amended => amended.Announced)
            .Where(act => act.Event is PolicyEnded or PolicyAmended and not PolicyAmended { Areas: null, Target: null })
            .ToList();
        var course = new Course(policy, record.Opening.Position, Basis.Declared, policy.Announced.Bounds, DayBounds.Exactly(Days.Open), false);
        return course.Walk(acting, Doubt(acting, course));
    }

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
                PolicyEnded ended => ended.On,
                _ => null,
            }))
            .Where(e => e.Date is not null)
            .OrderBy(e => e.Date!.Bounds.Earliest).ThenBy(e => e.Date!.Bounds.Latest).ThenBy(e => e.entry.KnownAt).ThenBy(e => e.entry.Position)
            .Select(e => new Act(e.entry.Event, e.Date!.Bounds, e.entry.Position))
            .ToList();
    }

    private static Doubt? Doubt(List<Act> acts, Course course)
    {
        if (UncertainPair(acts) is not { } first)
            return null;
        var end = acts.Find(act => act.Event is PolicyEnded) is { } ended ? DayBounds.Max(ended.Day, course.Start).Latest : Days.Open;
        var from = DayBounds.Max(acts[first].Day, course.Start).Earliest;
        return new(from, end < course.End.Latest ? end : course.End.Latest, first);
    }

    /// <summary>The first act whose order to a later one cannot be told from their dates.</summary>
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

/// <summary>From which day on, and until when, nothing about a policy is definite, beginning with which act.</summary>
internal sealed record Doubt(DateOnly From, DateOnly Until, int First);

/// <summary>The walk through a policy's acts for one basis.</summary>
internal sealed class Course(PolicyAnnounced policy, long opening, Basis basis, DayBounds start, DayBounds end, bool endUnknown)
{
    private readonly List<Segment> segments = [];

    public DayBounds Start => start;

    public DayBounds End => end;

    public List<Segment> Walk(List<Act> acts, Doubt? doubt)
    {
        foreach (var area in policy.Areas)
            Walk(area, acts, doubt);
        return segments;
    }

    private void Walk(AreaValue area, List<Act> acts, Doubt? doubt)
    {
        var (value, target, suspended, ended) = (area, policy.Target, false, false);
        var (from, openedBy) = (start, opening);
        foreach (var (e, own, position) in acts)
        {
            if (ended)
                break;
            var day = DayBounds.Max(own, start);
            var newValue = (e as PolicyAmended)?.Areas?.FirstOrDefault(a => a.Area.Equals(area.Area));
            var newTarget = (e as PolicyAmended)?.Target;
            var opens = e switch
            {
                PolicyAmended => (newValue is not null || newTarget is not null) && !suspended,
                PolicyResumed => suspended,
                _ => false,
            };
            var closes = e is PolicyEnded or PolicySuspended ? !suspended : opens && e is PolicyAmended;
            if (closes)
                Add(value, target, from, DayBounds.Min(day, end), openedBy, position, doubt);
            (value, target) = (newValue ?? value, newTarget is null ? target : newTarget.Jurisdiction);
            suspended = e is PolicySuspended || (suspended && e is not PolicyResumed);
            ended = e is PolicyEnded;
            if (opens)
                (from, openedBy) = (day, position);
        }

        if (!suspended && !ended)
            Add(value, target, from, end, openedBy, null, doubt);
        if (doubt is not null)
            AddShadows(area, acts, doubt);
    }

    private void Add(AreaValue value, Jurisdiction? target, DayBounds from, DayBounds until, long openedBy, long? closedBy, Doubt? doubt)
    {
        if (until.Latest > from.Earliest)
            segments.Add(new(value.Area, target, basis, Layer.Derived, value, from, until, endUnknown && until == end, doubt?.From ?? Days.Open, false, openedBy, closedBy));
    }

    private void AddShadows(AreaValue area, List<Act> acts, Doubt doubt)
    {
        if (doubt.Until <= doubt.From)
            return;
        var (reachedValue, reachedTarget) = (area, policy.Target);
        foreach (var amended in acts.Take(doubt.First).Select(act => act.Event).OfType<PolicyAmended>())
            (reachedValue, reachedTarget) = (amended.Areas?.FirstOrDefault(a => a.Area.Equals(area.Area)) ?? reachedValue, amended.Target is null ? reachedTarget : amended.Target.Jurisdiction);
        var later = acts.Skip(doubt.First).Select(act => act.Event).OfType<PolicyAmended>().ToList();
        var possibleValues = later.Select(amended => amended.Areas?.FirstOrDefault(a => a.Area.Equals(area.Area))).OfType<AreaValue>().Prepend(reachedValue).Distinct();
        var possibleTargets = later.Where(amended => amended.Target is not null).Select(amended => amended.Target!.Jurisdiction).Prepend(reachedTarget).Distinct().ToList();
        var position = acts.Count > doubt.First ? acts[doubt.First].Position : opening;
        segments.AddRange(possibleValues.SelectMany(value => possibleTargets.Select(target => new Segment(
            value.Area, target, basis, Layer.Derived, value, new(doubt.From, Days.Open), new(doubt.From, doubt.Until), false, doubt.From, true, position))));
    }
}
