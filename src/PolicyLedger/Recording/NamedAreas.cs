using PolicyLedger.Cables;
using PolicyLedger.Codebooks;

namespace PolicyLedger.Recording;

/// <summary>The areas that an event's own facts name. An entry that only has a date names none, whatever its record is about.</summary>
public static class NamedAreas
{
    /// <summary>Of an event; an area may come more than once. Of a correction: those that it leads to, since what it leads away from was named before.</summary>
    public static IEnumerable<AreaId> Of(LedgerEvent e) => e switch
    {
        PolicyAnnounced policy => policy.Areas.Select(area => area.Area),
        StatementMade statement => statement.Areas.Select(area => area.Area),
        StanceCoded coded => [coded.Area],
        CableSent cable => cable.Asks.Select(ask => ask.Area),
        PolicyAmended { Areas: { } areas } => areas.Select(area => area.Area),
        RecordCorrected corrected => Wire.Corrections.Areas(corrected.Changes),
        CodebookAdopted book => Defined(book.Codebook, book.Areas),
        CodebookRevised book => Defined(book.Codebook, book.Areas),
        _ => [],
    };

    private static IEnumerable<AreaId> Defined(string codebook, IEnumerable<AreaDefinition> areas) =>
        areas.Select(area => AreaId.Parse($"{codebook}:{area.Area}", "area").OrThrow());
}
