using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Wire;

namespace PolicyLedger.Recording;

/// <summary>A record, or one entry, misread its source. What was written stays in the log; answers speak with the corrected fields.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Record">The record.</param>
/// <param name="Jurisdiction">Null: as the record's id says.</param>
/// <param name="Entry">The entry that is corrected; null: the record's opening.</param>
/// <param name="Changes">At least one. <c>from</c> must be what stands there now: the recorder has seen what is being corrected.</param>
/// <param name="Reason">Why; at most <see cref="TextLimits.Body"/> characters.</param>
/// <param name="Sources">At least one.</param>
public sealed record CorrectRecord(
    Envelope Envelope,
    RecordId Record,
    Jurisdiction? Jurisdiction,
    EntryId? Entry,
    ValueList<FieldChange> Changes,
    string Reason,
    ValueList<Source> Sources) : EntryCommand(Envelope, Record, Jurisdiction)
{
    public override IEnumerable<AreaId> AreasUsed => Corrections.Areas(Changes);

    protected override Result<Decided> Decide(RecordState record, Circumstances at)
    {
        if ((Checks.Said("reason", Reason, TextLimits.Body) ?? Checks.Sources(Sources)) is { } refusal)
            return refusal;
        if (!RecordRules.Standing(record, Entry).TryGet(out var part, out refusal))
            return refusal;
        if (Changes.Count == 0)
            return Refusal.Invalid("changes", null, "at least one field, from what to what");
        if (Changes.GroupBy(change => change.Field).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return Refusal.Invalid("changes", twice.Key, "each field at most once");
        if (!Corrections.Try(part, Changes).TryGet(out _, out refusal))
            return refusal;
        var words = Changes.Where(change => Corrections.IsText(change)).ToValueList();
        var facts = Changes.Where(change => !Corrections.IsText(change)).ToValueList();
        return new Decided(
            new RecordCorrected(Record, Entry, facts, Sources.Facts()),
            Checks.Text(null, Sources, Reason) with { Changes = words.Count > 0 ? words : null });
    }
}
