using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>A coder assessed a cell over a period: a level, a category, a direction, or "no data".</summary>
/// <param name="Envelope">Who records, under which id.</param>
/// <param name="Jurisdiction">Whose stance.</param>
/// <param name="Id">The record's name; null: made from the command id.</param>
/// <param name="Area">The full id.</param>
/// <param name="CodebookVersion">Null: the newest.</param>
/// <param name="Target">Null for everybody.</param>
/// <param name="Basis">Null: in force.</param>
/// <param name="Period">A bare year or month is the whole of it.</param>
/// <param name="Value">Of the area's kind, or no data.</param>
/// <param name="Recoded">True where only the codebook changed; null: false.</param>
/// <param name="Text">Optional words.</param>
/// <param name="Sources">At least one.</param>
public sealed record CodeStance(
    Envelope Envelope,
    Jurisdiction Jurisdiction,
    string? Id,
    AreaId Area,
    int? CodebookVersion,
    Jurisdiction? Target,
    Basis? Basis,
    EdtfPeriod Period,
    StanceValue Value,
    bool? Recoded,
    Words? Text,
    ValueList<Source> Sources) : SingleOpeningCommand(Envelope, Jurisdiction, Id, Sources)
{
    public override IEnumerable<AreaId> AreasUsed => [Area];

    protected override Words? Wording => Text;

    protected override Result<OpeningEvent> Open(RecordId record, Circumstances at) =>
        at.Books.Find(Area, "area", CodebookVersion).Map<OpeningEvent>(found =>
            new StanceCoded(record, Area, found.Version, Target, Basis ?? Recording.Basis.InForce, Period, Value, Recoded ?? false, Sources.Facts()));
}
