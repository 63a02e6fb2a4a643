using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>Another source for a record, which corroborates or disputes it.</summary>
public sealed record AttachSource(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, Bearing Bearing, Source Source, Words? Text)
    : SourcedEntryCommand(Envelope, Record, Jurisdiction, Text, [Source])
{
    protected override Result<EntryEvent> Enter(RecordState record, Circumstances at) =>
        new SourceAttached(Record, record.NextEntry, Bearing, Sources.Facts());
}

/// <summary>Somebody looked at one of a record's sources again. Never changes a stance.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Record">The record.</param>
/// <param name="Jurisdiction">Null: as the record's id says.</param>
/// <param name="Source">Which of the record's sources, from 1: those of its opening, then those attached.</param>
/// <param name="On">The day of the check; null: the record time's.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Sha256">Of the document as found.</param>
/// <param name="Text">Optional words.</param>
public sealed record CheckSource(
    Envelope Envelope,
    RecordId Record,
    Jurisdiction? Jurisdiction,
    int Source,
    DateOnly? On,
    SourceFinding Finding,
    string? Sha256,
    Words? Text) : EntryCommand(Envelope, Record, Jurisdiction)
{
    protected override Result<Decided> Decide(RecordState record, Circumstances at) =>
        new Decided(new SourceChecked(Record, record.NextEntry, Source, On ?? at.Today, Finding, Sha256), Checks.Text(Text, []));
}
