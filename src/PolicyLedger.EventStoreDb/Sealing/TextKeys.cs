using System.Collections.Concurrent;
using PolicyLedger.EventStoreDb.Ordinals;

namespace PolicyLedger.EventStoreDb.Sealing;

/// <summary>The keys of texts: found for reading, made for sealing, lost for erasing.</summary>
internal sealed class TextKeys(KeyStreams streams, OrdinalIndex index, EventStoreDbOptions options)
{
    // What is asked of the server at one time.
    public const int AskedTogether = 32;

    private const int MostKept = 10_000;

    private readonly KeyCache cache = new(options.Clock, options.KeyLifetime, MostKept);
    private volatile bool notKept;

    /// <summary>The keys that are there. One that is not is lost, or was never on this server.</summary>
    public async ValueTask<IReadOnlyDictionary<KeyName, byte[]>> FindAsync(IReadOnlyCollection<KeyName> names, CancellationToken cancellation)
    {
        var found = new ConcurrentDictionary<KeyName, byte[]>();
        await EachAsync(
            names,
            async (name, asking) =>
            {
                if (await FindAsync(name, asking) is { Key: { } key })
                    found[name] = key;
            },
            cancellation);
        return found;
    }

    /// <summary>
    /// A key of each name's record, made where there is none: under that name, or under the next where that one's is lost.
    /// Null where the server keeps no keys.
    /// </summary>
    public async ValueTask<IReadOnlyDictionary<KeyName, (KeyName Name, byte[] Key)>?> ForSealingAsync(IReadOnlyCollection<KeyName> wanted, CancellationToken cancellation)
    {
        var made = new ConcurrentDictionary<KeyName, (KeyName, byte[])>();
        await EachAsync(
            wanted,
            async (name, asking) =>
            {
                for (var next = name; !notKept; next = next with { Number = next.Number + 1 })
                {
                    if (await FindOrMakeAsync(next, asking) is not { } key)
                        continue;
                    made[name] = (next, key);
                    return;
                }
            },
            cancellation);
        return notKept ? null : made;
    }

    /// <summary>Loses keys for good, on the server and here.</summary>
    public Task DeleteAsync(IReadOnlyCollection<KeyName> names, CancellationToken cancellation) => EachAsync(
        names,
        async (name, asking) =>
        {
            await streams.DeleteAsync(name, asking);
            cache.Forget(name.Record);
        },
        cancellation);

    /// <summary>To be told when an erasure is seen: what is kept here of the record is asked for anew.</summary>
    public void Forget(string record) => cache.Forget(record);

    // Null: its key is lost, or the server keeps none.
    private async ValueTask<byte[]?> FindOrMakeAsync(KeyName name, CancellationToken cancellation)
    {
        while (true)
        {
            var found = await FindAsync(name, cancellation);
            if (found.State == KeyState.Missing)
                found = Noted(name, await streams.CreateAsync(name, cancellation));
            if (found.State != KeyState.Taken)
                return found.Key;
        }
    }

    private async ValueTask<FoundKey> FindAsync(KeyName name, CancellationToken cancellation) =>
        notKept ? FoundKey.NotKept
        : cache.Find(name) is { } key ? FoundKey.Of(key)
        : Noted(name, await streams.ReadAsync(name, cancellation));

    private FoundKey Noted(KeyName name, FoundKey found)
    {
        if (found.State == KeyState.NotKept)
            notKept = true;

        // Between an erasure's event and the loss of the key the key can still be read, and is not to be kept.
        if (found.Key is { } key && index.Erasures(name.Record) < name.Number)
            cache.Keep(name, key);
        return found;
    }

    private static Task EachAsync(IReadOnlyCollection<KeyName> names, Func<KeyName, CancellationToken, ValueTask> run, CancellationToken cancellation) =>
        names.Count == 0 ? Task.CompletedTask
        : Parallel.ForEachAsync(names.Distinct(), new ParallelOptions { MaxDegreeOfParallelism = AskedTogether, CancellationToken = cancellation }, run);
}
