using PolicyLedger.Log;

namespace PolicyLedger.Cli.Keeping;

/// <summary>A log as it was when it ended before a position: for replaying. Reads only.</summary>
internal sealed class LogUntil(IEventLog log, long end) : IEventLog
{
    public bool AppendsAreAtomic => log.AppendsAreAtomic;

    public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) =>
        throw new NotSupportedException("A past log is not written to.");

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, CancellationToken cancellation = default) =>
        UntilEnd(log.ReadStreamAsync(stream, fromRevision, cancellation));

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, CancellationToken cancellation = default) =>
        UntilEnd(log.ReadAllAsync(fromPosition, cancellation));

    public IAsyncEnumerable<StoredEvent> ReadStreamWithoutTextsAsync(string stream, long fromRevision = 0, CancellationToken cancellation = default) =>
        UntilEnd(log.ReadStreamWithoutTextsAsync(stream, fromRevision, cancellation));

    public IAsyncEnumerable<StoredEvent> ReadAllWithoutTextsAsync(long fromPosition = 0, CancellationToken cancellation = default) =>
        UntilEnd(log.ReadAllWithoutTextsAsync(fromPosition, cancellation));

    public IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, CancellationToken cancellation = default) =>
        throw new NotSupportedException("Nothing new comes to a past log.");

    public async ValueTask<long> EndAsync(CancellationToken cancellation = default) => Math.Min(end, await log.EndAsync(cancellation));

    public async ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default) =>
        (await log.FindCommandsAsync(commandIds, cancellation))
            .SelectMany(command => command.Where(stored => stored.Position < end), (command, stored) => (command.Key, stored))
            .ToLookup(found => found.Key, found => found.stored);

    /// <summary>The log is whoever gave it's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Both orders have positions that rise.
    private IAsyncEnumerable<StoredEvent> UntilEnd(IAsyncEnumerable<StoredEvent> events) => events.TakeWhile(stored => stored.Position < end);
}
