using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>Somebody spoke for a government: a speech, a manifesto, a policy paper. It counts as declared only.</summary>
public sealed record MakeStatement(
    Envelope Envelope,
    Jurisdiction Jurisdiction,
    string? Id,
    StatementForm Form,
    ValueList<CodedArea> Areas,
    Jurisdiction? Target,
    EdtfDate On,
    Words Text,
    ValueList<Source> Sources) : SingleOpeningCommand(Envelope, Jurisdiction, Id, Sources)
{
    public override IEnumerable<AreaId> AreasUsed => Areas.Select(area => area.Area);

    protected override Words? Wording => Text;

    protected override Result<OpeningEvent> Open(RecordId record, Circumstances at) =>
        Values(Areas, at).Map<OpeningEvent>(areas => new StatementMade(record, Form, areas, Target, On, Sources.Facts()));
}
