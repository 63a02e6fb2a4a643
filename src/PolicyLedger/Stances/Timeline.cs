using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Stances;

/// <summary>A stretch of days on which the answer stays the same.</summary>
/// <param name="From">The first day; <see cref="Days.Beginning"/>: no earliest bound.</param>
/// <param name="Until">The first day after; <see cref="Days.Open"/>: until further notice.</param>
/// <param name="Report">The answer on its first day.</param>
public sealed record Stretch(DateOnly From, DateOnly Until, StanceReport Report);

/// <summary>A cell's answers over days, as known at one time.</summary>
public sealed class TimelineReader(IReadModels models, StanceReader stances)
{
    /// <summary>The stretches of a range, without gaps and in order; the whole course where <paramref name="from"/> and <paramref name="until"/> are null.</summary>
    /// <param name="jurisdiction">Whose.</param>
    /// <param name="area">Which area.</param>
    /// <param name="target">Towards whom.</param>
    /// <param name="from">The first day; null: the first on which anything is said.</param>
    /// <param name="until">The first day after; null: as far as anything is said.</param>
    /// <param name="point">Its day is not used.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Result<IReadOnlyList<Stretch>>> TimelineAsync(
        Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, DateOnly? from, DateOnly? until, AsOfPoint point, CancellationToken cancellation = default)
    {
        if (until <= from)
            return Refusal.Invalid("until", Iso.Write(until.Value), $"must be after from, {Iso.Write(from!.Value)}; until is exclusive");
        var (reading, books) = await stances.ResolveAsync(point, cancellation);
        if (StanceReader.Unknown(area, books) is { } refusal)
            return refusal;
        var filter = new SegmentFilter(
            jurisdiction, area, TargetFilter.OrGeneral(target), from ?? Days.Beginning, until ?? Days.Open, reading.At, reading.KnownAt, reading.Basis);
        var rows = new List<SegmentRow>();
        await foreach (var row in models.SegmentsAsync(filter, cancellation))
            rows.Add(row);
        var first = from ?? rows.Select(row => row.Segment.Start.Earliest).DefaultIfEmpty(Days.Open).Min();
        var last = until ?? rows.Select(row => row.Segment.End.Latest).DefaultIfEmpty(Days.Beginning).Max();
        if (first >= last)
            return Result.Of<IReadOnlyList<Stretch>>([]);
        var anyRecord = await models.AnyRecordAsync(jurisdiction, area, target, reading.At, reading.KnownAt, cancellation);

        var stretches = new List<Stretch>();
        foreach (var day in CellCourse.Breaks(rows, first, last))
        {
            var question = new StanceQuestion(jurisdiction, area, target, day, reading.KnownAt, reading.At, reading.Basis);
            var report = StanceReader.Labelled(AsOf.Answer(question, rows, () => anyRecord, books), books, []);
            if (stretches.Count > 0 && Same(stretches[^1].Report.Answer, report.Answer))
                continue;
            if (stretches.Count > 0)
                stretches[^1] = stretches[^1] with { Until = day };
            stretches.Add(new(day, last, report));
        }

        return Result.Of<IReadOnlyList<Stretch>>(stretches);
    }

    private static bool Same(StanceAnswer a, StanceAnswer b) =>
        a.Status == b.Status && a.Winner == b.Winner && a.Certainty == b.Certainty && a.FromGeneral == b.FromGeneral && a.Sum == b.Sum;
}
