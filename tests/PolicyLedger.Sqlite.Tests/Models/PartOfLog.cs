using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Tests.Models;

/// <summary>The first events of a log, as if the others were not there yet.</summary>
internal sealed class PartOfLog(IEventLog log, long end = 0) : IEventLog
{
    public long End { get; set; } = end;

    /// <summary>Called before events are read.</summary>
    public Action? BeforeReading { get; set; }

    public bool AppendsAreAtomic => true;

    public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, CancellationToken cancellation = default) =>
        log.ReadStreamAsync(stream, fromRevision, cancellation).Where(e => e.Position < End);

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, CancellationToken cancellation = default)
    {
        BeforeReading?.Invoke();
        var end = End;
        return log.ReadAllAsync(fromPosition, cancellation).Where(e => e.Position < end);
    }

    public IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, CancellationToken cancellation = default) => throw new NotSupportedException();

    public ValueTask<long> EndAsync(CancellationToken cancellation = default) => ValueTask.FromResult(End);

    public ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default) => log.FindCommandsAsync(commandIds, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
