using System.Runtime.CompilerServices;
using EventStore.Client;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>The ledger's events with their positions, as the engine has them. What the index says was there has to be there still.</summary>
internal sealed class OrderedReads(ServerAddress server, OrdinalIndex index, ServerReads reads, IndexCatchUp catchUp, bool leader)
{
    private const int PageSize = 512;

    /// <summary>Events of a stream from a revision on, at most so many, to its end as of the call.</summary>
    public async IAsyncEnumerable<EngineEvent> StreamAsync(string stream, long fromRevision, long most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await catchUp.RunAsync(cancellation);
        var last = Math.Min(index.Revision(stream), most > long.MaxValue - fromRevision ? long.MaxValue : fromRevision + most - 1);
        if (fromRevision > last)
            yield break;
        var (page, i) = (new List<IndexedEvent>(), 0);
        var next = fromRevision;
        await foreach (var e in reads.StreamAsync(stream, fromRevision, last - fromRevision + 1, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            if (i == page.Count)
                (page, i) = (index.Page(stream, next, PageSize), 0);
            if (page.Count == 0)
                throw Missing($"{stream} revision {next} is no longer noted");
            yield return StoredEvents.FromEngine(server, Same(page[i], e).Ordinal, stream, e);
            (next, i) = (next + 1, i + 1);
        }

        if (next <= last)
            throw Missing($"{stream} ends before revision {last}");
    }

    /// <summary>Events from a position on, to the log's end as of the call.</summary>
    public async IAsyncEnumerable<EngineEvent> AllAsync(long fromPosition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await catchUp.RunAsync(cancellation);
        var end = index.End();
        if (fromPosition >= end)
            yield break;
        var next = fromPosition;
        await foreach (var e in reads.AllAsync(Before(fromPosition), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return StoredEvents.FromEngine(server, next, reads.NameOf(e), e);
            if (++next == end)
                yield break;
        }

        throw Missing($"the log ends before position {end - 1}");
    }

    /// <summary>Events from a position (at most the end as of now) on, for ever.</summary>
    public async IAsyncEnumerable<EngineEvent> FollowAsync(long fromPosition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var next = fromPosition;
        await foreach (var e in reads.FollowAsync(Before(next), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return StoredEvents.FromEngine(server, next++, reads.NameOf(e), e);
        }
    }

    /// <summary>The events of commands.</summary>
    public async ValueTask<List<(Guid Command, EngineEvent Event)>> OfCommandsAsync(IEnumerable<Guid> commandIds, CancellationToken cancellation)
    {
        await catchUp.RunAsync(cancellation);
        var noted = commandIds.Distinct().SelectMany(index.OfCommand).ToList();
        var found = new List<(Guid Command, EngineEvent Event)>(noted.Count);
        foreach (var run in IndexedEvent.Runs(noted))
        {
            var next = 0;
            await foreach (var e in reads.StreamAsync(run[0].Stream, run[0].Revision, run.Count, cancellation))
                found.Add((run[next].Command!.Value, StoredEvents.FromEngine(server, Same(run[next++], e).Ordinal, run[0].Stream, e)));
            if (next < run.Count)
                throw Missing($"{run[0].Stream} ends before revision {run[^1].Revision}");
        }

        return found;
    }

    // Null where the log begins. Another process may just have found that the index is not this server's.
    private Position? Before(long position) => position == 0 ? null : index.At(position - 1)?.At ?? throw Missing($"position {position - 1} is no longer noted");

    private IndexedEvent Same(IndexedEvent noted, EventRecord e) => noted.Id == e.EventId.ToGuid() && noted.Revision == e.EventNumber.ToInt64()
        ? noted
        : throw Missing($"{noted.Stream} revision {e.EventNumber} is event {e.EventId}, and was {noted.Id} when it was indexed");

    private StoreException Missing(string what) => !leader ? catchUp.Behind(what) : new(
        StoreFault.Integrity, $"{server}: {what}; events were deleted or another backup restored meanwhile. Start again: what is indexed in {index.Path} is checked anew");
}
