using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>A command about a record that is already there.</summary>
/// <param name="Envelope">Who asks, under which id.</param>
/// <param name="Record">The record; its stream follows from its id.</param>
/// <param name="Jurisdiction">Whose record the recorder takes it for; another country's is refused. Null: not said.</param>
public abstract record EntryCommand(Envelope Envelope, RecordId Record, Jurisdiction? Jurisdiction) : CountryCommand(Envelope)
{
    public sealed override ValueList<Jurisdiction> Concerns => [Record.Jurisdiction];

    /// <summary>What to record; the record stands (unless <see cref="OnRetracted"/>) and the knowledge time is legal.</summary>
    protected abstract Result<Decided> Decide(RecordState record, Circumstances at);

    /// <summary>Whether it may speak of a retracted record.</summary>
    protected virtual bool OnRetracted => false;

    public sealed override Result<ValueList<Decided>> Decide(CountryState state, Circumstances at)
    {
        if (Jurisdiction is { } taken && !taken.Equals(Record.Jurisdiction))
            return Refusal.Invalid("record", Record.Text, $"this is a record of {Record.Jurisdiction.Code}, not of {taken.Code}");
        if (!state.Records.TryGetValue(Record, out var record))
            return Refusal.NotFound("record", Record.Text, $"{state.Jurisdiction.Code} has no such record");
        if (record.Retracted && !OnRetracted)
            return Refusal.Conflict("record", Record.Text, "this record is retracted; record it again under another id");
        if (at.KnownAt < record.LastKnownAt)
            return Refusal.Invalid("knownAt", Dates.Iso.Write(at.KnownAt), $"an earlier event about this record was known only at {Dates.Iso.Write(record.LastKnownAt)}; a later one cannot be known before it");
        if (!Decide(record, at).TryGet(out var decided, out var refusal))
            return refusal;
        return RecordRules.Refuse(record, decided, at) is { } broken ? broken : ValueList.Of([decided]);
    }
}
