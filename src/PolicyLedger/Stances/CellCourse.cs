using PolicyLedger.Codebooks;
using PolicyLedger.Dates;

namespace PolicyLedger.Stances;

/// <summary>The course of one cell's answer over days: stretches on which nothing about it changes.</summary>
internal static class CellCourse
{
    /// <summary>The days of a range on which the answer can change: the range's first day and each bound of a segment within it.</summary>
    public static SortedSet<DateOnly> Breaks(IEnumerable<SegmentRow> rows, DateOnly from, DateOnly until)
    {
        var days = new SortedSet<DateOnly> { from };
        foreach (var row in rows)
        {
            var s = row.Segment;
            foreach (var day in (ReadOnlySpan<DateOnly>)[s.Start.Earliest, s.Start.Latest, s.End.Earliest, s.End.Latest, s.DoubtFrom])
            {
                if (day > from && day < until)
                    days.Add(day);
            }
        }

        return days;
    }

    /// <summary>The stretches of a range on which the answers of two sets of rows differ in value or certainty.</summary>
    public static IEnumerable<(DateOnly From, DateOnly Until)> Differences(
        IReadOnlyList<SegmentRow> before, IReadOnlyList<SegmentRow> after, CodebookShelf books, DateOnly from, DateOnly until)
    {
        DateOnly? open = null;
        var (left, right) = (new Sweep(before), new Sweep(after));
        foreach (var day in Breaks(before.Concat(after), from, until))
        {
            var differs = !Same(new(day, left.To(day), books), new(day, right.To(day), books));
            if (differs)
                open ??= day;
            else if (open is { } start)
            {
                yield return (start, day);
                open = null;
            }
        }

        if (open is { } last)
            yield return (last, until);
    }

    private static bool Same(CellOnDay a, CellOnDay b) =>
        a.Winner?.Segment.Value == b.Winner?.Segment.Value && (a.Winner is null || a.Definite == b.Definite);

    /// <summary>The rows that could cover a day, for days that only go forward: a day looks at those alone, not at all rows of a cell.</summary>
    private sealed class Sweep(IEnumerable<SegmentRow> rows)
    {
        private readonly List<SegmentRow> covering = [];
        private readonly Queue<SegmentRow> coming = new(rows.OrderBy(row => row.Segment.Start.Earliest));

        /// <summary>Good until the next call.</summary>
        public List<SegmentRow> To(DateOnly day)
        {
            while (coming.TryPeek(out var next) && next.Segment.Start.Earliest <= day)
                covering.Add(coming.Dequeue());
            covering.RemoveAll(row => !row.Segment.CouldCover(day));
            return covering;
        }
    }
}
