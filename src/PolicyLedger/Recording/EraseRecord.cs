using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>The text of a record's events is to be erased. Facts, hashes and answers stay; the text reads as erased, with these grounds.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Record">The record; may be retracted.</param>
/// <param name="Jurisdiction">Null: as the record's id says.</param>
/// <param name="Grounds">Why, as a code.</param>
/// <param name="Reason">Why, in words that repeat nothing of what is erased.</param>
public sealed record EraseRecord(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, ErasureGrounds Grounds, string Reason)
    : EntryCommand(Envelope, Record, Jurisdiction)
{
    protected override bool OnRetracted => true;

    protected override Result<Decided> Decide(RecordState record, Circumstances at) =>
        Checks.Said("reason", Reason, TextLimits.Body) is { } refusal
            ? refusal
            : new Decided(new RecordErased(Record, Grounds), new EventText(Reason: Reason));
}
