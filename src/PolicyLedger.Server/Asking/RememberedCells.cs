using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Asking;

/// <summary>
/// Read models that remember the cells that were asked for, so that the next question about one, for whatever day, knowledge
/// time or position, costs one look at the log's end. An event about a jurisdiction makes its cells forgotten. Bounded by rows.
/// </summary>
internal sealed class RememberedCells(IReadModels models, IEventLog log, long mostRows) : IReadModels
{
    // A great import is not read a second time to learn whom it is about.
    private const int MostLooked = 20_000;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = mostRows });
    private readonly ConcurrentDictionary<string, long> changed = [];
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Known known = new(new(-1, DateTimeOffset.MinValue), CodebookShelf.Empty, 0);

    public async ValueTask<Horizon> CatchUpAsync(long? at = null, CancellationToken cancellation = default)
    {
        var (end, now) = (await log.EndAsync(cancellation), known);
        var wanted = at < end ? at.Value : end - 1;
        if (now.Horizon.At < wanted || now.Horizon.At >= end)
            now = await ReadOnAsync(wanted, cancellation);
        return at < now.Horizon.At ? now.Horizon with { At = at.Value } : now.Horizon;
    }

    public async IAsyncEnumerable<SegmentRow> SegmentsAsync(SegmentFilter filter, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (filter is not { Jurisdiction: { } jurisdiction, Area: { } area, Targets: { All: false, One: var target } })
        {
            await foreach (var row in models.SegmentsAsync(filter, cancellation))
                yield return row;
            yield break;
        }

        foreach (var row in (await RememberedAsync(new(jurisdiction, area, null), cancellation)).Taken(filter))
            yield return row;
        if (target is null)
            yield break;
        foreach (var row in (await RememberedAsync(new(jurisdiction, area, target), cancellation)).Taken(filter))
            yield return row;
    }

    public async ValueTask<CellContents> ContentsAsync(Cell cell, CancellationToken cancellation = default) => (await RememberedAsync(cell, cancellation)).Contents;

    public async ValueTask<bool> AnyRecordAsync(Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, long at, DateTimeOffset knownAt, CancellationToken cancellation = default)
    {
        if ((await ContentsAsync(new(jurisdiction, area, null), cancellation)).Segments.Any(row => row.Visible(at, knownAt)))
            return true;
        return target is not null && (await ContentsAsync(new(jurisdiction, area, target), cancellation)).Segments.Any(row => row.Visible(at, knownAt));
    }

    public async ValueTask<IReadOnlyList<long>> RestsOnAsync(StanceAnswer answer, CancellationToken cancellation = default)
    {
        if (answer.Winner is not { } winner)
            return [];
        var q = answer.Question;
        var remembered = await RememberedAsync(new(q.Jurisdiction, q.Area, answer.FromGeneral ? null : q.Target), cancellation);
        var positions = new List<long>();
        foreach (var version in remembered.Versions[winner.Record])
        {
            if (version.Bears(q))
                positions.Add(version.Position);
        }

        // A record that is its opening alone.
        return positions.Count > 0 ? positions : [winner.Position];
    }

    public IAsyncEnumerable<RecordVersionRow> VersionsAsync(RecordId record, long at, CancellationToken cancellation = default) => models.VersionsAsync(record, at, cancellation);

    public async IAsyncEnumerable<AskRow> AsksAsync(
        Jurisdiction? issuer, Jurisdiction? recipient, long at, DateTimeOffset knownAt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (issuer is null || recipient is not null)
        {
            await foreach (var row in models.AsksAsync(issuer, recipient, at, knownAt, cancellation))
                yield return row;
            yield break;
        }

        foreach (var row in await AskRowsAsync(issuer, cancellation))
        {
            if (row.Visible(at, knownAt))
                yield return row;
        }
    }

    public async ValueTask<IReadOnlyList<AskRow>> AskRowsAsync(Jurisdiction issuer, CancellationToken cancellation = default)
    {
        var key = (issuer, StampOf(issuer));
        if (!cache.TryGetValue(key, out IReadOnlyList<AskRow>? rows))
        {
            rows = await models.AskRowsAsync(issuer, cancellation);
            cache.Set(key, rows, new MemoryCacheEntryOptions { Size = 1 + rows.Count });
        }

        return rows!;
    }

    public ValueTask<CodebookShelf> BooksAsync(long at, CancellationToken cancellation = default) =>
        known is var now && at <= now.Horizon.At ? ValueTask.FromResult(now.Books.At(at)) : models.BooksAsync(at, cancellation);

    public IAsyncEnumerable<Cell> CellsAsync(Jurisdiction? jurisdiction, AreaId? area, long at, DateTimeOffset knownAt, CancellationToken cancellation = default) =>
        models.CellsAsync(jurisdiction, area, at, knownAt, cancellation);

    public IAsyncEnumerable<RecordVersionRow> RecordsAsync(Jurisdiction? jurisdiction, RecordId? after, long at, DateTimeOffset knownAt, CancellationToken cancellation = default) =>
        models.RecordsAsync(jurisdiction, after, at, knownAt, cancellation);

    public IAsyncEnumerable<ChangeRow> ChangesAsync(long afterPosition, CancellationToken cancellation = default) => models.ChangesAsync(afterPosition, cancellation);

    public Task RebuildAsync(IProgress<long>? applied = null, CancellationToken cancellation = default) => models.RebuildAsync(applied, cancellation);

    /// <summary>Forgets; the models stay the caller's.</summary>
    public ValueTask DisposeAsync()
    {
        cache.Dispose();
        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Remembered> RememberedAsync(Cell cell, CancellationToken cancellation)
    {
        var key = (cell, StampOf(cell.Jurisdiction));
        if (cache.TryGetValue(key, out Remembered? there))
            return there!;
        var remembered = new Remembered(await models.ContentsAsync(cell, cancellation));
        cache.Set(key, remembered, new MemoryCacheEntryOptions { Size = remembered.Size });
        return remembered;
    }

    private (long, long) StampOf(Jurisdiction jurisdiction) => (known.Epoch, changed.GetValueOrDefault(jurisdiction.Code));

    // The models first, then who changed, then how far it is known: what is remembered in between is remembered under a stamp
    // that nobody asks for any more.
    private async Task<Known> ReadOnAsync(long wanted, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            // Another may have read on meanwhile; and only a log that is shorter than what was known of it is another log.
            var (before, end) = (known, await log.EndAsync(cancellation));
            if (before.Horizon.At >= wanted && before.Horizon.At < end)
                return before;
            var horizon = await models.CatchUpAsync(Math.Max(wanted, Math.Min(before.Horizon.At, end - 1)), cancellation);
            var (epoch, books, looked) = (before.Epoch, horizon.At < before.Horizon.At, 0);
            if (books)
                epoch++;
            await foreach (var stored in log.ReadAllWithoutTextsAsync(Math.Max(0, before.Horizon.At + 1), cancellation))
            {
                if (stored.Position > horizon.At)
                    break;
                if (stored.Stream.StartsWith(Streams.CountryPrefix, StringComparison.Ordinal))
                    changed.AddOrUpdate(stored.Stream[Streams.CountryPrefix.Length..], 1, (_, times) => times + 1);
                else
                    books = true;
                if (before.Horizon.At < 0 || ++looked > MostLooked)
                {
                    (epoch, books) = (epoch + 1, true);
                    break;
                }
            }

            return known = new(horizon, books ? await models.BooksAsync(horizon.At, cancellation) : before.Books, epoch);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <param name="Horizon">How far the models are known to be.</param>
    /// <param name="Books">The codebooks as of there.</param>
    /// <param name="Epoch">Another one: everything is forgotten.</param>
    private sealed record Known(Horizon Horizon, CodebookShelf Books, long Epoch);

    /// <summary>A cell's contents, with the days of its segments side by side: most of them are passed over without a look at the row itself, which may be anywhere in memory.</summary>
    private sealed class Remembered(CellContents contents)
    {
        private readonly (DateOnly From, DateOnly Until)[] days = contents.Segments.Select(row => (row.Segment.Start.Earliest, row.Segment.End.Latest)).ToArray();

        public CellContents Contents => contents;

        public ILookup<RecordId, RecordVersionRow> Versions { get; } = contents.Versions.ToLookup(version => version.Record);

        public long Size => 1 + contents.Segments.Count + contents.Versions.Count;

        public IEnumerable<SegmentRow> Taken(SegmentFilter filter)
        {
            for (var i = 0; i < days.Length; i++)
            {
                if (days[i].From < filter.Until && filter.From < days[i].Until && filter.Takes(contents.Segments[i]))
                    yield return contents.Segments[i];
            }
        }
    }
}
