using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Sqlite.Log;

namespace PolicyLedger.Server.Node;

/// <summary>
/// Answers one reading. A page is read when the one before has been taken, so a slow client holds one page and no more,
/// and no connection of the store.
/// </summary>
internal sealed class Reading(WholeLog log, ReadRequest request, IServerStreamWriter<ReadResp> client, CancellationToken cancellation)
{
    private static readonly WriteOptions Soon = new(WriteFlags.BufferHint);

    public Task RunAsync() => (request.Stream, request.Count) switch
    {
        (null, null) => FollowAllAsync(),
        (null, { } count) => ReadAllAsync(count),
        ({ } stream, null) => FollowStreamAsync(stream),
        ({ } stream, { } count) => ReadStreamAsync(stream, count),
    };

    private async Task ReadStreamAsync(string stream, long count)
    {
        // To the end as of the call, or a busy stream would never end.
        var (next, sent, end) = (request.From!.Value, 0L, (long?)null);
        StreamPage page;
        do
        {
            page = log.Stream(stream, next, request.Back, Limit(count - sent));
            if (page.Last < 0)
            {
                await SendAsync(new ReadResp { StreamNotFound = new() { StreamIdentifier = WireEvents.Name(stream) } });
                return;
            }

            // A client that starts behind the end is told where the next event will be.
            if (request.TellsPositions && !request.Back && sent == 0 && page.Events.Count == 0 && count > 0 && next != page.Last + 1)
                await SendAsync(new ReadResp { FirstStreamPosition = (ulong)(page.Last + 1) });
            end ??= page.Last;
            await SendAsync(page.Events);
            sent += page.Events.Count;
            next = page.Events.Count > 0 ? page.Events[^1].Revision + (request.Back ? -1 : 1) : next;
        }
        while (page.Events.Count > 0 && sent < count && next <= end);

        if (request.TellsPositions)
            await SendAsync(new ReadResp { LastStreamPosition = (ulong)page.Last });
    }

    private async Task ReadAllAsync(long count)
    {
        // Likewise.
        var end = log.End();
        for (var (next, left) = (request.From!.Value, count); left > 0;)
        {
            var page = request.Back ? log.PageBack(next, PageSize(left)) : log.PageFrom(next, PageSize(left));
            if (page.Count == 0)
                return;
            var wanted = Wanted(page).Where(e => request.Back || e.Place <= end).Take(Limit(left)).ToList();
            await SendAsync(wanted);
            left -= wanted.Count;
            next = page[^1].Place + (request.Back ? -1 : 1);
            if (!request.Back && next > end)
                return;
        }
    }

    private async Task FollowStreamAsync(string stream)
    {
        await ConfirmAsync();
        var last = log.Stream(stream, 0, false, 1).Last;
        var next = request.From ?? last + 1;
        for (var caughtUp = false; ;)
        {
            var commit = log.NextCommit;
            var page = log.Stream(stream, next, false, log.PageSize).Events;
            await SendAsync(page);
            next = page.Count > 0 ? page[^1].Revision + 1 : next;
            if (!caughtUp && (page.Count == 0 || next > last))
                (caughtUp, _) = (true, await CaughtUpAsync());
            else if (page.Count == 0)
                await log.WaitAsync(commit, cancellation);
        }
    }

    private async Task FollowAllAsync()
    {
        await ConfirmAsync();
        var end = log.End();
        var looked = 0L;
        for (var (next, caughtUp) = (request.From ?? end + 1, false); ;)
        {
            var commit = log.NextCommit;
            var page = log.PageFrom(next, log.PageSize);
            if (request.CheckpointEvery == 0)
                await SendAsync(page);
            else
                looked = await SendWithCheckpointsAsync(page, looked);
            next = page.Count > 0 ? page[^1].Place + 1 : next;
            if (!caughtUp && (page.Count == 0 || next > end))
                (caughtUp, _) = (true, await CaughtUpAsync());
            else if (page.Count == 0)
                await log.WaitAsync(commit, cancellation);
        }
    }

    /// <summary>The events that the filter takes, and a checkpoint after each so many that were looked at; gives how many have been looked at since the last.</summary>
    private async Task<long> SendWithCheckpointsAsync(IReadOnlyList<PlacedEvent> page, long looked)
    {
        var messages = new List<ReadResp>();
        foreach (var e in page)
        {
            if (request.Filter!.Takes(e))
                messages.Add(WireEvents.Read(e, request.StringIds));
            if (++looked < request.CheckpointEvery)
                continue;
            looked = 0;
            messages.Add(new() { Checkpoint = new() { CommitPosition = (ulong)e.Place, PreparePosition = (ulong)e.Place } });
        }

        await SendAsync(messages);
        return looked;
    }

    private Task ConfirmAsync() => SendAsync(new ReadResp { Confirmation = new() { SubscriptionId = Guid.NewGuid().ToString("D") } });

    private async Task<bool> CaughtUpAsync()
    {
        await SendAsync(new ReadResp { CaughtUp = new() });
        return true;
    }

    private IEnumerable<PlacedEvent> Wanted(IEnumerable<PlacedEvent> page) => request.Filter is { } filter ? page.Where(filter.Takes) : page;

    // A filter may pass over most of a page.
    private int PageSize(long left) => request.Filter is null ? Limit(left) : log.PageSize;

    private int Limit(long left) => (int)Math.Min(left, log.PageSize);

    private Task SendAsync(ReadResp message) => SendAsync([message]);

    private Task SendAsync(IReadOnlyList<PlacedEvent> events) => SendAsync(events.Select(e => WireEvents.Read(e, request.StringIds)).ToList());

    // All but the last may wait for those behind them, so that a page goes out in few frames.
    private async Task SendAsync(List<ReadResp> messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            client.WriteOptions = i == messages.Count - 1 ? WriteOptions.Default : Soon;
            await client.WriteAsync(messages[i], cancellation);
        }
    }
}
