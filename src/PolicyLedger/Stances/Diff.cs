using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>One end of a comparison.</summary>
public sealed record DiffPoint(DateOnly On, DateTimeOffset KnownAt);

/// <summary>A cell in which something differs between (D1, K1) and (D2, K2).</summary>
/// <param name="Cell">Which.</param>
/// <param name="Before">The answer at (D1, K1).</param>
/// <param name="Between">The answer at (D1, K2): what was learned about the first day.</param>
/// <param name="After">The answer at (D2, K2): what happened in the world since.</param>
/// <param name="Learned">The first step changed the answer.</param>
/// <param name="World">The second step changed the answer.</param>
/// <param name="Recoded">A step is explained by a codebook's map; such a step is no change.</param>
/// <param name="LearnedBy">Positions of the events of the first step.</param>
/// <param name="WorldBy">Positions of the events of the second step.</param>
public sealed record DiffRow(
    Cell Cell,
    StanceReport Before,
    StanceReport Between,
    StanceReport After,
    bool Learned,
    bool World,
    bool Recoded,
    ValueList<long> LearnedBy,
    ValueList<long> WorldBy);

/// <summary>What differs between two moments, told apart: what was learned, what changed in the world, what was only coded anew.</summary>
public sealed class DiffReader(IReadModels models, StanceReader stances)
{
    /// <summary>Compares every cell of a jurisdiction, of an area, or one cell.</summary>
    /// <param name="jurisdiction">Null: every one.</param>
    /// <param name="area">Null: every one.</param>
    /// <param name="target">With both given, the cell's target; null: the general cell, or every target where one of them is null.</param>
    /// <param name="before">(D1, K1).</param>
    /// <param name="after">(D2, K2); K2 is not earlier than K1.</param>
    /// <param name="point">Position and basis; day and knowledge time are not used.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Result<IReadOnlyList<DiffRow>>> DiffAsync(
        Jurisdiction? jurisdiction, AreaId? area, Jurisdiction? target, DiffPoint before, DiffPoint after, AsOfPoint point, CancellationToken cancellation = default)
    {
        if (before.KnownAt > after.KnownAt)
            return Refusal.Invalid("knownAt", Iso.Write(before.KnownAt), $"the first knowledge time is later than the second, {Iso.Write(after.KnownAt)}; swap the two points");
        var (reading, books) = await stances.ResolveAsync(point with { On = after.On, KnownAt = after.KnownAt }, cancellation);
        if (area is not null && StanceReader.Unknown(area, books) is { } refusal)
            return refusal;
        var cells = new List<Cell>();
        if (jurisdiction is not null && area is not null)
        {
            cells.Add(new(jurisdiction, area, target));
        }
        else
        {
            await foreach (var cell in models.CellsAsync(jurisdiction, area, reading.At, after.KnownAt, cancellation))
                cells.Add(cell);
        }

        var rows = new List<DiffRow>();
        foreach (var cell in cells)
        {
            if (await CompareAsync(cell, before, after, reading, books, cancellation) is { } row)
                rows.Add(row);
        }

        return Result.Of<IReadOnlyList<DiffRow>>(rows);
    }

    private async Task<DiffRow?> CompareAsync(Cell cell, DiffPoint before, DiffPoint after, Reading reading, CodebookShelf books, CancellationToken cancellation)
    {
        async Task<StanceReport> Answer(DateOnly on, DateTimeOffset knownAt) => StanceReader.Labelled(
            await stances.AnswerAsync(new(cell.Jurisdiction, cell.Area, cell.Target, on, knownAt, reading.At, reading.Basis), books, cancellation), books, []);

        var (a, b, c) = (await Answer(before.On, before.KnownAt), await Answer(before.On, after.KnownAt), await Answer(after.On, after.KnownAt));
        var (learned, world) = (Compare(a.Answer, b.Answer, books), Compare(b.Answer, c.Answer, books));
        if (learned == Step.None && world == Step.None)
            return null;
        var learnedBy = learned == Step.None ? [] : await LearnedByAsync(a.Answer, b.Answer, before.KnownAt, after.KnownAt, reading.At, cancellation);
        var worldBy = world == Step.None ? [] : await WorldByAsync(b.Answer, c.Answer, after.KnownAt, reading.At, cancellation);
        return new(
            cell, a, b, c, learned.HasFlag(Step.Changed), world.HasFlag(Step.Changed), (learned | world).HasFlag(Step.Recoded),
            learnedBy.Distinct().Order().ToValueList(), worldBy.Distinct().Order().ToValueList());
    }

    [Flags]
    private enum Step
    {
        None = 0,
        Changed = 1,
        Recoded = 2,
    }

    private static Step Compare(StanceAnswer a, StanceAnswer b, CodebookShelf books)
    {
        if (a.Status != b.Status || (a.Winner is null) != (b.Winner is null))
            return Step.Changed;
        if (a.Winner is not { Value: var x } || b.Winner is not { Value: var y })
            return Step.None;
        var certainty = a.Certainty == b.Certainty ? Step.None : Step.Changed;
        if (books.Same(x, y))
            return certainty | (x.Value == y.Value ? Step.None : Step.Recoded);
        return Explains(books, x, y) || Explains(books, y, x) ? certainty | Step.Recoded : Step.Changed;
    }

    /// <summary>Whether the newer coding is one of those into which the maps split the older.</summary>
    private static bool Explains(CodebookShelf books, AreaValue older, AreaValue newer)
    {
        if (older.CodebookVersion >= newer.CodebookVersion)
            return false;
        var until = books.Versions(older.Area.Codebook).First(version => version.Version == newer.CodebookVersion).Position;
        var translated = books.At(until).Translate(older.Area, older.CodebookVersion, older.Value);
        return translated.Candidates.Contains(CodebookShelf.Code(newer.Value));
    }

    private async Task<List<long>> LearnedByAsync(StanceAnswer a, StanceAnswer b, DateTimeOffset after, DateTimeOffset until, long at, CancellationToken cancellation)
    {
        var positions = new List<long>();
        foreach (var record in Records(a).Concat(Records(b)).Distinct())
        {
            await foreach (var version in models.VersionsAsync(record, at, cancellation))
            {
                if (version.KnownAt > after && version.KnownAt <= until)
                    positions.Add(version.Position);
            }
        }

        return positions;
    }

    private async Task<List<long>> WorldByAsync(StanceAnswer b, StanceAnswer c, DateTimeOffset knownAt, long at, CancellationToken cancellation)
    {
        var positions = new List<long>();
        if (c.Winner is { } opened)
            positions.Add(opened.OpenedBy);
        if (b.Winner is not { } closed)
            return positions;
        var filter = SegmentFilter.For(b.Question) with { KnownAt = knownAt, At = at };
        await foreach (var row in models.SegmentsAsync(filter, cancellation))
        {
            if (row.Record.Equals(closed.Record) && row.Segment.OpenedBy == closed.OpenedBy && row.Segment.Layer == closed.Layer)
                positions.Add(row.Segment.ClosedBy ?? closed.OpenedBy);
        }

        return positions;
    }

    private static IEnumerable<RecordId> Records(StanceAnswer answer) =>
        answer.Rivals.Select(claim => claim.Record).Concat(answer.Winner is { } winner ? [winner.Record] : []);
}
