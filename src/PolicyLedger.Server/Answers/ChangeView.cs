using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Answers;

/// <summary>Days of a cell for which the answer, with all that is known, is another than before an event.</summary>
/// <param name="From">The first day; null where there is no earliest bound.</param>
/// <param name="Until">The first day after; null: until further notice.</param>
/// <param name="Recoding">Only the coding changed, not what it says of the world.</param>
internal sealed record ChangeView(long Position, string EventId, string Jurisdiction, string Area, string? Target, string Basis, string? From, string? Until, bool Recoding)
{
    public static ChangeView Of(ChangeRow row) => new(
        row.Position, row.EventId.ToString("D"), row.Jurisdiction.Code, row.Area.Full, row.Target?.Code, Spelling.Of(row.Basis),
        Plain.Bound(row.From), Plain.Bound(row.Until), row.Recoding);
}
