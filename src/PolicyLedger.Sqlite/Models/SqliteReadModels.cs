using System.Runtime.CompilerServices;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// The read models in a SQLite file of their own, which several processes may use at once and people may read with any SQL
/// tool (<c>schemas/read-models.md</c>). The file holds nothing that cannot be made again from the log: one that is damaged
/// is replaced, one of another ledger or of another projection version gets this program's models beside the present ones.
/// </summary>
public sealed class SqliteReadModels : IReadModels
{
    /// <summary>How the names of read-model files end.</summary>
    public const string Suffix = ".models.db";

    private readonly IEventLog log;
    private readonly EventCodec codec;
    private readonly ModelsStore store;
    private volatile KnownBooks books = new(-1, CodebookShelf.Empty);

    private SqliteReadModels(string path, IEventLog log, EventCodec codec, SqliteModelsOptions options) =>
        (this.log, this.codec, store) = (log, codec, new(path, log, codec, options));

    /// <summary>Where a ledger's read models stand unless somebody says otherwise: beside it, <c>X.models.db</c> for <c>X.db</c>.</summary>
    public static string PathFor(string ledgerPath) =>
        (ledgerPath.EndsWith(".db", StringComparison.OrdinalIgnoreCase) ? ledgerPath[..^3] : ledgerPath) + Suffix;

    /// <summary>
    /// Opens the file or creates it. Where it has no models that this version of the program can go on with, they are built
    /// before this returns. A file that is not one of read models is refused and left as it is, byte for byte.
    /// </summary>
    /// <param name="path">See <see cref="PathFor"/>.</param>
    /// <param name="log">The ledger; not disposed with the models.</param>
    /// <param name="codec">Reads its events.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="StoreException"><see cref="StoreFault.Unreachable"/>: no permission, held by another process; <see cref="StoreFault.Integrity"/>: not ours, or from a newer version.</exception>
    public static async ValueTask<SqliteReadModels> OpenAsync(
        string path, IEventLog log, EventCodec codec, SqliteModelsOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var models = new SqliteReadModels(path, log, codec, (options ?? new()).Checked());
        try
        {
            await models.store.PrepareAsync(cancellation);
            return models;
        }
        catch
        {
            await models.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<Horizon> CatchUpAsync(long? at = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var applied = await store.CatchUpAsync(at, cancellation);
        return new(at < applied.Checkpoint ? at.Value : applied.Checkpoint, applied.LastRecordedAt);
    }

    public async IAsyncEnumerable<SegmentRow> SegmentsAsync(SegmentFilter filter, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // What is applied between two pages lies beyond this position.
        var (at, jurisdictions) = await store.ReadAsync(
            (reader, there) => (Math.Min(filter.At, there.Checkpoint), filter.Jurisdiction is { } one ? [one.Code] : Queries.Jurisdictions(reader)), cancellation);
        foreach (var jurisdiction in jurisdictions)
        {
            object[]? last = null;
            do
            {
                var page = await store.ReadAsync((reader, _) => Queries.Segments(reader, jurisdiction, filter, at, last), cancellation);
                foreach (var row in page.Rows)
                    yield return row;
                last = page.Last;
            }
            while (last is not null);
        }
    }

    public ValueTask<CellContents> ContentsAsync(Cell cell, CancellationToken cancellation = default) =>
        store.ReadAsync((reader, _) => new CellContents(Queries.Contents(reader, cell), Queries.VersionsIn(reader, cell)), cancellation);

    public ValueTask<IReadOnlyList<AskRow>> AskRowsAsync(Jurisdiction issuer, CancellationToken cancellation = default) =>
        store.ReadAsync<IReadOnlyList<AskRow>>((reader, _) => Queries.AskRows(reader, issuer), cancellation);

    public async IAsyncEnumerable<Cell> CellsAsync(
        Jurisdiction? jurisdiction, AreaId? area, long at, DateTimeOffset knownAt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (applied, jurisdictions) = await store.ReadAsync(
            (reader, there) => (Math.Min(at, there.Checkpoint), jurisdiction is { } one ? [one.Code] : Queries.Jurisdictions(reader)), cancellation);
        foreach (var code in jurisdictions)
        {
            foreach (var cell in await store.ReadAsync((reader, _) => Queries.Cells(reader, code, area, applied, knownAt), cancellation))
                yield return cell;
        }
    }

    public ValueTask<bool> AnyRecordAsync(Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, long at, DateTimeOffset knownAt, CancellationToken cancellation = default) =>
        store.ReadAsync((reader, _) => Queries.AnyVisible(reader, jurisdiction.Code, area.Full, target?.Code ?? "", true, at, knownAt), cancellation);

    public async IAsyncEnumerable<RecordVersionRow> RecordsAsync(
        Jurisdiction? jurisdiction, RecordId? after, long at, DateTimeOffset knownAt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // What is applied between two pages lies beyond this position.
        var applied = await store.ReadAsync((_, there) => Math.Min(at, there.Checkpoint), cancellation);
        for (var last = after?.Text; ;)
        {
            var page = await store.ReadAsync((reader, _) => Queries.Records(reader, jurisdiction, last, applied, knownAt), cancellation);
            foreach (var row in page)
                yield return row;
            if (page.Count < Queries.PageSize)
                yield break;
            last = page[^1].Record.Text;
        }
    }

    public async IAsyncEnumerable<RecordVersionRow> VersionsAsync(RecordId record, long at, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var row in await store.ReadAsync((reader, _) => Queries.Versions(reader, record, at), cancellation))
            yield return row;
    }

    public async IAsyncEnumerable<AskRow> AsksAsync(
        Jurisdiction? issuer, Jurisdiction? recipient, long at, DateTimeOffset knownAt, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var row in await store.ReadAsync((reader, _) => Queries.Asks(reader, issuer, recipient, at, knownAt), cancellation))
            yield return row;
    }

