using System.Diagnostics;
using EventStore.Client;
using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.EventStoreDb.Sealing;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Appending;

/// <summary>Sends a part to the engine, again where the outcome is not known, and waits for the index to see it.</summary>
internal sealed class PartSender(EventStoreClient client, ServerAddress server, ServerReads reads, TextOpening texts, IndexCatchUp catchUp, EventStoreDbOptions options)
{
    private readonly TransientRetry retry = new(server, options.RetryBudget);

    /// <summary>The revision that the engine refused with; null where it accepted.</summary>
    public async Task<long?> SendAsync(AppendPart part, CancellationToken cancellation)
    {
        // The official client would add its own members to the metadata, whose bytes are the ledger's.
        Activity.Current = null;
        try
        {
            return await retry.RunAsync(attempt => SendOnceAsync(part, part.ToSend, attempt), cancellation);
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

    /// <summary>Waits, up to the bound, until the index knows what the server has acknowledged.</summary>
    public async ValueTask<bool> WaitAsync(Func<bool> known, CancellationToken cancellation)
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

    /// <summary>So many of the ledger's events after a position (null: from the start), as they stand on the server.</summary>
    public async ValueTask<List<EngineEvent>> ReadAsync(Position? after, long firstOrdinal, int count, CancellationToken cancellation)
    {
        var stored = new List<EngineEvent>(count);
        await foreach (var e in reads.AllAsync(after, cancellation))
        {
            stored.Add(StoredEvents.FromEngine(server, firstOrdinal + stored.Count, reads.NameOf(e), e));
            if (stored.Count == count)
                break;
        }

        return await texts.OpenAsync(stored, cancellation);
    }
}
