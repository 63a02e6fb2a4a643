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

    /// <summary>The rule that the record would break with one more event; null if none.</summary>
    public static Refusal? Refuse(RecordState before, Decided decided, Circumstances at)
    {
        var recorded = new RecordedEvent(long.MaxValue, "", -1, Guid.Empty, "", decided.Event, decided.Text, false, new(0, default, default, default, "", at.RecordedAt, "", at.KnownAt, null));
        var after = RecordState.Evolve(before, recorded);
        if (after.Retracted)
            return null;
        return decided.Event is RecordCorrected corrected ? Values(after, corrected, at.Books, before.Opening.Text.Title is not null) ?? Ends(after) : Ends(after);
    }

    private static Refusal? Ends(RecordState record)
    {
        if (record.Opening.Event is not (PolicyAnnounced or StatementMade))
            return record.Opening.Event is CableSent cable && record.Standing.Select(e => e.Event).OfType<CableWithdrawn>().FirstOrDefault() is { } withdrawn && withdrawn.On.Bounds.Latest < cable.On.Bounds.Earliest
                ? Refusal.Invalid("on", withdrawn.On.Text, $"end before start: the cable was sent {cable.On}")
                : null;
        var ends = record.Standing.Where(e => e.Event is PolicyEnded).ToList();
        if (ends.Count == 0)
            return null;
        var end = ((PolicyEnded)ends[0].Event).On;
        var start = record.Opening.Event is PolicyAnnounced policy
            ? policy.Effective is { } effective && effective.Start.Earliest < policy.Announced.Bounds.Earliest ? effective.Start.Earliest : policy.Announced.Bounds.Earliest
            : ((StatementMade)record.Opening.Event).On.Bounds.Earliest;
        if (end.Bounds.Latest < start)
            return Refusal.Invalid("on", end.Text, $"end before start: it stands from {Iso.Write(start)}");
        foreach (var (date, e) in InDateOrder(record))
        {
            if (e is not PolicyEnded && date.Bounds.Earliest > end.Bounds.Latest)
                return Refusal.Conflict("record", record.Id.Text, $"it ended on {end}, before {date}; correct or retract the end first");
        }

        return null;
    }

    private static Refusal? Values(RecordState record, RecordCorrected corrected, CodebookShelf books, bool titled)
    {
        var part = record.Find(corrected.Entry)!;
        ValueList<AreaValue>? values = part.Event switch
        {
            PolicyAnnounced policy => policy.Areas,
            StatementMade statement => statement.Areas,
            PolicyAmended amended => amended.Areas,
            StanceCoded coded => [new(coded.Area, coded.CodebookVersion, coded.Value)],
            CableSent cable => cable.Asks.Select(ask => new AreaValue(ask.Area, ask.CodebookVersion, new StanceValue.Direction(ask.Wanted, null))).ToValueList(),
            _ => null,
        };
        foreach (var value in values ?? [])
        {
            if (values!.Count(v => v.Area.Equals(value.Area)) > 1)
                return Refusal.Invalid("changes", value.Area.Full, "each area at most once");
            if (value.Value is StanceValue.NoData && part.Event is not StanceCoded)
                return Refusal.Invalid("changes", "noData", "only a coded stance can say that there is no data");
            if (Checks.Value(books, value.Area, value.CodebookVersion, value.Value, "changes").Refusal is { } refusal)
                return refusal;
        }

        if (part.Event is PolicyAnnounced or StatementMade or CableSent && string.IsNullOrWhiteSpace(part.Text.Title) && corrected.Entry is null && titled)
            return Refusal.Invalid("changes", "title", "a policy, a statement and a cable have a title");
        if (part.Event is CableSent sent && sent.Addressees.Any(a => a is Addressee.Host host && host.Jurisdiction.Equals(record.Id.Jurisdiction)))
            return Refusal.Invalid("changes", record.Id.Jurisdiction.Code, "a cable is not addressed to its issuer");
        if (part.Event is PolicyAnnounced { Areas.Count: 0 })
            return Refusal.Invalid("changes", "areas", "a policy speaks of at least one area");
        var sources = part.Event switch
        {
            OpeningEvent opening => opening.Sources,
            PolicyAmended e => e.Sources,
            PolicyTookEffect e => e.Sources,
            PolicySuspended e => e.Sources,
            PolicyResumed e => e.Sources,
            PolicyEnded e => e.Sources,
            CableWithdrawn e => e.Sources,
            SourceAttached e => e.Sources,
            _ => null,
        };
        if (sources is { Count: 0 })
            return Refusal.Invalid("changes", "sources", "at least one source");
        return sources?.FirstOrDefault(source => source.Credibility is < 1 or > 6) is { } judged
            ? Refusal.Invalid("changes", $"{judged.Credibility}", "the Admiralty code's credibility is 1 to 6 (6: cannot be judged)")
            : Checks.Limit("changes.title", part.Text.Title, TextLimits.Title) ?? Checks.Limit("changes.summary", part.Text.Summary, TextLimits.Body)
                ?? Checks.Limit("changes.quotation", part.Text.Quotation, TextLimits.Body) ?? Checks.Limit("changes.instructions", part.Text.Instructions, TextLimits.Body)
                ?? Checks.Limit("changes.note", part.Text.Note, TextLimits.Body);
    }

    private static IEnumerable<(EdtfDate Date, LedgerEvent Event)> InDateOrder(RecordState record) => record.Standing
        .Select(entry => (Date: DateOf(entry.Event), entry))
        .Where(e => e.Date is not null)
        .OrderBy(e => e.Date!.Bounds.Earliest).ThenBy(e => e.Date!.Bounds.Latest).ThenBy(e => e.entry.KnownAt).ThenBy(e => e.entry.Position)
        .Select(e => (e.Date!, e.entry.Event));

    private static EdtfDate? DateOf(LedgerEvent e) => e switch
    {
        PolicyAmended amended => amended.From,
        PolicySuspended suspended => suspended.On,
        PolicyResumed resumed => resumed.On,
        PolicyEnded ended => ended.On,
        _ => null,
    };

    private static int Order(EdtfDate a, EdtfDate b) =>
        a.Bounds.Earliest.CompareTo(b.Bounds.Earliest) is not 0 and var first ? first : a.Bounds.Latest.CompareTo(b.Bounds.Latest);
}
