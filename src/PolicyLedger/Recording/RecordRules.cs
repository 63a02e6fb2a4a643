using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Log;

namespace PolicyLedger.Recording;

/// <summary>What must hold for a record as a whole, whichever command would break it.</summary>
internal static class RecordRules
{
    /// <summary>The areas that a record speaks of.</summary>
    public static IEnumerable<AreaId> Areas(this RecordState record) => record.Opening.Event switch
    {
        PolicyAnnounced policy => policy.Areas.Select(a => a.Area),
        StatementMade statement => statement.Areas.Select(a => a.Area),
        StanceCoded coded => [coded.Area],
        CableSent cable => cable.Asks.Select(a => a.Area),
        _ => [],
    };

    /// <summary>The opening or entry that a correction or retraction names, if it stands.</summary>
    public static Result<RecordPart> Standing(RecordState record, EntryId? entry)
    {
        if (record.Find(entry) is not { } part)
            return Refusal.NotFound("entry", entry!.ToString(), $"record {record.Id} has {(record.Entries.Count == 0 ? "no entries" : $"entries 1 to {record.Entries.Count}")}");
        return part.Retracted ? Refusal.Conflict("entry", entry!.ToString(), "this entry is already retracted") : part;
    }

    /// <summary>Whether the policy's entries, in the order of their dates, leave it suspended just before an entry of this date.</summary>
    public static bool SuspendedOn(RecordState record, EdtfDate on)
    {
        var suspended = false;
        foreach (var entry in InDateOrder(record).TakeWhile(e => Order(e.Date, on) <= 0))
            suspended = entry.Event is PolicySuspended || (suspended && entry.Event is not PolicyResumed);
        return suspended;
    }

    /// <summary>The rule that one more event breaks, or would let the record break; null if none.</summary>
    public static Refusal? Refuse(RecordState before, Decided decided, Circumstances at)
    {
        if (decided.Event is EntryEvent entry && EventRules.Refuse(entry, decided.Text, before, at) is { } broken)
            return broken;
        if (decided.Event is SourceAttached or SourceChecked or RecordErased)
            return null;
        var recorded = new RecordedEvent(long.MaxValue, "", -1, Guid.Empty, "", decided.Event, decided.Text, false, new(0, default, default, default, "", at.RecordedAt, "", at.KnownAt, null));
        var after = RecordState.Evolve(before, recorded);
        if (after.Retracted)
            return null;
        if (decided.Event is RecordCorrected corrected && CorrectionRules.Refuse(before, after, corrected, decided.Text, at) is { } wrong)
            return wrong;
        var late = EndRules.Refuse(after);
        return decided.Event is not EntryEvent && late == EndRules.Refuse(before) ? null : late;
    }

    /// <summary>The entries with a date from which they act, in the order of these dates.</summary>
    public static IEnumerable<(EdtfDate Date, LedgerEvent Event)> InDateOrder(RecordState record) => record.Standing
        .Select(entry => (Date: DateOf(entry.Event), entry))
        .Where(e => e.Date is not null)
        .OrderBy(e => e.Date!.Bounds.Earliest).ThenBy(e => e.Date!.Bounds.Latest).ThenBy(e => e.entry.KnownAt).ThenBy(e => e.entry.Position)
        .Select(e => (e.Date!, e.entry.Event));

    private static EdtfDate? DateOf(LedgerEvent e) => e switch
    {
        PolicyAmended amended => amended.From,
        PolicyTookEffect took => took.On,
        PolicySuspended suspended => suspended.On,
        PolicyResumed resumed => resumed.On,
        PolicyEnded ended => ended.On,
        _ => null,
    };

    private static int Order(EdtfDate a, EdtfDate b) =>
        a.Bounds.Earliest.CompareTo(b.Bounds.Earliest) is not 0 and var first ? first : a.Bounds.Latest.CompareTo(b.Bounds.Latest);
}
