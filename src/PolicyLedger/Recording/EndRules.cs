using PolicyLedger.Cables;
using PolicyLedger.Dates;

namespace PolicyLedger.Recording;

/// <summary>
/// Nothing certainly ends before it starts, in whatever order its start and its end were learned: the end's latest day is not
/// before the start's earliest. A policy may end before the date on which it was to take effect, but not before it did.
/// </summary>
internal static class EndRules
{
    /// <summary>The rule that the record as a whole breaks; null if none.</summary>
    public static Refusal? Refuse(RecordState record) => record.Opening.Event switch
    {
        PolicyAnnounced policy => Period(policy, record) ?? Policy(policy, record),
        StatementMade statement when Ended(record) is { } end && end.Bounds.Latest < statement.On.Bounds.Earliest => Stands(end, statement.On.Bounds.Earliest),
        CableSent cable when record.Standing.Select(entry => entry.Event).OfType<CableWithdrawn>().FirstOrDefault() is { } withdrawn
            && withdrawn.On.Bounds.Latest < cable.On.Bounds.Earliest =>
            Refusal.Invalid("on", withdrawn.On.Text, $"end before start: the cable was sent {cable.On}"),
        _ => null,
    };

    private static Refusal? Policy(PolicyAnnounced policy, RecordState record)
    {
        if (Ended(record) is not { } end)
            return null;
        var started = TookEffect(record);
        var start = RecordRules.InDateOrder(record).Select(e => (e.Event as PolicyAmended)?.Effective)
            .Append(policy.Effective).Select(period => period?.Start.Earliest).Append(started?.Bounds.Earliest)
            .Append(policy.Announced.Bounds.Earliest).Min()!.Value;
        if (end.Bounds.Latest < start)
            return Stands(end, start);
        if (started is not null && end.Bounds.Latest < started.Bounds.Earliest)
            return Refusal.Conflict("record", record.Id.Text, $"end before start: it ended on {end}, before it took effect on {started}; correct or retract one of the two entries first");
        foreach (var (date, e) in RecordRules.InDateOrder(record))
        {
            if (e is not PolicyEnded && date.Bounds.Earliest > end.Bounds.Latest)
                return Refusal.Conflict("record", record.Id.Text, $"it ended on {end}, before {date}; correct or retract the end first");
        }

        return null;
    }

    /// <summary>Taking effect later than expected leaves the period's end where it was, so it has to be within it.</summary>
    private static Refusal? Period(PolicyAnnounced policy, RecordState record)
    {
        if (TookEffect(record) is not { } started)
            return null;
        var amended = RecordRules.InDateOrder(record).Where(e => e.Event is PolicyAmended { Effective: not null }).ToList();
        var standing = amended.Count == 0
            ? [policy.Effective]
            : amended.Where(e => e.Date.Bounds.Latest >= amended[^1].Date.Bounds.Earliest).Select(e => ((PolicyAmended)e.Event).Effective);
        return standing.MaxBy(period => period?.End.Latest ?? Days.Open) is { } last && last.End.Latest <= started.Bounds.Earliest
            ? Refusal.Conflict("record", record.Id.Text, $"end before start: its effective period {last} is over before it took effect on {started}; amend or correct the period first")
            : null;
    }

    private static Refusal Stands(EdtfDate end, DateOnly start) => Refusal.Invalid("on", end.Text, $"end before start: it stands from {Iso.Write(start)}");

    private static EdtfDate? Ended(RecordState record) => record.Standing.Select(entry => entry.Event).OfType<PolicyEnded>().FirstOrDefault()?.On;

    private static EdtfDate? TookEffect(RecordState record) => record.Standing.Select(entry => entry.Event).OfType<PolicyTookEffect>().FirstOrDefault()?.On;
}
