using System.Runtime.CompilerServices;
using EventStore.Client;
using PolicyLedger.EventStoreDb.Appending;
using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.EventStoreDb.Sealing;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb;

/// <summary>
/// The event log on an EventStoreDB or KurrentDB server or cluster. An append is acknowledged when the engine has
/// acknowledged it; over several streams its parts are written in order, and the same append sent again completes them.
/// Positions come from an index beside the read models, made from the server's <c>$all</c> whenever it is missing: an
/// acknowledged event that is not indexed in time has the position -1 until it is read. Streams of others take no position.
/// The text of an event about a record is sealed with a key of its own record, which is a stream beside the ledger's: erased
/// is what has lost its key (ops/decisions/0012-text-keys.md).
/// </summary>
public sealed class EventStoreDbLog : IEventLog, ITextErasure
{
    private readonly ServerAddress server;
    private readonly EventStoreClient client;
    private readonly OrdinalIndex index;
    private readonly IndexCatchUp catchUp;
    private readonly OrderedReads ordered;
    private readonly TextOpening texts;
    private readonly SealedErasure erasure;
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
        var reads = new ServerReads(client, server, options);
        var keys = new TextKeys(new(client, server, options), index, options);
        catchUp = new(index, reads, server, leader, options.RetryBudget) { Erased = keys.Forget };
        ordered = new(server, index, reads, catchUp, leader);
        texts = new(keys, server);
        erasure = new(ordered, texts, keys, server);
        appender = new(index, catchUp, new(keys, index), new(client, server, reads, texts, catchUp, options), options);
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
            : throw MayBeBehind("a recording could not see what is already recorded");

    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromRevision);
        return texts.OpenAsync(ordered.StreamAsync(stream, fromRevision, long.MaxValue, cancellation), cancellation);
    }

    public IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        return texts.OpenAsync(ordered.AllAsync(fromPosition, cancellation), cancellation);
    }

    public IAsyncEnumerable<StoredEvent> ReadStreamWithoutTextsAsync(string stream, long fromRevision = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromRevision);
        return TextOpening.LeaveAsync(ordered.StreamAsync(stream, fromRevision, long.MaxValue, cancellation), cancellation);
    }

    public IAsyncEnumerable<StoredEvent> ReadAllWithoutTextsAsync(long fromPosition = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        return TextOpening.LeaveAsync(ordered.AllAsync(fromPosition, cancellation), cancellation);
    }

    public async IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        await catchUp.RunAsync(cancellation);
        var end = index.End();
        var next = Math.Min(fromPosition, end);
        if (next == end)
            yield return new LogMessage.CaughtUp();
        var page = new List<EngineEvent>();
        await foreach (var e in ordered.FollowAsync(next, cancellation))
        {
            if (next++ >= fromPosition)
                page.Add(e);

            // Until it has caught up, more is certain to come, and is waited for.
            if (next < end && TextOpening.WaitsForMore(page, TextOpening.MostTogether))
                continue;
            foreach (var opened in await texts.OpenAsync(page, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new LogMessage.Event(opened.Stored);
            }

            page.Clear();
            if (next == end)
                yield return new LogMessage.CaughtUp();
        }
    }

    public async ValueTask<long> EndAsync(CancellationToken cancellation = default)
    {
        await catchUp.RunAsync(cancellation);
        return index.End();
    }

    public async ValueTask<long> RevisionAsync(string stream, CancellationToken cancellation = default)
    {
        await catchUp.RunAsync(cancellation);
        return index.Revision(stream);
    }

    public async ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default)
    {
        var found = await ordered.OfCommandsAsync(commandIds, cancellation);
        var opened = await texts.OpenAsync(found.Select(f => f.Event).ToList(), cancellation);
        return found.Zip(opened, (f, e) => (f.Command, e.Stored)).OrderBy(f => f.Stored.Position).ToLookup(f => f.Command, f => f.Stored);
    }

    /// <remarks>The record's key is deleted for good. Its bytes leave the disks with the next scavenge of every node, and with the last backup that has them.</remarks>
    public ValueTask EraseTextsAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation = default) =>
        leader ? erasure.EraseAsync(stream, revisions, cancellation) : throw MayBeBehind("an erasure could not see all of a record");

    public async ValueTask RequireErasableAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation = default) =>
        await erasure.KeysAsync(stream, revisions, cancellation);

    public async ValueTask DisposeAsync()
    {
        catchUp.Dispose();
        await client.DisposeAsync();
        index.Dispose();
    }

    private StoreException MayBeBehind(string what) => new(
        StoreFault.Unreachable, $"{server}: the connection string prefers a node that may be behind, and there {what}; record with nodePreference=leader");
}
