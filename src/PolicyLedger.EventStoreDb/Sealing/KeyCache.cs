namespace PolicyLedger.EventStoreDb.Sealing;

/// <summary>
/// Keys that were read or made, in memory alone: on a disk one would outlive its erasure. Bounded in number, those used
/// longest ago go first, and in time, which bounds how long a text is still readable here after another process erased it.
/// </summary>
internal sealed class KeyCache(TimeProvider clock, TimeSpan lifetime, int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<KeyName, LinkedListNode<Kept>> kept = [];
    private readonly LinkedList<Kept> byUse = new();

    /// <summary>The key; null where it is not kept here, or no longer.</summary>
    public byte[]? Find(KeyName name)
    {
        lock (gate)
        {
            if (!kept.TryGetValue(name, out var node))
                return null;
            byUse.Remove(node);
            if (clock.GetElapsedTime(node.Value.At) >= lifetime)
            {
                kept.Remove(name);
                return null;
            }

            byUse.AddFirst(node);
            return node.Value.Key;
        }
    }

    public void Keep(KeyName name, byte[] key)
    {
        lock (gate)
        {
            Remove(name);
            kept.Add(name, byUse.AddFirst(new Kept(name, key, clock.GetTimestamp())));
            if (kept.Count > capacity)
                Remove(byUse.Last!.Value.Name);
        }
    }

    /// <summary>Forgets all keys of a record.</summary>
    public void Forget(string record)
    {
        lock (gate)
        {
            foreach (var name in kept.Keys.Where(name => name.Record == record).ToList())
                Remove(name);
        }
    }

    private void Remove(KeyName name)
    {
        if (kept.Remove(name, out var node))
            byUse.Remove(node);
    }

    private sealed record Kept(KeyName Name, byte[] Key, long At);
}
