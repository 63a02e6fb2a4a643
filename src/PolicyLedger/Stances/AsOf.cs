using PolicyLedger.Codebooks;
using PolicyLedger.Dates;

namespace PolicyLedger.Stances;

/// <summary>
/// The as-of rule, version 1 (<c>schemas/as-of/rule.md</c>), over stored segments. <see cref="ReferenceAsOf"/> says the same
/// plainly from the events; property tests hold the two together.
/// </summary>
public static class AsOf
{
    /// <summary>Answers a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="rows">At least all rows of the asked and the general cell, in the asked basis, that could cover the day; others are passed over.</param>
    /// <param name="anyRecord">Whether any record of either cell is among the events taken, in any basis or layer; asked only when nothing answers.</param>
    /// <param name="books">The codebooks as of the question's position.</param>
    public static StanceAnswer Answer(StanceQuestion question, IEnumerable<SegmentRow> rows, Func<bool> anyRecord, CodebookShelf books)
    {
        var (own, general) = (new List<SegmentRow>(), new List<SegmentRow>());
        foreach (var row in rows)
        {
            if (row.Segment.Layer is null || row.Segment.Basis != question.Basis || !row.Segment.CouldCover(question.On) || !row.Visible(question.At, question.KnownAt))
                continue;
            if (Equals(row.Segment.Target, question.Target))
                own.Add(row);
            else if (row.Segment.Target is null)
                general.Add(row);
        }

        var asked = new CellOnDay(question.On, own, books);
        var (cell, doubts) = (asked, new List<SegmentRow>());
        if (asked.Winner is null && question.Target is not null)
        {
            cell = new(question.On, general, books);
            doubts = asked.Doubts;
        }

        if (cell.Winner is not { } winner)
            return new(question, anyRecord() ? StanceStatus.Unknown : StanceStatus.NotYetKnown, null, null, false, [], [], null);
        var rivals = cell.Listed(doubts.Concat(cell.Rivals), [winner]);
        return new(
            question,
            StanceStatus.Known,
            winner.Claim,
            cell.Definite && doubts.Count == 0 ? Certainty.Definite : Certainty.Possible,
            cell != asked,
            rivals.Select(row => row.Claim).ToValueList(),
            cell.Alternatives(winner, rivals).Select(row => row.Claim).ToValueList(),
            winner.Segment.Value!.Value is StanceValue.Direction ? cell.Sum() : null);
    }
}

/// <summary>Steps 2 to 6 for one cell on one day.</summary>
internal sealed class CellOnDay
{
    private readonly DateOnly day;
    private readonly CodebookShelf books;
    private readonly List<SegmentRow> coded;
    private readonly List<SegmentRow> derived;
    private readonly SegmentRow? codedWinner;
    private readonly SegmentRow? derivedWinner;

    /// <summary>Takes the segments of one cell and basis that could cover the day.</summary>
    public CellOnDay(DateOnly day, IEnumerable<SegmentRow> covering, CodebookShelf books)
    {
        (this.day, this.books) = (day, books);
        (coded, derived) = ([], []);
        foreach (var row in covering)
            (row.Segment.Layer == Layer.Coded ? coded : derived).Add(row);
        codedWinner = Best(coded, ByKnowledge);
        derivedWinner = Best(derived, ByStart);
        var codedRivals = codedWinner is null ? [] : Ordered(coded.FindAll(row => ByKnowledge(row, codedWinner) > 0 && !Same(row, codedWinner)), ByKnowledge);
        var silent = codedWinner is null || codedWinner.Segment.Value!.Value is StanceValue.NoData;
        if (!silent)
        {
            (Winner, Rivals) = (codedWinner, codedRivals);
            Definite = codedRivals.Count == 0 && codedWinner!.Segment.SurelyCovers(day);
            return;
        }

        // Silence that is not sure may turn out to be speech, or the other way round.
        Doubts.AddRange(codedRivals);
        if (codedWinner is not null && !codedWinner.Segment.SurelyCovers(day))
            Doubts.Add(codedWinner);
        Winner = derivedWinner;
        if (derivedWinner is null)
            return;
        var derivedRivals = Ordered(derived.FindAll(row => row != derivedWinner && !Same(row, derivedWinner) && CouldOutrank(row, derivedWinner)), ByStart);
        Rivals = [.. Doubts, .. derivedRivals];
        Definite = Rivals.Count == 0 && derivedWinner.Segment.SurelyCovers(day);
    }

