using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Subscribing;

/// <summary>The feed of events: one message for each.</summary>
internal sealed class EventSource(IEventLog log, IReadModels models, EventCodec codec, ErasedTexts erased) : IFeedSource<EventFilter>, IDisposable
{
    private readonly RecordAreas areas = new(log, models, codec);

    public string Name => "events";

    public async ValueTask<IReadOnlyList<FeedMessage<EventFilter>>> LiveAsync(Ring<EventFilter> ring, IReadOnlyList<StoredEvent> batch, CancellationToken cancellation)
    {
        var events = batch.Select(stored => (Stored: stored, Event: codec.Decode(stored))).ToList();
        foreach (var (_, e) in events)
        {
            if (e.Event is not RecordErased)
                continue;
            erased.Add(e);
            await EraseAsync(ring, e, cancellation);
        }

        var messages = new List<FeedMessage<EventFilter>>();
        foreach (var (stored, e) in events)
            messages.Add(Message(stored, e, await areas.OfNextAsync(e, cancellation)));
        return messages;
    }

    public async IAsyncEnumerable<Step<EventFilter>> ReadAsync(long after, long through, EventFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (after >= through)
            yield break;
        await erased.LookAsync(after + 1, cancellation);
        await foreach (var stored in log.ReadAllAsync(after + 1, cancellation))
        {
            if (stored.Position > through)
                yield break;
            if (!filter.MayTake(stored))
            {
                yield return new(stored.Position, null);
                continue;
            }

            var e = codec.Decode(stored);
            yield return new(stored.Position, Message(stored, e, filter.ByArea ? await areas.OfAsync(e, cancellation) : ImmutableHashSet<AreaId>.Empty));
        }
    }

    public Task AnnounceAsync(Ring<EventFilter> ring, CancellationToken stop) => Task.CompletedTask;

    public void Dispose() => areas.Dispose();

    // What is not sent yet must not be sent with a text that is erased by now.
    private async ValueTask EraseAsync(Ring<EventFilter> ring, RecordedEvent erasure, CancellationToken cancellation)
    {
        var record = ((RecordErased)erasure.Event).Record;
        foreach (var message in ring.FindAll(m => m is EventMessage { HasText: true } worded && record.Equals(worded.Facets.Record)))
        {
            await foreach (var stored in log.ReadAllWithoutTextsAsync(message.Position, cancellation))
            {
                var e = codec.Decode(stored with { Text = null });
                if (erased.Erased(e))
                    ring.Replace(Message(stored with { Text = null }, e, ((EventMessage)message).Facets.Areas));
                break;
            }
        }
    }

    private EventMessage Message(StoredEvent stored, RecordedEvent e, IReadOnlySet<AreaId> areas)
    {
        var view = CloudEvent.Of(e, stored, erased.Erased(e));
        return new(
            e.Position, e.Metadata.RecordedAt, new(e.Type, (e.Event as RecordEvent)?.Record, areas), view.Data.Text is not null, JsonSerializer.SerializeToUtf8Bytes(view, ServerJson.Options));
    }
}
