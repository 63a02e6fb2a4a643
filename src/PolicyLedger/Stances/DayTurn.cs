using System.Runtime.CompilerServices;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>A cell whose answer is another on a day than on the day before, in one basis, with nothing new recorded.</summary>
public sealed record TurnedCell(Jurisdiction Jurisdiction, AreaId Area, Jurisdiction? Target, Basis Basis);

/// <summary>What the beginning of a day changes: periods that begin or end with it, and bounds of imprecise dates that it passes.</summary>
public static class DayTurn
{
    /// <summary>
    /// The cells whose answer, its value, certainty or sum, differs between a day and the one before, both as known at one
    /// time and position; in order of jurisdiction, area, target and basis. Only cells that have a segment with a bound on the
    /// day: where a general cell is named, targets for which nothing else is known turn with it.
    /// </summary>
    /// <param name="models">Brought up to the position by the caller.</param>
    /// <param name="day">Not the first day that can be written.</param>
    /// <param name="at">The position.</param>
    /// <param name="knownAt">The knowledge time.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async IAsyncEnumerable<TurnedCell> CellsAsync(
        IReadModels models, DateOnly day, long at, DateTimeOffset knownAt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var books = await models.BooksAsync(at, cancellation);

        // One jurisdiction at a time, so that a day of a large ledger does not stand in memory as a whole.
        foreach (var jurisdiction in Jurisdiction.All)
        {
            var filter = new SegmentFilter(jurisdiction, null, TargetFilter.Any, day.AddDays(-1), day.AddDays(1), at, knownAt, null);
            var rows = new List<SegmentRow>();
            await foreach (var row in models.SegmentsAsync(filter, cancellation))
                rows.Add(row);
            foreach (var cell in Turned(jurisdiction, rows, day, at, knownAt, books))
                yield return cell;
        }
    }

    private static IEnumerable<TurnedCell> Turned(Jurisdiction jurisdiction, List<SegmentRow> rows, DateOnly day, long at, DateTimeOffset knownAt, CodebookShelf books)
    {
        var bound = rows.Where(row => row.Segment.Layer is not null && HasBoundOn(row.Segment, day))
            .Select(row => (row.Segment.Area, row.Segment.Target, row.Segment.Basis))
            .Distinct()
            .OrderBy(cell => cell.Area).ThenBy(cell => cell.Target).ThenBy(cell => cell.Basis)
            .ToList();
        if (bound.Count == 0)
            yield break;
        var byArea = rows.ToLookup(row => (row.Segment.Area, row.Segment.Basis));
        foreach (var (area, target, basis) in bound)
        {
            var question = new StanceQuestion(jurisdiction, area, target, day, knownAt, at, basis);
            var there = byArea[(area, basis)].Where(row => row.Segment.Target is null || row.Segment.Target.Equals(target)).ToList();
            if (!Same(AsOf.Answer(question with { On = day.AddDays(-1) }, there, () => true, books), AsOf.Answer(question, there, () => true, books)))
                yield return new(jurisdiction, area, target, basis);
        }
    }

    private static bool HasBoundOn(Segment s, DateOnly day) =>
        s.Start.Earliest == day || s.Start.Latest == day || s.End.Earliest == day || s.End.Latest == day || s.DoubtFrom == day;

    private static bool Same(StanceAnswer a, StanceAnswer b) =>
        a.Winner?.Value == b.Winner?.Value && a.Certainty == b.Certainty && a.FromGeneral == b.FromGeneral && a.Sum == b.Sum;
}
