using System.Runtime.CompilerServices;
using PolicyLedger.Log;

namespace PolicyLedger.Cli.Keeping;

/// <summary>A log as it was when it ended before a position: for replaying. Reads only.</summary>
internal sealed class LogUntil(IEventLog log, long end) : IEventLog
{
    public bool AppendsAreAtomic => log.AppendsAreAtomic;

    public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) =>
        throw new NotSupportedException("A past log is not written to.");

    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var stored in log.ReadStreamAsync(stream, fromRevision, cancellation))
        {
            if (stored.Position >= end)
                yield break;
            yield return stored;
        }
    }

    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var stored in log.ReadAllAsync(fromPosition, cancellation))
        {
            if (stored.Position >= end)
                yield break;
            yield return stored;
        }
    }

    public IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, CancellationToken cancellation = default) =>
        throw new NotSupportedException("Nothing new comes to a past log.");

    public async ValueTask<long> EndAsync(CancellationToken cancellation = default) => Math.Min(end, await log.EndAsync(cancellation));

    public async ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default) =>
        (await log.FindCommandsAsync(commandIds, cancellation))
            .SelectMany(command => command.Where(stored => stored.Position < end), (command, stored) => (command.Key, stored))
            .ToLookup(found => found.Key, found => found.stored);

    /// <summary>The log is whoever gave it's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
