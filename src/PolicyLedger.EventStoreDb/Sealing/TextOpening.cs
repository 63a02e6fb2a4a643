using System.Runtime.CompilerServices;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb.Sealing;

/// <summary>Opens the texts of events that are read: a page at a time, whose keys are asked for together. A text whose key is lost reads as erased.</summary>
internal sealed class TextOpening(TextKeys keys, ServerAddress server)
{
    /// <summary>The longest page.</summary>
    public const int MostTogether = 256;

    /// <summary>Whether events that were read are held back, so that the keys of those that follow are asked for with theirs: none that needs no key.</summary>
    public static bool WaitsForMore(List<EngineEvent> page, int size) => page.Count == 0 || (page[0].Sealed is not null && page.Count < size);

    /// <summary>Whoever reads one event waits for one key; whoever reads on, for ever more at one time.</summary>
    public async IAsyncEnumerable<StoredEvent> OpenAsync(IAsyncEnumerable<EngineEvent> events, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (page, size) = (new List<EngineEvent>(), 1);
        await foreach (var e in events.WithCancellation(cancellation))
        {
            page.Add(e);
            if (WaitsForMore(page, size))
                continue;
            foreach (var opened in await OpenAsync(page, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return opened.Stored;
            }

            size = page[0].Sealed is null ? size : Math.Min(size * 4, MostTogether);
            page.Clear();
        }

        foreach (var opened in await OpenAsync(page, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return opened.Stored;
        }
    }

    /// <summary>Leaves what is sealed closed, and asks for no key.</summary>
    public static async IAsyncEnumerable<StoredEvent> LeaveAsync(IAsyncEnumerable<EngineEvent> events, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var e in events.WithCancellation(cancellation))
            yield return e.Stored;
    }

    /// <summary>Events with their texts.</summary>
    /// <exception cref="StoreException">A text does not open with its key.</exception>
    public async ValueTask<List<EngineEvent>> OpenAsync(IReadOnlyList<EngineEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events)
        {
            if (EventFacts.IsErasure(e.Stored.Type) && EventFacts.RecordOf(e.Stored.Facts) is { } record)
                keys.Forget(record);
        }

        var found = await keys.FindAsync(events.Where(e => e.Sealed is not null).Select(NameOf).ToHashSet(), cancellation);
        return events.Select(e => e.Sealed is not null && found.TryGetValue(NameOf(e), out var key) ? Open(e, key) : e).ToList();
    }

    /// <summary>The name of the key of a sealed text.</summary>
    /// <exception cref="StoreException">It names none, or the key of another record: to erase the text would take that one's too.</exception>
    public KeyName NameOf(EngineEvent e)
    {
        var name = KeyName.Parse(e.Sealed!.Key) ?? throw Broken(e, "names no stream of a key");
        return name.Record == EventFacts.RecordOf(e.Stored.Facts) ? name : throw Broken(e, "names the key of another record than the event's own");
    }

    private EngineEvent Open(EngineEvent e, byte[] key) => e with
    {
        Stored = e.Stored with { Text = TextSeal.Open(key, e.Stored.Id, e.Sealed!.Bytes.Span) ?? throw Broken(e, "does not open with its key: it was changed, or its key was") },
    };

    private StoreException Broken(EngineEvent e, string how) => new(
        StoreFault.Integrity, $"{server}: the text of {e.Stored.Stream} revision {e.Stored.Revision} (key {e.Sealed!.Key}) {how}; restore a backup");
}
