using System.Runtime.CompilerServices;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// The event log in one SQLite file, which several processes may use at once. An acknowledged append is on the disk
/// (WAL, <c>synchronous=FULL</c>); appends over several streams are atomic; concurrent ones share a commit. After a write or
/// sync error the log MUST be disposed and opened again: it acknowledges nothing more, though it can still be read.
/// </summary>
public sealed class SqliteEventLog : IEventLog, ITextErasure
{
    /// <summary>The longest facts, text or metadata of one event, in bytes.</summary>
    public const int MaxPartBytes = 256 << 20;

    private readonly SqliteFile file;
    private readonly LogWriter writer;
    private readonly LogReaders readers;
    private readonly CommitSignal committed = new();
    private readonly SqliteLogOptions options;

    private SqliteEventLog(string path, SqliteLogMode mode, SqliteLogOptions options)
    {
        this.options = options;
        file = new SqliteFile(path, options.BusyBudget);
        var busy = new BusyRetry(options.BusyBudget);
        var connection = LedgerFile.Open(file, mode, busy);
        readers = new(file);
        try
        {
            readers.Read(reader => reader.End());
            writer = new(file, connection, busy, committed, options);
            Whole = new(readers, writer, committed, options);
        }
        catch
        {
            readers.Dispose();
            connection.Dispose();
            throw;
        }
    }

    public bool AppendsAreAtomic => true;

    /// <summary>The file's events of all streams, the ledger's own and others; for serving them to clients of another protocol.</summary>
    public WholeLog Whole { get; }

    /// <summary>Opens a ledger's log. What is there and is not a sound ledger of a known format is refused and left as it is, byte for byte.</summary>
    /// <exception cref="StoreException"><see cref="StoreFault.Unreachable"/>: not there, no permission, held by another process; <see cref="StoreFault.Integrity"/>: not a ledger, from a newer version, damaged.</exception>
    public static async ValueTask<SqliteEventLog> OpenAsync(
        string path, SqliteLogMode mode, SqliteLogOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var opted = (options ?? new()).Checked();
        return await Task.Run(() => new SqliteEventLog(path, mode, opted), cancellation);
    }

    public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default)
    {
        // Here and not in the writer, where it would stand in the way of the appends beside it.
        foreach (var e in appends.SelectMany(append => append.Events))
        {
            if (Math.Max(Math.Max(e.Facts.Length, e.Metadata.Length), e.Text?.Json.Length ?? 0) > MaxPartBytes)
                throw new ArgumentException($"event {e.Id}: facts, text and metadata are at most {MaxPartBytes:N0} bytes each.", nameof(appends));
        }

        return writer.AppendAsync(appends, cancellation);
    }

    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromRevision);
        var last = readers.Read(reader => reader.Revision(stream));
        for (var next = fromRevision; next <= last;)
        {
            var page = Gapless(readers.Read(reader => reader.StreamPage(stream, next, last, options.PageSize)), next, e => e.Revision);
            foreach (var stored in page)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return stored;
            }

            next = page[^1].Revision + 1;
        }

        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        var end = readers.Read(reader => reader.End());
        for (var next = fromPosition; next < end;)
        {
            var page = Gapless(readers.Read(reader => reader.Page(next, end, options.PageSize)), next, e => e.Position);
            foreach (var stored in page)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return stored;
            }

            next = page[^1].Position + 1;
        }

        await ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        var end = readers.Read(reader => reader.End());
        var caughtUp = false;
        for (var next = fromPosition; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var more = committed.Next;
            var page = readers.Read(reader => reader.Page(next, caughtUp ? long.MaxValue : end, options.PageSize));
            if (page.Count > 0 || next < end)
                Gapless(page, next, e => e.Position);
            foreach (var stored in page)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new LogMessage.Event(stored);
                next = stored.Position + 1;
            }

            if (!caughtUp && next >= end)
            {
                caughtUp = true;
                yield return new LogMessage.CaughtUp();
            }
            else if (page.Count == 0)
            {
                // What this process commits ends the wait; what others commit is looked for when it is over.
                await more.WaitAsync(options.PollInterval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public ValueTask<long> EndAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(readers.Read(reader => reader.End()));
    }

    public ValueTask<long> RevisionAsync(string stream, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(readers.Read(reader => reader.Revision(stream)));
    }

    public ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(readers.Read(reader => reader.OfCommands(commandIds)));
    }

    public async ValueTask EraseTextsAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation = default) =>
        await writer.RunAsync(
            statements =>
            {
                statements.EraseTexts(stream, revisions);
                return true;
            },
            cancellation);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        readers.Dispose();
    }

    // Rows that are gone must not pass for events that never were.
    private List<StoredEvent> Gapless(List<StoredEvent> page, long from, Func<StoredEvent, long> number) =>
        page.Count > 0 && number(page[0]) == from && number(page[^1]) == from + page.Count - 1
            ? page
            : throw SqliteFaults.Damaged(file.Path, $"events are missing from number {from} on");
}
