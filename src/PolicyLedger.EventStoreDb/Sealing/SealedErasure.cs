using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb.Sealing;

/// <summary>Erases texts by losing their keys.</summary>
internal sealed class SealedErasure(OrderedReads reads, TextOpening texts, TextKeys keys, ServerAddress server)
{
    public async ValueTask EraseAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation) =>
        await keys.DeleteAsync(await KeysAsync(stream, revisions, cancellation), cancellation);

    /// <summary>The keys to lose.</summary>
    /// <exception cref="StoreException">A text lies in the clear, or names the key of another record.</exception>
    public async ValueTask<IReadOnlyCollection<KeyName>> KeysAsync(string stream, IReadOnlyCollection<long> revisions, CancellationToken cancellation)
    {
        var names = new HashSet<KeyName>();
        foreach (var (first, count) in Runs(revisions))
        {
            await foreach (var e in reads.StreamAsync(stream, first, count, cancellation))
            {
                if (e.Sealed is not null)
                    names.Add(texts.NameOf(e));
                else if (e.Stored.Text is not null && !EventFacts.IsErasure(e.Stored.Type))
                    throw InTheClear(e.Stored);
            }
        }

        return names;
    }

    private StoreException InTheClear(StoredEvent e) => new(
        StoreFault.Unreachable,
        $"{server}: the text of {e.Stream} revision {e.Revision} lies there in the clear, and an engine does not change what it has; nothing was erased. "
        + "Where this is a node (policyledger node), erase in the ledger's file that it serves; otherwise an earlier version wrote it: copy the ledger to a new cluster (policyledger copy), which seals it, and erase there");

    private static IEnumerable<(long First, long Count)> Runs(IReadOnlyCollection<long> revisions)
    {
        (long First, long Count)? run = null;
        foreach (var revision in revisions.Distinct().Order())
        {
            if (run is { } open && revision == open.First + open.Count)
            {
                run = open with { Count = open.Count + 1 };
                continue;
            }

            if (run is { } done)
                yield return done;
            run = (revision, 1);
        }

        if (run is { } last)
            yield return last;
    }
}
