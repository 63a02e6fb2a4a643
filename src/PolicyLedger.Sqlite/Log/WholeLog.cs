using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// All events of a ledger's file in one order (<see cref="Places"/>): the ledger's own, and those of streams that are no
/// part of it. It shares the log's one writer and its readers and is closed with it: a second connection for the others
/// would need the same lock, the same groups and the same stop after a failed sync, and could commit behind one that failed.
/// What is written here moves no position and no revision of the ledger, and <see cref="IEventLog"/> never shows it.
/// </summary>
public sealed class WholeLog
{
    private readonly LogReaders readers;
    private readonly LogWriter writer;
    private readonly CommitSignal committed;
    private readonly SqliteLogOptions options;

    internal WholeLog(LogReaders readers, LogWriter writer, CommitSignal committed, SqliteLogOptions options) =>
        (this.readers, this.writer, this.committed, this.options) = (readers, writer, committed, options);

    /// <summary>How many events a page has at most; big ones make shorter pages.</summary>
    public int PageSize => options.PageSize;

    /// <summary>Completes when this process has committed something. To be taken before reading, so that no commit falls in between.</summary>
    public Task NextCommit => committed.Next;

    /// <summary>The place of the last event; 0 where there is none.</summary>
    public long End() => readers.Read(reader => reader.Whole.End());

    /// <summary>The next events from a place (inclusive) on, at most <paramref name="count"/>; none only where there are no more.</summary>
    public IReadOnlyList<PlacedEvent> PageFrom(long place, int count) =>
        readers.Read(reader => reader.Whole.Page(Math.Clamp(place, 0, Places.Beyond), Limit(count)));

    /// <summary>The next events from a place (inclusive) down, at most <paramref name="count"/>; none only where there are no more.</summary>
    public IReadOnlyList<PlacedEvent> PageBack(long place, int count) =>
        place < 0 ? [] : readers.Read(reader => reader.Whole.PageBack(Math.Min(place, Places.Beyond), Limit(count)));

    /// <summary>The next events of a stream from a revision (inclusive) on, or down, at most <paramref name="count"/>.</summary>
    public StreamPage Stream(string name, long revision, bool back, int count) =>
        readers.Read(reader => reader.Whole.Stream(name, revision, back, Limit(count)));

    /// <summary>Appends to a stream that is no part of the ledger; an append that is sent again gets its first result. Which names those are is the caller's to know.</summary>
    /// <exception cref="StoreException">The store cannot go on.</exception>
    public ValueTask<OtherOutcome> AppendAsync(
        string stream, ExpectedRevision expected, IReadOnlyList<NewOtherEvent> events, DateTimeOffset created, CancellationToken cancellation = default) =>
        writer.RunAsync(statements => statements.AppendOther(stream, expected, events, created), cancellation);

    /// <summary>Waits for this process's next commit, or until it is time to look for what others committed: less than a second.</summary>
    /// <param name="nextCommit">As <see cref="NextCommit"/> was before the last reading.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task WaitAsync(Task nextCommit, CancellationToken cancellation)
    {
        await nextCommit.WaitAsync(options.PollInterval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private int Limit(int count) => Math.Min(count, options.PageSize);
}
