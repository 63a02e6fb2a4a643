using EventStore.Client;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>
/// Brings the index to the server's end. Cheap when nothing is new: one read of one event. An index that does not fit the
/// server (another cluster behind the same name, a backup restored) is found out by its last event and made anew.
/// </summary>
internal sealed class IndexCatchUp : IDisposable
{
    private const int BatchSize = 1000;

    private readonly OrdinalIndex index;
    private readonly ServerReads reads;
    private readonly ServerAddress server;
    private readonly SharedRun shared;
    private bool fits;

    public IndexCatchUp(OrdinalIndex index, ServerReads reads, ServerAddress server)
    {
        (this.index, this.reads, this.server) = (index, reads, server);
        shared = new(CatchUpAsync);
    }

    /// <summary>Afterwards the index holds everything that was readable on the server when this was called.</summary>
    public Task RunAsync(CancellationToken cancellation) => shared.RunAsync(cancellation);

    public void Dispose() => shared.Dispose();

    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        if (!fits)
            await RequireFitAsync(cancellation);
        var until = await reads.EndAsync(cancellation);
        var seen = index.Seen();
        if (until < seen.Until || (until is null && seen.Until is not null))
        {
            await RequireFitAsync(cancellation);
            seen = SeenByEvents();
        }

        if (until is not { } end || seen.Until >= end)
            return;
        try
        {
            await FillAsync(seen, end, cancellation);
        }
        catch (Exception e) when (e is NotALedgerException || (e is StoreException store && ServerReads.IsNoSuchPosition(store)))
        {
            // A place where events of others stood may be gone after a scavenge; and what does not follow may follow on another server's events.
            await RequireFitAsync(cancellation);
            await FillAgainAsync(end, cancellation);
        }
    }

    private async Task FillAgainAsync(Position end, CancellationToken cancellation)
    {
        try
        {
            await FillAsync(SeenByEvents(), end, cancellation);
        }
        catch (NotALedgerException e)
        {
            throw new StoreException(StoreFault.Integrity, $"{server}: {e.Message}; nothing after position {index.End() - 1} is read. Restore a backup, or copy what is sound to another ledger", e);
        }
    }

    private async Task FillAsync(Seen seen, Position until, CancellationToken cancellation)
    {
        while (!(seen.Until >= until) && !await TryFillAsync(seen, until, cancellation))
            seen = index.Seen();
    }

    // False where another process is at it too: what it has noted is not read again.
    private async Task<bool> TryFillAsync(Seen seen, Position until, CancellationToken cancellation)
    {
        // Beyond what was seen as the end: a read backwards that meets a commit half way gives the first of its events for
        // the last, and only a read forwards gives all that is committed together, together.
        var (end, batch) = (seen.End, new List<IndexedEvent>());
        await foreach (var e in reads.AllAsync(seen.Until, cancellation))
        {
            until = e.Position > until ? e.Position : until;
            batch.Add(IndexedEvent.Of(end + batch.Count, reads.NameOf(e), e));
            if (batch.Count < BatchSize)
                continue;
            if (!index.Add(end, batch, e.Position))
                return false;
            end += batch.Count;
            batch.Clear();
        }

        return index.Add(end, batch, until);
    }

    private Seen SeenByEvents() => index.Last() is { } last ? new(last.Ordinal + 1, last.At) : new(0, null);

    private async Task RequireFitAsync(CancellationToken cancellation)
    {
        if (index.Last() is not { } last)
            index.Clear(null);
        else if (await reads.AtAsync(last.At, cancellation) is not { } there || there.EventId.ToGuid() != last.Id || !reads.Is(there, last.Stream))
            index.Clear(last.Id);
        fits = true;
    }
}
