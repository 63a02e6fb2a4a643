using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>A policy's effective date is now known.</summary>
public sealed record PutPolicyIntoEffect(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, EdtfDate On, Words? Text, ValueList<Source> Sources)
    : SourcedEntryCommand(Envelope, Record, Jurisdiction, Text, Sources)
{
    protected override Result<EntryEvent> Enter(RecordState record, Circumstances at)
    {
        if (NotAPolicy(record) is { } other)
            return other;
        return record.Standing.FirstOrDefault(entry => entry.Event is PolicyTookEffect) is { } first
            ? Refusal.Conflict("record", Record.Text, $"entry {((EntryEvent)first.Event).Entry} already says when it took effect; correct or retract that one")
            : new PolicyTookEffect(Record, record.NextEntry, On, Sources.Facts());
    }
}

/// <summary>A policy is not applied from a day on, until resumed.</summary>
public sealed record SuspendPolicy(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, EdtfDate On, Words? Text, ValueList<Source> Sources)
    : SourcedEntryCommand(Envelope, Record, Jurisdiction, Text, Sources)
{
    protected override Result<EntryEvent> Enter(RecordState record, Circumstances at)
    {
        if (NotAPolicy(record) is { } other)
            return other;
        return new PolicySuspended(Record, record.NextEntry, On, Sources.Facts());
    }
}

/// <summary>A suspended policy is applied again from a day on.</summary>
public sealed record ResumePolicy(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, EdtfDate On, Words? Text, ValueList<Source> Sources)
    : SourcedEntryCommand(Envelope, Record, Jurisdiction, Text, Sources)
{
    protected override Result<EntryEvent> Enter(RecordState record, Circumstances at)
    {
        if (NotAPolicy(record) is { } other)
            return other;
        return new PolicyResumed(Record, record.NextEntry, On, Sources.Facts());
    }
}

/// <summary>A policy or a statement is over.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Record">A policy or a statement.</param>
/// <param name="Jurisdiction">Null: as the record's id says.</param>
/// <param name="On">The first day on which it no longer stands.</param>
/// <param name="How">A statement is withdrawn or denied; a policy ends in any way.</param>
/// <param name="Text">Optional words.</param>
/// <param name="Sources">At least one.</param>
public sealed record EndPolicy(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, EdtfDate On, Ending How, Words? Text, ValueList<Source> Sources)
    : SourcedEntryCommand(Envelope, Record, Jurisdiction, Text, Sources)
{
    protected override Result<EntryEvent> Enter(RecordState record, Circumstances at)
    {
        if (record.Opening.Event is not (PolicyAnnounced or StatementMade))
            return Refusal.Conflict("record", Record.Text, "only a policy or a statement ends; a cable is withdrawn, a coded stance has its period");
        return record.Standing.FirstOrDefault(entry => entry.Event is PolicyEnded) is { } first
            ? Refusal.Conflict("record", Record.Text, $"it has already ended by entry {((EntryEvent)first.Event).Entry}; correct or retract that one")
            : new PolicyEnded(Record, record.NextEntry, On, How, Sources.Facts());
    }
}
