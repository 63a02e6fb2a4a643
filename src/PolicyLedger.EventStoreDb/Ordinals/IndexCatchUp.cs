using System.Diagnostics;
using EventStore.Client;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>
/// Brings the index to the server's end. Cheap when nothing is new: one read of one event. An index that does not fit the
/// server (another cluster behind the same name, a backup restored) is found out by its last event and made anew. A node
/// that is not the leader may be behind what is noted, and never makes it shorter.
/// </summary>
internal sealed class IndexCatchUp : IDisposable
{
    private const int BatchSize = 1000;

    private readonly OrdinalIndex index;
    private readonly ServerReads reads;
    private readonly ServerAddress server;
    private readonly TimeSpan budget;
    private readonly bool leader;
    private readonly SharedRun shared;
    private bool fits;

    /// <param name="index">Brought on.</param>
    /// <param name="reads">The server.</param>
    /// <param name="server">For messages.</param>
    /// <param name="leader">Whether it is the leader that is asked: then what it does not have is not there.</param>
    /// <param name="budget">How long to wait for a node that is behind.</param>
    public IndexCatchUp(OrdinalIndex index, ServerReads reads, ServerAddress server, bool leader, TimeSpan budget)
    {
        (this.index, this.reads, this.server, this.leader, this.budget) = (index, reads, server, leader, budget);
        shared = new(CatchUpAsync);
    }

    /// <summary>Told the record of each erasure that is seen here first.</summary>
    public Action<string>? Erased { get; set; }

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
        // Another node may have told the end, so what it does not give is not there yet, and is looked for again.
        while (!(seen.Until >= until) && !await TryFillAsync(seen, leader ? until : seen.Until ?? Position.Start, cancellation))
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
            if (batch[^1].Erases is { } record)
                Erased?.Invoke(record);
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
        else if (!await HasAsync(last, cancellation))
            index.Clear(last.Id);
        fits = true;
    }

    private async Task<bool> HasAsync(IndexedEvent last, CancellationToken cancellation)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation))
        {
            if (await reads.AtAsync(last.At, cancellation) is { } there)
                return there.EventId.ToGuid() == last.Id && reads.Is(there, last.Stream);
            if (leader || await reads.EndAsync(cancellation) >= last.At)
                return false;
            if (watch.Elapsed >= budget)
                throw Behind($"it has not reached {last.Stream} revision {last.Revision}, which was read before");
        }
    }

    /// <summary>What is said of a node that does not have yet what is noted.</summary>
    public StoreException Behind(string what) => new(
        StoreFault.Unreachable, $"{server}: this node is behind: {what}. Try again in a moment, or read with nodePreference=leader");
}
