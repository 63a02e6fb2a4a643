using System.Globalization;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>
/// What an event may say, kind by kind: one rule for the command that would record it and for the correction that would
/// leave it so. Fields are named as the commands name them.
/// </summary>
internal static class EventRules
{
    /// <summary>The rule that an opening or an entry breaks; null if none. <paramref name="record"/> is the record without it, null for an opening.</summary>
    public static Refusal? Refuse(LedgerEvent e, EventText text, RecordState? record, Circumstances at) =>
        Sourced(e, text) ?? Checks.Limits(text) ?? e switch
        {
            PolicyAnnounced policy => Announced(policy, at.Books) ?? Titled(text),
            StatementMade statement => Stated(statement, at.Books) ?? Titled(text),
            StanceCoded coded => Coded(coded, at.Books),
            CableSent cable => CableRules.Refuse(cable, at.Books) ?? Titled(text),
            PolicyAmended amended => AmendmentRules.Refuse(amended, record!, at.Books),
            PolicySuspended suspended when RecordRules.SuspendedOn(record!, suspended.On) =>
                Refusal.Conflict("record", record!.Id.Text, $"it is already suspended on {suspended.On}"),
            PolicyResumed resumed when !RecordRules.SuspendedOn(record!, resumed.On) =>
                Refusal.Conflict("record", record!.Id.Text, $"it is not suspended on {resumed.On}, so it cannot resume; record the suspension first"),
            PolicyEnded { How: not (Ending.Withdrawn or Ending.Denied) } ended when record!.Opening.Event is StatementMade =>
                Refusal.Invalid("how", Wire.Spelling.Of(ended.How), "a statement is withdrawn or denied"),
            SourceChecked check => Checked(check, record!, at),
            _ => null,
        };

    /// <summary>The sources of an event; null where its kind has none.</summary>
    public static ValueList<SourceFacts>? Sources(LedgerEvent e) => e switch
    {
        OpeningEvent opening => opening.Sources,
        PolicyAmended amended => amended.Sources,
        PolicyTookEffect took => took.Sources,
        PolicySuspended suspended => suspended.Sources,
        PolicyResumed resumed => resumed.Sources,
        PolicyEnded ended => ended.Sources,
        CableWithdrawn withdrawn => withdrawn.Sources,
        SourceAttached attached => attached.Sources,
        _ => null,
    };

    /// <summary>What a government says in areas: a value of each area's kind, each area once.</summary>
    public static Refusal? Values(ValueList<AreaValue> areas, CodebookShelf books)
    {
        if (areas.Count > TextLimits.Areas)
            return Refusal.Invalid("areas", $"{areas.Count}", $"at most {TextLimits.Areas} areas in one record");
        for (var i = 0; i < areas.Count; i++)
        {
            var (area, version, value) = areas[i];
            if (value is StanceValue.NoData)
                return Refusal.Invalid($"areas[{i}].value", "noData", "only a coder can find no data; what a government says has a value");
            if (Checks.Value(books, area, version, value, $"areas[{i}].area", $"areas[{i}].value") is { } broken)
                return broken;
            if (areas.Take(i).Any(a => a.Area.Equals(area)))
                return Refusal.Invalid($"areas[{i}].area", area.Full, "each area at most once");
        }

        return null;
    }

    private static Refusal? Announced(PolicyAnnounced policy, CodebookShelf books)
    {
        var days = policy.Effective is { } effective ? DayBounds.Across(policy.Announced.Bounds, effective.Covers) : policy.Announced.Bounds;
        return Checks.Existed(policy.Record.Jurisdiction, policy.Announced.Bounds)
            ?? (policy.Areas.Count == 0 ? Refusal.Invalid("areas", null, "at least one area, with a level or a direction") : null)
            ?? Values(policy.Areas, books)
            ?? Target(policy.Target, days);
    }

    private static Refusal? Stated(StatementMade statement, CodebookShelf books) =>
        Checks.Existed(statement.Record.Jurisdiction, statement.On.Bounds)
        ?? Values(statement.Areas, books)
        ?? Target(statement.Target, statement.On.Bounds);

    private static Refusal? Coded(StanceCoded coded, CodebookShelf books) =>
        Checks.Existed(coded.Record.Jurisdiction, coded.Period.Covers)
        ?? Checks.Value(books, coded.Area, coded.CodebookVersion, coded.Value, "area", "value")
        ?? Target(coded.Target, coded.Period.Covers);

    private static Refusal? Target(Jurisdiction? target, DayBounds days) => target is null ? null : Checks.Existed(target, days, "target");

    private static Refusal? Checked(SourceChecked check, RecordState record, Circumstances at)
    {
        if (check.Source < 1 || check.Source > record.Sources)
            return Refusal.Invalid("source", check.Source.ToString(CultureInfo.InvariantCulture), $"the record has sources 1 to {record.Sources}");
        return check.On > at.Today
            ? Refusal.Invalid("on", Iso.Write(check.On), "a check is not made in the future")
            : Checks.Sha256("sha256", check.Sha256);
    }

    private static Refusal? Sourced(LedgerEvent e, EventText text) => Sources(e) is { } sources ? Checks.Sources(sources, text.Sources) : null;

    // Last of its kind's rules: a record whose text was erased breaks it, and a correction of such a record must still meet the others.
    private static Refusal? Titled(EventText text) => Checks.Said("text.title", text.Title, TextLimits.Title);
}
