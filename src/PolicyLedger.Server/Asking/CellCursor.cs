using PolicyLedger.Stances;

namespace PolicyLedger.Server.Asking;

/// <summary>Where a list of cells goes on: behind the cell that a page ended with, <c>DEU~visa:requirement~SYR</c>.</summary>
internal sealed record CellCursor(string Jurisdiction, string Area, string Target)
{
    public static CellCursor Of(StanceReport report)
    {
        var cell = report.Answer.Question;
        return new(cell.Jurisdiction.Code, cell.Area.Full, cell.Target?.Code ?? "");
    }

    /// <exception cref="RefusedException">It is none.</exception>
    public static CellCursor? Parse(string? text) => text is null ? null : text.Split('~') is [var jurisdiction, var area, var target]
        ? new(jurisdiction, area, target)
        : throw new RefusedException(Refusal.Invalid("after", text, "take it from the link to the next page"));

    /// <summary>Whether it comes behind another in the lists' order.</summary>
    public bool IsAfter(CellCursor? other) => other is null || Compare(this, other) > 0;

    public override string ToString() => $"{Jurisdiction}~{Area}~{Target}";

    private static int Compare(CellCursor a, CellCursor b) =>
        string.CompareOrdinal(a.Jurisdiction, b.Jurisdiction) is not 0 and var j ? j
        : string.CompareOrdinal(a.Area, b.Area) is not 0 and var area ? area
        : string.CompareOrdinal(a.Target, b.Target);
}
