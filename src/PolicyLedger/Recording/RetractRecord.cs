using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>A record, or one entry, should never have been there: a record then says nothing, an entry is as if never made.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Record">The record.</param>
/// <param name="Jurisdiction">Null: as the record's id says.</param>
/// <param name="Entry">The entry that is retracted; null: the whole record.</param>
/// <param name="Reason">Why; at most <see cref="TextLimits.Body"/> characters.</param>
public sealed record RetractRecord(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, EntryId? Entry, string Reason)
    : EntryCommand(Envelope, Record, Jurisdiction)
{
    protected override Result<Decided> Decide(RecordState record, Circumstances at)
    {
        if (Checks.Said("reason", Reason, TextLimits.Body) is { } refusal)
            return refusal;
        return RecordRules.Standing(record, Entry).Map(_ => new Decided(new RecordRetracted(Record, Entry), new EventText(Reason: Reason)));
    }
}
