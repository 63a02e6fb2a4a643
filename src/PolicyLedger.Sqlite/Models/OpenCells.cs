using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// The rows of cells that have no end yet, which each event's change feed asks for. Bounded: when more than
/// <see cref="MostRows"/> (about 400 bytes each) are kept, the cells used longest ago are dropped; while it is that full,
/// cells that are not kept are asked for their range alone. Good for one generation, as of its checkpoint, and discarded
/// when another process has moved that.
/// </summary>
/// <param name="read">Reads a cell's rows without an end that could cover a day of a range, in order of position and place.</param>
internal sealed class OpenCells(Func<Cell, DateOnly, DateOnly, List<SegmentRow>> read)
{
    public const int MostRows = 1_000_000;

    private readonly Dictionary<Cell, Kept> cells = [];
    private int rows;
    private long uses;

    /// <summary>In order of position and place, wherever they come from: the change feed must not depend on what is kept.</summary>
    public List<SegmentRow> Of(Cell cell, DateOnly from, DateOnly until)
    {
        if (!cells.TryGetValue(cell, out var kept))
        {
            if (rows > MostRows / 4 * 3)
                return read(cell, from, until);
            cells.Add(cell, kept = new(read(cell, DateOnly.MinValue, DateOnly.MaxValue)));
            rows += kept.Rows.Count;
        }

        kept.Used = ++uses;
        var found = new List<SegmentRow>();
        foreach (var (start, end, row) in kept.Rows)
        {
            if (start < until && from < end)
                found.Add(row);
        }

        return found;
    }

    /// <summary>A record's rows end.</summary>
    public void End(Cell cell, RecordId record)
    {
        if (cells.TryGetValue(cell, out var kept))
            rows -= kept.Rows.RemoveAll(open => open.Row.Record.Equals(record));
    }

    /// <summary>A new row, later than any other.</summary>
    public void Add(Cell cell, SegmentRow row)
    {
        // A row that says nothing covers no day.
        if (row.Segment.Layer is null || !cells.TryGetValue(cell, out var kept))
            return;
        kept.Rows.Add(Open.Of(row));
        if (++rows > MostRows)
            Shrink();
    }

    private void Shrink()
    {
        foreach (var (cell, kept) in cells.OrderBy(pair => pair.Value.Used).ToList())
        {
            if (rows <= MostRows / 4 * 3)
                return;
            cells.Remove(cell);
            rows -= kept.Rows.Count;
        }
    }

    private sealed class Kept(IEnumerable<SegmentRow> rows)
    {
        public List<Open> Rows { get; } = rows.Select(Open.Of).ToList();

        public long Used { get; set; }
    }

    // The days lie beside each other, so that looking through a cell with many rows does not fetch each of them.
    private readonly record struct Open(DateOnly Start, DateOnly End, SegmentRow Row)
    {
        public static Open Of(SegmentRow row) => new(row.Segment.Start.Earliest, row.Segment.End.Latest, row);
    }
}
