using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace PolicyLedger.Log;

/// <summary>
/// A log as it was when first looked at, with appends on top that are kept in memory and never reach the store: for
/// deciding without writing. What others append to the store meanwhile is not seen. Every appended event stays in memory
/// until the trial is dropped. Disposing of it leaves the store open.
/// </summary>
public sealed class TrialLog(IEventLog store) : IEventLog
{
    private readonly InMemoryEventLog above = new();
    private readonly ConcurrentDictionary<string, long> lengths = [];
    private readonly SemaphoreSlim gate = new(1, 1);
    private long? frozenAt;

    public bool AppendsAreAtomic => true;

    public async ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var end = await FrozenAtAsync(cancellation);
            var mine = appends.SelectMany(append => append.Events).ToList();
            var ids = mine.Select(e => e.Id).ToHashSet();
            foreach (var there in await StoredAsync(mine.Select(e => e.CommandId).ToHashSet(), cancellation))
            {
                if (ids.Contains(there.Stored.Id))
                    return new AppendOutcome.Duplicate(there.Stored.Id);
            }

            var shifted = new List<StreamAppend>();
            foreach (var append in appends)
                shifted.Add(append with { ExpectedRevision = append.ExpectedRevision - await LengthAsync(append.Stream, cancellation) });
            return await above.AppendAsync(shifted, cancellation) switch
            {
                AppendOutcome.Appended appended => new AppendOutcome.Appended(end + appended.FirstPosition, appended.Positions.Select(position => end + position).ToList()),
                AppendOutcome.Conflict conflict => new AppendOutcome.Conflict(
                    conflict.Stream, conflict.Expected + await LengthAsync(conflict.Stream, cancellation), conflict.Actual + await LengthAsync(conflict.Stream, cancellation)),
                var duplicate => duplicate,
            };
        }
        finally
        {
            gate.Release();
        }
    }

    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var end = await FrozenAtAsync(cancellation);
        var length = await LengthAsync(stream, cancellation);
        if (fromRevision < length)
        {
            await foreach (var stored in store.ReadStreamAsync(stream, fromRevision, cancellation))
            {
                if (stored.Revision < length)
                    yield return stored;
            }
        }

        await foreach (var stored in above.ReadStreamAsync(stream, Math.Max(0, fromRevision - length), cancellation))
            yield return stored with { Position = end + stored.Position, Revision = length + stored.Revision };
    }

    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var stored in FrozenAsync(fromPosition, cancellation))
            yield return stored;
        var end = await FrozenAtAsync(cancellation);
        await foreach (var stored in above.ReadAllAsync(Math.Max(0, fromPosition - end), cancellation))
            yield return await PlaceAsync(stored, cancellation);
    }

    public async IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var end = await FrozenAtAsync(cancellation);
        await foreach (var stored in FrozenAsync(fromPosition, cancellation))
            yield return new LogMessage.Event(stored);
        await foreach (var message in above.SubscribeAllAsync(Math.Max(0, fromPosition - end), cancellation))
            yield return message is LogMessage.Event e ? new LogMessage.Event(await PlaceAsync(e.Stored, cancellation)) : message;
    }

    public async ValueTask<long> EndAsync(CancellationToken cancellation = default) =>
        await FrozenAtAsync(cancellation) + await above.EndAsync(cancellation);

    public async ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default)
    {
        var found = await StoredAsync(commandIds, cancellation);
        foreach (var command in await above.FindCommandsAsync(commandIds, cancellation))
        {
            foreach (var stored in command)
                found.Add((command.Key, await PlaceAsync(stored, cancellation)));
        }

        return found.ToLookup(f => f.Command, f => f.Stored);
    }

    public ValueTask DisposeAsync() => above.DisposeAsync();

    private async IAsyncEnumerable<StoredEvent> FrozenAsync(long fromPosition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var end = await FrozenAtAsync(cancellation);
        if (fromPosition >= end)
            yield break;
        await foreach (var stored in store.ReadAllAsync(fromPosition, cancellation))
        {
            if (stored.Position >= end)
                yield break;
            yield return stored;
        }
    }

    private async ValueTask<StoredEvent> PlaceAsync(StoredEvent stored, CancellationToken cancellation) => stored with
    {
        Position = await FrozenAtAsync(cancellation) + stored.Position,
        Revision = await LengthAsync(stored.Stream, cancellation) + stored.Revision,
    };

    private async ValueTask<long> FrozenAtAsync(CancellationToken cancellation) => frozenAt ??= await store.EndAsync(cancellation);

    private async ValueTask<List<(Guid Command, StoredEvent Stored)>> StoredAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation)
    {
        var end = await FrozenAtAsync(cancellation);
        return (await store.FindCommandsAsync(commandIds, cancellation))
            .SelectMany(command => command.Where(stored => stored.Position < end), (command, stored) => (command.Key, stored))
            .ToList();
    }

    /// <summary>How many events the stream has in the store, as frozen.</summary>
    private async ValueTask<long> LengthAsync(string stream, CancellationToken cancellation)
    {
        if (lengths.TryGetValue(stream, out var known))
            return known;
        var (end, length) = (await FrozenAtAsync(cancellation), 0L);
        await foreach (var stored in store.ReadStreamAsync(stream, 0, cancellation))
        {
            if (stored.Position >= end)
                break;
            length = stored.Revision + 1;
        }

        lengths[stream] = length;
        return length;
    }
}
