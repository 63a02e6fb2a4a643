using System.Runtime.CompilerServices;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Asking;

/// <summary>A cell's stance on a day, as a row of a panel.</summary>
/// <param name="Level">A level's number or a category's code.</param>
internal sealed record PanelRow(
    string Jurisdiction, string Area, string? Target, string Day, string Status, string? Level, int? Days, string? Direction, string? Magnitude, string? Label, string? Certainty, string? RecordId)
{
    public static PanelRow Of(StanceView view, DateOnly day) => new(
        view.Jurisdiction, view.Area, view.Target, Iso.Write(day), view.Status, Plain.Number(view.Level) ?? view.Category, view.Days, view.Direction, view.Magnitude, view.Label, view.Certainty, view.RecordId);
}

/// <summary>Which rows a panel has.</summary>
/// <param name="Jurisdiction">Null: every one.</param>
/// <param name="Area">Null: every one.</param>
/// <param name="Target">Null: every cell of which a record is known.</param>
/// <param name="First">The first day.</param>
/// <param name="Until">The first day after.</param>
internal sealed record PanelQuestion(Jurisdiction? Jurisdiction, AreaId? Area, Jurisdiction? Target, DateOnly First, DateOnly Until)
{
    /// <summary>The rows of one reading, cell by cell; a cell at a time is in memory.</summary>
    /// <exception cref="RefusedException">There is no such area.</exception>
    public async IAsyncEnumerable<PanelRow> RowsAsync(
        IReadModels models, TimelineReader timelines, Reading reading, CodebookShelf books, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var cell in models.CellsAsync(Jurisdiction, Area, reading.At, reading.KnownAt, cancellation))
        {
            if (Target is not null && !Target.Equals(cell.Target))
                continue;
            foreach (var stretch in (await timelines.TimelineAsync(cell.Jurisdiction, cell.Area, cell.Target, First, Until, reading.Point, cancellation)).OrThrow())
            {
                var view = StanceView.Of(stretch.Report, books, []);
                for (var day = stretch.From; day < stretch.Until; day = day.AddDays(1))
                    yield return PanelRow.Of(view, day);
            }
        }
    }
}
