using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>A government, or several together, announced a policy. A joint announcement opens a record on each stream under one correlation id and record time.</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Jurisdictions">One or more, each once.</param>
/// <param name="Id">The record's name; null: made from the command id. In a joint announcement each record gets its own jurisdiction's code before it.</param>
/// <param name="Instrument">What form it takes.</param>
/// <param name="Areas">At least one.</param>
/// <param name="Target">Whom it is about; null for everybody.</param>
/// <param name="Announced">One day, as precise as the source.</param>
/// <param name="Effective">Null where the source states no effective date.</param>
/// <param name="Text">With a title.</param>
/// <param name="Sources">At least one.</param>
public sealed record AnnouncePolicy(
    Envelope Envelope,
    ValueList<Jurisdiction> Jurisdictions,
    string? Id,
    Instrument Instrument,
    ValueList<CodedArea> Areas,
    Jurisdiction? Target,
    EdtfDate Announced,
    EdtfPeriod? Effective,
    Words Text,
    ValueList<Source> Sources) : OpeningCommand(Envelope, Id, Sources)
{
    public override ValueList<Jurisdiction> Concerns => Jurisdictions;

    public override IEnumerable<AreaId> AreasUsed => Areas.Select(area => area.Area);

    protected override Words? Wording => Text;

    protected override Result<OpeningEvent> Open(RecordId record, Circumstances at)
    {
        if (Jurisdictions.Distinct().Count() != Jurisdictions.Count)
            return Refusal.Invalid("jurisdictions", string.Join(", ", Jurisdictions), "each jurisdiction at most once");
        if (Jurisdictions.Count > 1 && Id is not null && Jurisdictions.Any(j => Id.StartsWith(j.Code + "-", StringComparison.Ordinal)))
            return Refusal.Invalid("id", Id, "a joint announcement takes a name without a country code; each record gets its own");
        return Values(Areas, at).Map<OpeningEvent>(areas =>
            new PolicyAnnounced(record, Instrument, areas, Target, Announced, Effective, Sources.Facts()));
    }
}
