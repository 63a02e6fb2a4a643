using EventStore.Client;
using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb.Sealing;

/// <summary>
/// Makes of events what is sent. The text of an event about a record is sealed with the record's key; that of an erasure,
/// which is its grounds, and of a codebook's events, lies in the clear. Where the server keeps no keys, all do.
/// </summary>
internal sealed class TextSealer(TextKeys keys, OrdinalIndex index)
{
    /// <summary>What to send. The index has to know every event before these: each erasure before an event moves it on to another key.</summary>
    public async ValueTask<IReadOnlyList<EventData>> ToEngineAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellation)
    {
        var wanted = NamesOf(events);
        var found = wanted.Count == 0 ? null : await keys.ForSealingAsync(wanted.Values, cancellation);
        return events.Select(e => found is not null && wanted.TryGetValue(e.Id, out var name) ? Close(e, found[name]) : StoredEvents.ToEngine(e)).ToList();
    }

    /// <summary>Finds or makes the keys that are going to be needed, many at one time. May be left out; then each part waits for its own.</summary>
    public async ValueTask PrepareAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellation) => await keys.ForSealingAsync(NamesOf(events).Values, cancellation);

    private static EventData Close(NewEvent e, (KeyName Name, byte[] Key) key) =>
        StoredEvents.ToEngine(e, new SealedText(key.Name.ToString(), TextSeal.Close(key.Key, e.Id, e.Text!)));

    // By event id.
    private Dictionary<Guid, KeyName> NamesOf(IReadOnlyList<NewEvent> events)
    {
        var (wanted, numbers) = (new Dictionary<Guid, KeyName>(), new Dictionary<string, int>());
        foreach (var e in events)
        {
            var erases = EventFacts.IsErasure(e.Type);
            if ((!erases && e.Text is null) || EventFacts.RecordOf(e.Facts) is not { } record)
                continue;
            if (!numbers.TryGetValue(record, out var number))
                numbers.Add(record, number = index.Erasures(record) + 1);
            if (erases)
                numbers[record] = number + 1;
            else
                wanted.Add(e.Id, new(record, number));
        }

        return wanted;
    }
}
