using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Cables;

/// <summary>The issuer took a cable back: its asks stand no longer from a day on.</summary>
public sealed record WithdrawCable(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction, EdtfDate On, Words? Text, ValueList<Source> Sources)
    : SourcedEntryCommand(Envelope, Record, Jurisdiction, Text, Sources)
{
    protected override Result<EntryEvent> Enter(RecordState record, Circumstances at)
    {
        if (record.Opening.Event is not CableSent)
            return Refusal.Conflict("record", Record.Text, "only a cable is withdrawn; a policy or a statement ends");
        return record.Standing.Any(entry => entry.Event is CableWithdrawn)
            ? Refusal.Conflict("record", Record.Text, "this cable is already withdrawn; correct or retract that entry")
            : new CableWithdrawn(Record, record.NextEntry, On, Sources.Facts());
    }
}
