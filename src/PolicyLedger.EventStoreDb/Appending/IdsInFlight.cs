namespace PolicyLedger.EventStoreDb.Appending;

/// <summary>
/// Keeps two appends of this process from sending one id at the same time: the engine knows an id only in its stream, and
/// the index only once it is there.
/// </summary>
internal sealed class IdsInFlight
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Task> held = [];

    /// <summary>Waits until none of the ids is held, and holds them until the result is disposed.</summary>
    public async ValueTask<IDisposable> HoldAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            Task? other = null;
            lock (gate)
            {
                foreach (var id in ids)
                {
                    if (held.TryGetValue(id, out other))
                        break;
                }

                if (other is null)
                {
                    foreach (var id in ids)
                        held.Add(id, released.Task);
                    return new Hold(this, ids, released);
                }
            }

            await other.WaitAsync(cancellation);
        }
    }

    private sealed class Hold(IdsInFlight all, IReadOnlyCollection<Guid> ids, TaskCompletionSource released) : IDisposable
    {
        public void Dispose()
        {
            lock (all.gate)
            {
                foreach (var id in ids)
                    all.held.Remove(id);
            }

            released.TrySetResult();
        }
    }
}