    public async IAsyncEnumerable<ChangeRow> ChangesAsync(long afterPosition, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var until = await store.ReadAsync((_, there) => there.Checkpoint, cancellation);
        for (var (position, ordinal, more) = (afterPosition, long.MaxValue, true); more;)
        {
            var page = await store.ReadAsync((reader, _) => Queries.Changes(reader, position, ordinal, until), cancellation);
            foreach (var (row, number) in page)
            {
                (position, ordinal) = (row.Position, number);
                yield return row;
            }

            more = page.Count == Queries.PageSize;
        }
    }

    public async ValueTask<CodebookShelf> BooksAsync(long at, CancellationToken cancellation = default)
    {
        var last = await store.ReadAsync((reader, _) => Queries.LastBook(reader), cancellation);
        var known = books;
        if (known.Last != last)
        {
            var rows = await store.ReadAsync((reader, _) => Queries.Books(reader), cancellation);
            books = known = new(rows.Count == 0 ? -1 : rows[^1].Position, await Books.ShelfAsync(rows, log, codec, cancellation));
        }

        return known.Shelf.At(at);
    }

    public Task RebuildAsync(IProgress<long>? applied = null, CancellationToken cancellation = default) =>
        store.RebuildAsync(applied is null ? null : applied.Report, cancellation);

    /// <summary>The digest of what is applied; null where there are no models yet. One long read: it keeps the write-ahead log from being emptied while it runs.</summary>
    public Task<ModelsDigest?> DigestAsync(CancellationToken cancellation = default) => Task.Run(() => store.TryRead(ModelsDigest.Of), cancellation);

    /// <summary>The first row in which a table differs from the same table of other models, in words; null where they are one.</summary>
    public Task<string?> DifferenceAsync(string table, SqliteReadModels other, CancellationToken cancellation = default) => Task.Run(
        () =>
        {
            // Only what is needed to find the place: the rows of both at once may be more than fits.
            var mine = store.TryRead((reader, _) => ModelsRows.Of(reader, table).Select(row => row.GetHashCode(StringComparison.Ordinal)).ToList()) ?? [];
            var others = other.store.TryRead((reader, _) => ModelsRows.Of(reader, table).Select(row => row.GetHashCode(StringComparison.Ordinal)).ToList()) ?? [];
            var place = Enumerable.Range(0, Math.Max(mine.Count, others.Count)).FirstOrDefault(n => n >= mine.Count || n >= others.Count || mine[n] != others[n], -1);
            return place < 0 ? null : $"{table}, row {place + 1}: {Row(this, place)} where a replay gives {Row(other, place)}";

            string Row(SqliteReadModels models, int n) => models.store.TryRead((reader, _) => ModelsRows.Of(reader, table).ElementAtOrDefault(n)) ?? "nothing";
        },
        cancellation);

    public ValueTask DisposeAsync()
    {
        store.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed record KnownBooks(long Last, CodebookShelf Shelf);
}
