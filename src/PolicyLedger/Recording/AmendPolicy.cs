using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>A policy was changed: its level, direction, target or period, from a date.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Record">A policy.</param>
/// <param name="Jurisdiction">Null: as the record's id says.</param>
/// <param name="From">The first day of the change.</param>
/// <param name="Announced">The day on which the change was announced; null: the same as <paramref name="From"/>.</param>
/// <param name="Areas">New values for areas that the policy has; null where none changes.</param>
/// <param name="Target">The new target; null where it does not change.</param>
/// <param name="Effective">The whole effective period as it now stands; null where it does not change.</param>
/// <param name="Text">Optional words.</param>
/// <param name="Sources">At least one.</param>
public sealed record AmendPolicy(
    Envelope Envelope,
    RecordId Record,
    Jurisdiction? Jurisdiction,
    EdtfDate From,
    EdtfDate? Announced,
    ValueList<CodedArea>? Areas,
    NewTarget? Target,
    EdtfPeriod? Effective,
    Words? Text,
    ValueList<Source> Sources) : SourcedEntryCommand(Envelope, Record, Jurisdiction, Text, Sources)
{
    public override IEnumerable<AreaId> AreasUsed => Areas?.Select(area => area.Area) ?? [];

    protected override Result<EntryEvent> Enter(RecordState record, Circumstances at)
    {
        if (NotAPolicy(record) is { } other)
            return other;
        ValueList<AreaValue>? values = null;
        if (Areas is { Count: > 0 } && !OpeningCommand.Values(Areas, at).TryGet(out values, out var refusal))
            return refusal;
        return new PolicyAmended(Record, record.NextEntry, From, Announced ?? From, values, Target, Effective, Sources.Facts());
    }
}
