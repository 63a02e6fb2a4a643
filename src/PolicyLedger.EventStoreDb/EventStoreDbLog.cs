using System.Runtime.CompilerServices;
using EventStore.Client;
using PolicyLedger.EventStoreDb.Appending;
using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb;

/// <summary>
/// The event log on an EventStoreDB or KurrentDB server or cluster. An append is acknowledged when the engine has
/// acknowledged it; over several streams its parts are written in order, and the same append sent again completes them.
/// Positions come from an index beside the read models, made from the server's <c>$all</c> whenever it is missing: an
/// acknowledged event that is not indexed in time has the position -1 until it is read. Streams of others take no position.
/// </summary>
public sealed class EventStoreDbLog : IEventLog, ITextErasure
{
    private const int PageSize = 512;

    private readonly ServerAddress server;
    private readonly EventStoreClient client;
    private readonly OrdinalIndex index;
    private readonly ServerReads reads;
    private readonly IndexCatchUp catchUp;
    private readonly Appender appender;
    private readonly bool leader;

    private EventStoreDbLog(ServerAddress server, string indexPath, EventStoreDbOptions options)
    {
        this.server = server;
        var settings = server.Settings();
        leader = settings.ConnectivitySettings.NodePreference == NodePreference.Leader;
        if (server.Deadline is { } named)
            options = options with { Deadline = named, RetryBudget = named * 2 > options.RetryBudget ? named * 2 : options.RetryBudget };
        index = new(indexPath, options.BusyBudget);
        client = new(settings);
        reads = new(client, server, options);
        catchUp = new(index, reads, server, leader, options.RetryBudget);
        appender = new(client, server, index, reads, catchUp, options);
    }

    /// <summary>How the name of an index's file ends.</summary>
    public const string IndexSuffix = IndexFile.Suffix;

    public bool AppendsAreAtomic => false;

    /// <summary>Connects, and brings the index to the server's end.</summary>
    /// <param name="server">Where.</param>
    /// <param name="indexPath">The index's file, in a folder that is there; made where it is missing. Several processes may share it.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="StoreException"><see cref="StoreFault.Unreachable"/>: no server, no permission; <see cref="StoreFault.Integrity"/>: what stands there is no ledger.</exception>
    public static async ValueTask<EventStoreDbLog> OpenAsync(
        ServerAddress server, string indexPath, EventStoreDbOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(indexPath);
        var opted = (options ?? new()).Checked();
        var log = await Task.Run(() => new EventStoreDbLog(server, indexPath, opted), cancellation);
        try
        {
            await log.catchUp.RunAsync(cancellation);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) =>
        leader
            ? appender.AppendAsync(appends, cancellation)
            : throw new StoreException(StoreFault.Unreachable, $"{server}: the connection string prefers a node that may be behind, and there a recording could not see what is already recorded; record with nodePreference=leader");

    public async IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromRevision);
        await catchUp.RunAsync(cancellation);
        var last = index.Revision(stream);
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

    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
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

    public async IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        await catchUp.RunAsync(cancellation);
        var end = index.End();
        var next = Math.Min(fromPosition, end);
        if (next == end)
            yield return new LogMessage.CaughtUp();
        await foreach (var e in reads.FollowAsync(Before(next), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            if (next >= fromPosition)
                yield return new LogMessage.Event(StoredEvents.FromEngine(server, next, reads.NameOf(e), e));
            if (++next == end)
                yield return new LogMessage.CaughtUp();
        }
    }

    public async ValueTask<long> EndAsync(CancellationToken cancellation = default)
    {
        await catchUp.RunAsync(cancellation);
        return index.End();
    }

    public async ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default)
    {
        await catchUp.RunAsync(cancellation);
        var noted = commandIds.Distinct().SelectMany(index.OfCommand).ToList();
        var found = new List<(Guid Command, StoredEvent Stored)>(noted.Count);
        foreach (var run in IndexedEvent.Runs(noted))
        {
            var next = 0;
            await foreach (var e in reads.StreamAsync(run[0].Stream, run[0].Revision, run.Count, cancellation))
                found.Add((run[next].Command!.Value, StoredEvents.FromEngine(server, Same(run[next++], e).Ordinal, run[0].Stream, e)));
            if (next < run.Count)
                throw Missing($"{run[0].Stream} ends before revision {run[^1].Revision}");
        }

        return found.OrderBy(f => f.Stored.Position).ToLookup(f => f.Command, f => f.Stored);
    }

    public ValueTask EraseTextsAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation = default) =>
        throw new StoreException(StoreFault.Unreachable, $"{server}: texts cannot be erased here yet");

    public async ValueTask DisposeAsync()
    {
        catchUp.Dispose();
        await client.DisposeAsync();
        index.Dispose();
    }

    // Null where the log begins. Another process may just have found that the index is not this server's.
    private Position? Before(long position) => position == 0 ? null : index.At(position - 1)?.At ?? throw Missing($"position {position - 1} is no longer noted");

    private IndexedEvent Same(IndexedEvent noted, EventRecord e) => noted.Id == e.EventId.ToGuid() && noted.Revision == e.EventNumber.ToInt64()
        ? noted
        : throw Missing($"{noted.Stream} revision {e.EventNumber} is event {e.EventId}, and was {noted.Id} when it was indexed");

    private StoreException Missing(string what) => !leader ? catchUp.Behind(what) : new(
        StoreFault.Integrity, $"{server}: {what}; events were deleted or another backup restored meanwhile. Start again: what is indexed in {index.Path} is checked anew");
}
