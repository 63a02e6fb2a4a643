using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>A command that makes an entry from a source.</summary>
public abstract record SourcedEntryCommand(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, Words? Text, ValueList<Source> Sources)
    : EntryCommand(Envelope, Record, Jurisdiction)
{
    /// <summary>The entry; what it may say is not yet checked.</summary>
    protected abstract Result<EntryEvent> Enter(RecordState record, Circumstances at);

    protected sealed override Result<Decided> Decide(RecordState record, Circumstances at) =>
        Enter(record, at).Map(entry => new Decided(entry, Checks.Text(Text, Sources)));

    /// <summary>Refuses what is no policy.</summary>
    protected Refusal? NotAPolicy(RecordState record) => record.Opening.Event is PolicyAnnounced
        ? null
        : Refusal.Conflict("record", Record.Text, "this is not a policy");
}
