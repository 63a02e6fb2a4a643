using System.Diagnostics;
using EventStore.Client;
using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Appending;

/// <summary>
/// Appends with a concrete revision, part by part. One event per id, for ever: the engine knows a repeated append only by
/// its revision and ids, so the ids are looked up in the index, brought to the server's end first; and what the engine
/// calls a success is taken for one only where the events that stand there are those that were sent.
/// </summary>
internal sealed class Appender(EventStoreClient client, ServerAddress server, OrdinalIndex index, ServerReads reads, IndexCatchUp catchUp, EventStoreDbOptions options)
{
    private readonly OrdinalIndex index = index;
    private readonly TransientRetry retry = new(server, options.RetryBudget);
    private readonly IdsInFlight inFlight = new();

    public async ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var ids = appends.SelectMany(append => append.Events).Select(e => e.Id).ToHashSet();
        using var held = await inFlight.HoldAsync(ids, cancellation);
        await catchUp.RunAsync(cancellation);
        var run = new Run(this, AppendPart.Of(appends, options.AppendBytes).ToList());
        return await run.RunAsync(cancellation);
    }

    // The revision that the engine refused with; null where it accepted.
    private async Task<long?> SendAsync(AppendPart part, CancellationToken cancellation)
    {
        // The official client would add its own members to the metadata, whose bytes are the ledger's.
        Activity.Current = null;
        var events = part.ToEngine();
        try
        {
            return await retry.RunAsync(attempt => SendOnceAsync(part, events, attempt), cancellation);
        }
        catch (StoreException e) when (e.InnerException is { } why && ServerFaults.IsTransient(why, cancellation))
        {
            throw new StoreException(e.Fault, $"{e.Message}. Whether this was recorded is not known: record the same again, nothing is written twice", why);
        }
    }

    private async Task<long?> SendOnceAsync(AppendPart part, IReadOnlyList<EventData> events, CancellationToken attempt)
    {
        try
        {
            var append = part.Expected < 0
                ? client.AppendToStreamAsync(options.Prefix + part.Stream, StreamState.NoStream, events, deadline: options.Deadline, cancellationToken: attempt)
                : client.AppendToStreamAsync(options.Prefix + part.Stream, StreamRevision.FromInt64(part.Expected), events, deadline: options.Deadline, cancellationToken: attempt);

            // The client itself may wait for ever on a connection that has gone silent.
            await append.WaitAsync(options.Deadline * 2, attempt);
            return null;
        }
        catch (WrongExpectedVersionException e)
        {
            return e.ActualStreamRevision.ToInt64();
        }
    }

    // Waits, up to the bound, until the index knows what the server has acknowledged.
    private async ValueTask<bool> WaitAsync(Func<bool> known, CancellationToken cancellation)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            await catchUp.RunAsync(cancellation);
            if (known())
                return true;
            if (watch.Elapsed >= options.IndexWait)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        }
    }

    private async ValueTask<StoredEvent?> ReadAsync(IndexedEvent noted, CancellationToken cancellation)
    {
        await foreach (var e in reads.StreamAsync(noted.Stream, noted.Revision, 1, cancellation))
            return StoredEvents.FromEngine(server, noted.Ordinal, noted.Stream, e);
        return null;
    }

    /// <summary>One call's append.</summary>
    private sealed class Run(Appender all, List<AppendPart> parts)
    {
        private readonly Dictionary<string, long> revisions = [];
        private readonly List<AppendPart> sent = [];
        private readonly HashSet<Guid> written = [];
        private readonly Dictionary<Guid, StoredEvent> stamped = [];

        public async ValueTask<AppendOutcome> RunAsync(CancellationToken cancellation)
        {
            AppendOutcome? stopped = null;
            for (var i = 0; i < parts.Count && stopped is null; i++)
            {
                stopped = Check(parts[i], out var there);
                if (stopped is not null || there)
                    continue;
                stopped = await SendAsync(parts[i], cancellation);

                // The rest of a command is not begun before it is certain that its beginning is its own.
                if (stopped is null && SharesCommand(i))
                    stopped = await VerifyAsync(cancellation);
            }

            return await VerifyAsync(cancellation) ?? stopped ?? Appended();
        }

        // Ids before revisions: a retry of what was recorded is a duplicate, however stale its expected revision has become.
        private AppendOutcome? Check(AppendPart part, out bool there)
        {
            there = false;
            var ids = new HashSet<Guid>();
            if (part.Events.FirstOrDefault(e => written.Contains(e.Id) || !ids.Add(e.Id)) is { } twice)
                return new AppendOutcome.Duplicate(twice.Id);
            if (Known(part) is { } known)
            {
                there = known is AppendOutcome.Appended;
                return there ? null : known;
            }

            var actual = revisions.TryGetValue(part.Stream, out var mine) ? mine : all.index.Revision(part.Stream);
            if (actual != part.Expected)
                return new AppendOutcome.Conflict(part.Stream, part.Expected, actual);
            there = part.Events.Count == 0;
            return null;
        }

        // Null where the index has none of a part's ids. All of them in their place: the same append sent again.
        private AppendOutcome? Known(AppendPart part)
        {
            var found = part.Events.Select(e => (Event: e, There: all.index.Find(e.Id))).ToList();
            if (found.Find(f => f.There is not null) is not { There: not null } first)
                return null;
            return found.TrueForAll(f => f.There is { } there && part.Holds(f.Event, there))
                ? new AppendOutcome.Appended(found[0].There!.Ordinal, [])
                : new AppendOutcome.Duplicate(first.Event.Id);
        }

        private async ValueTask<AppendOutcome?> SendAsync(AppendPart part, CancellationToken cancellation)
        {
            if (await all.SendAsync(part, cancellation) is { } actual)
            {
                // An attempt whose answer was lost may have written it, or another process the same id.
                await all.WaitAsync(() => all.index.Revision(part.Stream) >= actual, cancellation);
                if (Known(part) is not AppendOutcome.Appended)
                    return Known(part) ?? new AppendOutcome.Conflict(part.Stream, part.Expected, actual);
            }

            sent.Add(part);
            written.UnionWith(part.Events.Select(e => e.Id));
            revisions[part.Stream] = part.Expected + part.Events.Count;
            return null;
        }

        private bool SharesCommand(int i)
        {
            var commands = parts[i].Events.Select(e => e.CommandId).ToHashSet();
            return parts.Skip(i + 1).Any(part => part.Events.Any(e => commands.Contains(e.CommandId)));
        }

        // Whether what was acknowledged is what was sent. What is not indexed in time is taken at the engine's word. A node
        // of ours stamps record time and recorder; facts, text and its salt tell that the event is this call's all the same.
        private async ValueTask<AppendOutcome?> VerifyAsync(CancellationToken cancellation)
        {
            if (sent.Count == 0 || !await all.WaitAsync(() => all.index.Find(sent[^1].Events[^1].Id) is not null, cancellation))
                return null;
            foreach (var (part, e) in sent.SelectMany(part => part.Events.Select(e => (part, e))))
            {
                if (all.index.Find(e.Id) is not { } there || part.Holds(e, there))
                    continue;
                var stored = await all.ReadAsync(there, cancellation);
                if (stored is null || !AppendPart.IsStamped(e, stored))
                    return new AppendOutcome.Duplicate(e.Id);
                stamped[e.Id] = stored;
            }

            sent.Clear();
            return null;
        }

        private AppendOutcome.Appended Appended()
        {
            var positions = parts.SelectMany(part => part.Events).Select(e => all.index.Find(e.Id)?.Ordinal ?? -1).ToList();
            return new(positions.Count > 0 ? positions[0] : all.index.End(), positions) { Stamped = stamped };
        }
    }
}
