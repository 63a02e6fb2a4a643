using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>Turns a record, as its events so far leave it, into the segments that it contributes (the as-of rule's steps 2 and 3). Pure.</summary>
public static class RecordSegments
{
    /// <summary>All segments of a record, in a stable order; one that says nothing for each of its cells that has no other.</summary>
    public static IReadOnlyList<Segment> Of(RecordState record)
    {
        var segments = record.Retracted ? [] : Speaking(record);
        foreach (var (area, target) in Cells(record))
        {
            if (!segments.Any(s => s.Area.Equals(area) && Equals(s.Target, target)))
                segments.Add(Silent(area, target, record.Opening.Position));
        }

        for (var place = 1; place < segments.Count; place++)
            segments[place] = segments[place] with { Place = place };
        return segments;
    }

    private static List<Segment> Speaking(RecordState record) => record.Opening.Event switch
    {
        StanceCoded coded => [Coded(coded, record.Opening.Position)],
        StatementMade statement => Statement(statement, record),
        PolicyAnnounced policy => [.. PolicySegments.InForce(policy, record), .. PolicySegments.Declared(policy, record)],
        _ => [],
    };

    private static IEnumerable<(AreaId Area, Jurisdiction? Target)> Cells(RecordState record)
    {
        var (areas, target) = record.Opening.Event switch
        {
            StanceCoded coded => (new[] { coded.Area }, coded.Target),
            StatementMade statement => (statement.Areas.Select(a => a.Area), statement.Target),
            PolicyAnnounced policy => (policy.Areas.Select(a => a.Area), policy.Target),
            _ => ((IEnumerable<AreaId>)[], null),
        };
        if (record.Entries.Count == 0)
            return areas.Select(area => (area, target));
        var targets = record.Standing.Select(entry => entry.Event).OfType<PolicyAmended>()
            .Where(amended => amended.Target is not null).Select(amended => amended.Target!.Jurisdiction)
            .Prepend(target).Distinct().ToList();
        return areas.SelectMany(area => targets.Select(t => (area, t)));
    }

    private static Segment Coded(StanceCoded coded, long position) => new(
        coded.Area, coded.Target, coded.Basis, Layer.Coded, new(coded.Area, coded.CodebookVersion, coded.Value),
        coded.Period.Start, coded.Period.End, coded.Period.EndUnknown, Days.Open, false, position);

    private static List<Segment> Statement(StatementMade statement, RecordState record)
    {
        var (end, ended) = PolicySegments.Ending(record);
        return end.Latest <= statement.On.Bounds.Earliest
            ? []
            : statement.Areas
                .Select(value => new Segment(value.Area, statement.Target, Basis.Declared, Layer.Derived, value, statement.On.Bounds, end, false, Days.Open, false, record.Opening.Position, ended))
                .ToList();
    }

    private static Segment Silent(AreaId area, Jurisdiction? target, long position) => new(
        area, target, Basis.InForce, null, null, DayBounds.Exactly(Days.Open), DayBounds.Exactly(Days.Open), false, Days.Open, false, position);
}
