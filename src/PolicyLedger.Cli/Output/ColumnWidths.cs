namespace PolicyLedger.Cli.Output;

/// <summary>How wide the columns of a table are on a terminal.</summary>
internal static class ColumnWidths
{
    /// <summary>A text in lines shorter than this is harder to read than a card.</summary>
    private const int Narrowest = 10;

    /// <summary>
    /// Widths in which no word is broken, and no line of a column that holds no text: dates and ids stay whole. Null where
    /// there is no room for that.
    /// </summary>
    /// <param name="headings">One for each column.</param>
    /// <param name="lines">The cells, as many in each line.</param>
    /// <param name="room">For all columns together, without what stands between them.</param>
    /// <param name="wrap">Whether a cell may go on in a second line.</param>
    public static int[]? Fit(IReadOnlyList<string> headings, IReadOnlyList<string[]> lines, int room, bool wrap)
    {
        var whole = headings.Select((heading, i) => lines.Select(line => line[i].Length).Append(heading.Length).Max()).ToArray();
        if (whole.Sum(width => (long)width) <= room)
            return whole;
        if (!wrap)
            return null;
        var widths = headings.Select((heading, i) =>
            lines.Any(line => line[i].Contains(' '))
                ? Math.Max(Math.Min(whole[i], Narrowest), lines.SelectMany(line => line[i].Split(' ')).Concat(heading.Split(' ')).Max(word => word.Length))
                : whole[i]).ToArray();
        var left = room - widths.Sum();
        if (left < 0)
            return null;
        for (; left > 0; left--)
        {
            var neediest = Enumerable.Range(0, widths.Length).MaxBy(i => whole[i] - widths[i]);
            widths[neediest]++;
        }

        return widths;
    }
}
