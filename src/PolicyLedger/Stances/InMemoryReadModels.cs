using System.Runtime.CompilerServices;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Stances;

/// <summary>The read models in memory: for tests, and for asking an exported log without a ledger.</summary>
public sealed class InMemoryReadModels(IEventLog log, EventCodec codec) : IReadModels
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<RecordId, (RecordState State, int Version)> records = [];
    private readonly Dictionary<Cell, List<SegmentRow>> cells = [];
    private readonly Dictionary<RecordId, List<RecordVersionRow>> versions = [];
    private readonly List<AskRow> asks = [];
    private readonly List<ChangeRow> changes = [];
    private CodebookShelf books = CodebookShelf.Empty;
    private Horizon applied = new(-1, DateTimeOffset.MinValue);

    public IEnumerable<SegmentRow> AllSegments => cells.Values.SelectMany(rows => rows);

    public IReadOnlyList<ChangeRow> AllChanges => changes;

    public async ValueTask<Horizon> CatchUpAsync(long? at = null, CancellationToken cancellation = default)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            await foreach (var stored in log.ReadAllAsync(applied.At + 1, cancellation))
                Apply(codec.Decode(stored));
        }
        finally
        {
            gate.Release();
        }

        return at < applied.At ? applied with { At = at.Value } : applied;
    }

    public async IAsyncEnumerable<SegmentRow> SegmentsAsync(SegmentFilter filter, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var row in Candidates(filter).Where(filter.Takes).ToList())
            yield return row;
        await ValueTask.CompletedTask;
    }

    public ValueTask<CellContents> ContentsAsync(Cell cell, CancellationToken cancellation = default)
    {
        var rows = cells.GetValueOrDefault(cell, []).ToList();
        return ValueTask.FromResult(new CellContents(rows, rows.Select(row => row.Record).Distinct().Order().Select(record => versions[record]).Where(events => events.Count > 1).SelectMany(events => events).ToList()));
    }

    public ValueTask<IReadOnlyList<AskRow>> AskRowsAsync(Jurisdiction issuer, CancellationToken cancellation = default) =>
        ValueTask.FromResult<IReadOnlyList<AskRow>>(asks.FindAll(row => row.Record.Jurisdiction.Equals(issuer)));

    public async IAsyncEnumerable<Cell> CellsAsync(
        Jurisdiction? jurisdiction, AreaId? area, long at, DateTimeOffset knownAt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var found = cells
            .Where(cell => (jurisdiction ?? cell.Key.Jurisdiction).Equals(cell.Key.Jurisdiction) && (area ?? cell.Key.Area).Equals(cell.Key.Area))
            .Where(cell => cell.Value.Exists(row => row.Visible(at, knownAt)))
            .Select(cell => cell.Key)
            .OrderBy(cell => cell.Jurisdiction).ThenBy(cell => cell.Area).ThenBy(cell => cell.Target);
        foreach (var cell in found.ToList())
            yield return cell;
        await ValueTask.CompletedTask;
    }

    public ValueTask<bool> AnyRecordAsync(Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, long at, DateTimeOffset knownAt, CancellationToken cancellation = default) =>
        ValueTask.FromResult(new[] { target, null }.Any(t => cells.TryGetValue(new(jurisdiction, area, t), out var rows) && rows.Exists(row => row.Visible(at, knownAt))));

    public async IAsyncEnumerable<RecordVersionRow> RecordsAsync(
        Jurisdiction? jurisdiction, RecordId? after, long at, DateTimeOffset knownAt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var openings = versions.Values.Select(rows => rows[0])
            .Where(row => row.Position <= at && row.KnownAt <= knownAt && (jurisdiction ?? row.Record.Jurisdiction).Equals(row.Record.Jurisdiction) && (after is null || row.Record.CompareTo(after) > 0))
            .OrderBy(row => row.Record);
        foreach (var row in openings.ToList())
            yield return row;
        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<RecordVersionRow> VersionsAsync(RecordId record, long at, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var row in versions.GetValueOrDefault(record, []).FindAll(row => row.Position <= at))
            yield return row;
        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<AskRow> AsksAsync(
        Jurisdiction? issuer, Jurisdiction? recipient, long at, DateTimeOffset knownAt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var visible = asks.Where(row => row.Visible(at, knownAt))
            .Where(row => (issuer ?? row.Record.Jurisdiction).Equals(row.Record.Jurisdiction))
            .Where(row => recipient is null || row.Recipient is null || row.Recipient.Equals(recipient));
        foreach (var row in visible.ToList())
            yield return row;
        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<ChangeRow> ChangesAsync(long afterPosition, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var row in changes.Where(row => row.Position > afterPosition).ToList())
            yield return row;
        await ValueTask.CompletedTask;
    }

    public ValueTask<CodebookShelf> BooksAsync(long at, CancellationToken cancellation = default) => ValueTask.FromResult(books.At(at));

    public async Task RebuildAsync(IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        await gate.WaitAsync(cancellation);
        records.Clear();
        cells.Clear();
        versions.Clear();
        asks.Clear();
        changes.Clear();
        (books, applied) = (CodebookShelf.Empty, new(-1, DateTimeOffset.MinValue));
        gate.Release();
        await CatchUpAsync(null, cancellation);
        progress?.Report(applied.At + 1);
    }

    public ValueTask DisposeAsync()
    {
        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private IEnumerable<SegmentRow> Candidates(SegmentFilter filter)
    {
        if (filter is not { Jurisdiction: { } jurisdiction, Area: { } area, Targets.All: false })
            return AllSegments;
        return new[] { filter.Targets.One, null }.Distinct().SelectMany(target => cells.GetValueOrDefault(new(jurisdiction, area, target), []));
    }

    private void Apply(RecordedEvent recorded)
    {
        if (recorded.Event is RecordEvent about)
        {
            var known = records.TryGetValue(about.Record, out var there);
            var projected = Projection.Apply(known ? there.State : null, known ? there.Version + 1 : 0, recorded, Current, books);
            records[about.Record] = (projected.After, known ? there.Version + 1 : 0);
            if (!versions.TryGetValue(about.Record, out var history))
                versions.Add(about.Record, history = []);
            history.Add(projected.Version);
            if (projected.Segments is { } segments)
            {
                var before = known ? RecordSegments.Of(there.State) : [];
                foreach (var cell in before.Select(segment => new Cell(about.Record.Jurisdiction, segment.Area, segment.Target)).Distinct())
                    End(Rows(cell), row => row.Record.Equals(about.Record) && row.UntilPosition is null, row => row with { UntilPosition = recorded.Position, UntilKnownAt = recorded.KnownAt });
                foreach (var row in segments)
                    Rows(new(row.Record.Jurisdiction, row.Segment.Area, row.Segment.Target)).Add(row);
            }

            if (projected.Asks is { } asked)
            {
                End(asks, row => row.Record.Equals(about.Record) && row.UntilPosition is null, row => row with { UntilPosition = recorded.Position, UntilKnownAt = recorded.KnownAt });
                asks.AddRange(asked);
            }

            changes.AddRange(projected.Changes);
        }
        else
        {
            books = books.With(recorded.Event, recorded.Position);
        }

        applied = new(recorded.Position, recorded.Metadata.RecordedAt > applied.LastRecordedAt ? recorded.Metadata.RecordedAt : applied.LastRecordedAt);
    }

    private static void End<T>(List<T> rows, Predicate<T> which, Func<T, T> ended)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (which(rows[i]))
                rows[i] = ended(rows[i]);
        }
    }

    private List<SegmentRow> Rows(Cell cell)
    {
        if (!cells.TryGetValue(cell, out var rows))
            cells.Add(cell, rows = []);
        return rows;
    }

    private List<SegmentRow> Current(Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, DateOnly from, DateOnly until) =>
        Rows(new(jurisdiction, area, target)).FindAll(row => row.UntilPosition is null && row.Segment.Start.Earliest < until && from < row.Segment.End.Latest);
}
