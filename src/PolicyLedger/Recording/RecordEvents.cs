using PolicyLedger.Dates;

namespace PolicyLedger.Recording;

/// <summary><c>record-corrected.v1</c>: a record or an entry misread its source. The old reading stays in the log.</summary>
/// <param name="Record">The record.</param>
/// <param name="Entry">The entry that is corrected; null for the record's opening.</param>
/// <param name="Changes">Facts only, at least one unless a text changes; changes of text stand in <see cref="EventText.Changes"/>.</param>
/// <param name="Sources">At least one.</param>
public sealed record RecordCorrected(RecordId Record, EntryId? Entry, ValueList<FieldChange> Changes, ValueList<SourceFacts> Sources) : RecordEvent(Record);

/// <summary>One field of a correction.</summary>
/// <param name="Field">Its name as in the event's schema: <c>announced</c>, <c>value</c>, <c>title</c>.</param>
/// <param name="From">What stood there, as JSON; null where the field was absent.</param>
/// <param name="To">What it should have said, as JSON; null to take it out.</param>
public sealed record FieldChange(string Field, JsonText? From, JsonText? To);

/// <summary>A JSON value as compact text, compared by that text.</summary>
public sealed record JsonText(string Text)
{
    public override string ToString() => Text;
}

/// <summary><c>record-retracted.v1</c>: a record or an entry should never have been there.</summary>
/// <param name="Record">The record.</param>
/// <param name="Entry">The entry that is retracted; null for the whole record.</param>
public sealed record RecordRetracted(RecordId Record, EntryId? Entry) : RecordEvent(Record);

/// <summary><c>record-erased.v1</c>: the text of the record's events up to here was erased, the reasons of earlier erasures aside. Facts and hashes stay.</summary>
/// <param name="Record">The record.</param>
/// <param name="Grounds">Why, as a code; the explanation is text of this event.</param>
public sealed record RecordErased(RecordId Record, ErasureGrounds Grounds) : RecordEvent(Record);

/// <summary><c>source-attached.v1</c>: another source for a record.</summary>
/// <param name="Record">The record.</param>
/// <param name="Entry">This entry.</param>
/// <param name="Bearing">Whether it corroborates or disputes it.</param>
/// <param name="Sources">Exactly one.</param>
public sealed record SourceAttached(RecordId Record, EntryId Entry, Bearing Bearing, ValueList<SourceFacts> Sources) : EntryEvent(Record, Entry);

/// <summary><c>source-checked.v1</c>: somebody looked at a source again. Never changes a stance.</summary>
/// <param name="Record">The record.</param>
/// <param name="Entry">This entry.</param>
/// <param name="Source">Which of the record's sources, from 1 in the order in which they came.</param>
/// <param name="On">The day of the check.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Sha256">Of the document as found, 64 lower-case hex digits; null if not captured.</param>
public sealed record SourceChecked(RecordId Record, EntryId Entry, int Source, DateOnly On, SourceFinding Finding, string? Sha256) : EntryEvent(Record, Entry);

public enum ErasureGrounds
{
    DataSubjectRequest,
    CourtOrder,
    Copyright,
    Safety,
    Other,
}

public enum Bearing
{
    Corroborates,
    Disputes,
}

public enum SourceFinding
{
    StillSaysSo,
    Changed,
    Unavailable,
}