    /// <summary>The row that speaks; null where nothing does.</summary>
    public SegmentRow? Winner { get; }

    public bool Definite { get; }

    /// <summary>What makes the answer merely possible.</summary>
    public List<SegmentRow> Rivals { get; private set; } = [];

    /// <summary>Coded rows that leave the coded layer's silence in doubt.</summary>
    public List<SegmentRow> Doubts { get; } = [];

    /// <summary>The other layer's winner and whatever says something else on the day, without winner and rivals.</summary>
    public List<SegmentRow> Alternatives(SegmentRow winner, List<SegmentRow> rivals)
    {
        var other = winner == codedWinner ? derivedWinner : codedWinner;
        return Listed(Ordered(coded.FindAll(Differs), ByKnowledge).Concat(Ordered(derived.FindAll(Differs), ByStart)), [winner, .. rivals]);

        bool Differs(SegmentRow row) => row != winner && (row == other || !Same(row, winner)) && !rivals.Contains(row);
    }

    /// <summary>Rows for a list: a shadow repeats what its record may say, so beside a row of the record that says the same it adds nothing.</summary>
    public List<SegmentRow> Listed(IEnumerable<SegmentRow> rows, List<SegmentRow> before)
    {
        var all = rows.ToList();
        if (!all.Exists(row => row.Segment.Shadow))
            return all;
        return all.Where((row, n) => !row.Segment.Shadow || !before.Concat(all.Where((o, m) => !o.Segment.Shadow || m < n))
            .Any(o => o.Record.Equals(row.Record) && Same(o, row))).ToList();
    }

    /// <summary>Step 9.</summary>
    public DirectionSum Sum()
    {
        var (total, records, unweighted) = (0, 0, 0);
        foreach (var row in Ordered(derived, ByStart).Where(row => row.Segment.CoversAtEarliest(day)).DistinctBy(row => row.Record))
        {
            var value = (StanceValue.Direction)row.Segment.Value!.Value;
            if (value.Towards == Towards.CannotBeAssessed || (value.Towards != Towards.NoChange && value.Magnitude is null))
            {
                unweighted++;
                continue;
            }

            records++;
            if (value.Towards != Towards.NoChange)
                total += (value.Towards == Towards.MoreRestrictive ? 1 : -1) * (int)value.Magnitude!.Value;
        }

        return new(total, records, unweighted);
    }

    /// <summary>The best of the rows that cover the day at the earliest reading, else the best of all; the whole order is needed only for lists.</summary>
    private SegmentRow? Best(List<SegmentRow> rows, Comparison<SegmentRow> order)
    {
        var (best, covers) = ((SegmentRow?)null, false);
        foreach (var row in rows)
        {
            var here = row.Segment.CoversAtEarliest(day);
            if (best is null || (here && !covers) || (here == covers && order(row, best) > 0))
                (best, covers) = (row, here);
        }

        return best;
    }

    /// <summary>The same list, best first.</summary>
    private static List<SegmentRow> Ordered(List<SegmentRow> rows, Comparison<SegmentRow> order)
    {
        if (rows.Count > 1)
            rows.Sort((a, b) => order(b, a));
        return rows;
    }

    private bool Same(SegmentRow a, SegmentRow b) => books.Same(a.Segment.Value!, b.Segment.Value!);

    private bool CouldOutrank(SegmentRow rival, SegmentRow winner)
    {
        var latest = rival.Segment.Start.Latest < day ? rival.Segment.Start.Latest : day;
        return latest >= winner.Segment.Start.Earliest;
    }

    private static int ByKnowledge(SegmentRow a, SegmentRow b) =>
        a.KnownAt.CompareTo(b.KnownAt) is not 0 and var known ? known : a.Position.CompareTo(b.Position);

    private static int ByStart(SegmentRow a, SegmentRow b)
    {
        var (x, y) = (a.Segment.Start, b.Segment.Start);
        if (x.Earliest.CompareTo(y.Earliest) is not 0 and var earliest)
            return earliest;
        if (x.Latest.CompareTo(y.Latest) is not 0 and var latest)
            return latest;
        return ByKnowledge(a, b) is not 0 and var known ? known : a.Segment.Place.CompareTo(b.Segment.Place);
    }
}
