using System.Runtime.CompilerServices;
using EventStore.Client;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb;

/// <summary>Reads of the ledger's streams on the server. A read that breaks off goes on after the last event that it gave.</summary>
internal sealed class ServerReads(EventStoreClient client, ServerAddress server, EventStoreDbOptions options)
{
    // How many events of others the server looks at before it tells how far it is.
    private const uint Window = 2048;

    private readonly TransientRetry retry = new(server, options.RetryBudget);
    private readonly TransientRetry patient = new(server, options.SubscriptionBudget);
    private readonly IEventFilter ours = StreamFilter.Prefix(Window, options.Prefix + Streams.CountryPrefix, options.Prefix + Streams.CodebookPrefix);

    /// <summary>The position of the last event of all, ours or not; null where there is none.</summary>
    public async ValueTask<Position?> EndAsync(CancellationToken cancellation) => await retry.RunAsync<Position?>(
        async attempt =>
        {
            var read = client.ReadAllAsync(Direction.Backwards, Position.End, maxCount: 1, deadline: options.Deadline, cancellationToken: attempt);
            await foreach (var e in read.WithCancellation(attempt))
                return e.OriginalEvent.Position;
            return null;
        },
        cancellation);

    /// <summary>The event at a position; null where none begins there.</summary>
    public async ValueTask<EventRecord?> AtAsync(Position position, CancellationToken cancellation)
    {
        try
        {
            return await retry.RunAsync<EventRecord?>(
                async attempt =>
                {
                    var read = client.ReadAllAsync(Direction.Forwards, position, maxCount: 1, deadline: options.Deadline, cancellationToken: attempt);
                    await foreach (var e in read.WithCancellation(attempt))
                        return e.OriginalEvent.Position == position ? e.OriginalEvent : null;
                    return null;
                },
                cancellation);
        }
        catch (StoreException e) when (IsNoSuchPosition(e))
        {
            return null;
        }
    }

    /// <summary>Whether the server gave up because no event begins where it was to read.</summary>
    public static bool IsNoSuchPosition(StoreException e) => e.InnerException is Grpc.Core.RpcException { StatusCode: Grpc.Core.StatusCode.Unknown };

    /// <summary>The ledger's events after a position (null: from the start) to the end, in the server's order.</summary>
    public IAsyncEnumerable<EventRecord> AllAsync(Position? after, CancellationToken cancellation) => ResumeAsync(
        retry,
        (last, _, attempt) => After(last?.Position ?? after, client.ReadAllAsync(Direction.Forwards, last?.Position ?? after ?? Position.Start, ours, cancellationToken: attempt), attempt),
        cancellation);

    /// <summary>Events of a stream from a revision on, at most so many.</summary>
    public IAsyncEnumerable<EventRecord> StreamAsync(string stream, long from, long count, CancellationToken cancellation) => ResumeAsync(
        retry,
        (last, _, attempt) =>
        {
            var next = last is null ? from : last.EventNumber.ToInt64() + 1;
            return next >= from + count ? None() : Events(client.ReadStreamAsync(Direction.Forwards, options.Prefix + stream, StreamPosition.FromInt64(next), from + count - next, cancellationToken: attempt), attempt);
        },
        cancellation);

    /// <summary>The ledger's events after a position (null: from the start), and then each new one until cancelled.</summary>
    public IAsyncEnumerable<EventRecord> FollowAsync(Position? after, CancellationToken cancellation) => ResumeAsync(
        patient, (last, patience, attempt) => SubscribeAsync(last?.Position ?? after, patience, attempt), cancellation);

    /// <summary>The ledger's name of a stream that the server gave.</summary>
    public string NameOf(EventRecord e) => e.EventStreamId[options.Prefix.Length..];

    /// <summary>Whether an event stands in a stream, by the ledger's name of it.</summary>
    public bool Is(EventRecord e, string stream) => e.EventStreamId == options.Prefix + stream;

    private async IAsyncEnumerable<EventRecord> SubscribeAsync(Position? after, Patience patience, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = after is { } position ? FromAll.After(position) : FromAll.Start;
        await using var subscription = client.SubscribeToAll(from, filterOptions: new SubscriptionFilterOptions(ours), cancellationToken: cancellation);
        await foreach (var message in subscription.Messages.WithCancellation(cancellation))
        {
            // A connection on which nothing happens is a good one.
            patience.Renew();

            // A server that begins a little before the place asked for repeats what was given; positions tell.
            if (message is StreamMessage.Event e && !(e.ResolvedEvent.OriginalEvent.Position <= after))
                yield return e.ResolvedEvent.OriginalEvent;
        }

        cancellation.ThrowIfCancellationRequested();
        throw new LostConnectionException();
    }

    private static async IAsyncEnumerable<EventRecord> After(Position? after, EventStoreClient.ReadAllStreamResult read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var e in read.WithCancellation(cancellation))
        {
            if (!(e.OriginalEvent.Position <= after))
                yield return e.OriginalEvent;
        }
    }

    private static async IAsyncEnumerable<EventRecord> Events(EventStoreClient.ReadStreamResult read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var e in read.WithCancellation(cancellation))
            yield return e.OriginalEvent;
    }

    private static async IAsyncEnumerable<EventRecord> None()
    {
        await ValueTask.CompletedTask;
        yield break;
    }

    private static async IAsyncEnumerable<EventRecord> ResumeAsync(
        TransientRetry retry, Func<EventRecord?, Patience, CancellationToken, IAsyncEnumerable<EventRecord>> open, [EnumeratorCancellation] CancellationToken cancellation)
    {
        EventRecord? last = null;
        IAsyncEnumerator<EventRecord>? source = null;
        ValueTask<bool>? moving = null;
        var patience = new Patience();
        try
        {
            while (true)
            {
                // What has arrived already needs no retry, whose machinery would cost as much as the event.
                moving = source?.MoveNextAsync();
                if (moving is { IsCompletedSuccessfully: true, Result: var moved })
                {
                    moving = null;
                    if (!moved)
                        yield break;
                    last = source!.Current;
                }
                else if (await retry.RunAsync(NextAsync, patience, cancellation) is { } next)
                {
                    last = next;
                }
                else
                {
                    yield break;
                }

                patience.Renew();
                yield return last;
            }
        }
        finally
        {
            // Cancelled before the retry's first attempt took it over; an iterator that moves cannot be disposed.
            if (moving is { } left)
                await ((Task)left.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (source is not null)
                await source.DisposeAsync();
        }

        async Task<EventRecord?> NextAsync(CancellationToken attempt)
        {
            source ??= open(last, patience, attempt).GetAsyncEnumerator(attempt);
            try
            {
                var begun = moving ?? source.MoveNextAsync();
                moving = null;
                return await begun ? source.Current : null;
            }
            catch
            {
                // An iterator that has thrown is over.
                await source.DisposeAsync();
                source = null;
                throw;
            }
        }
    }
}
