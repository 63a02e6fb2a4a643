using System.Collections.Concurrent;

namespace PolicyLedger.Sqlite;

/// <summary>
/// Reading connections that nobody uses now: one is lent for one short read and comes back, so that a slow consumer holds
/// none. No read waits for another.
/// </summary>
/// <param name="open">Opens one more.</param>
/// <param name="owner">Whose they are, for the error of who reads after the end.</param>
internal sealed class IdleReaders<T>(Func<T> open, Type owner) : IDisposable
    where T : IDisposable
{
    private const int Most = 8;

    private readonly ConcurrentStack<T> idle = [];
    private int count;
    private volatile bool disposed;

    public TResult Lend<TResult>(Func<T, TResult> read)
    {
        ObjectDisposedException.ThrowIf(disposed, owner);
        var reader = idle.TryPop(out var kept) ? Taken(kept) : open();
        try
        {
            return read(reader);
        }
        finally
        {
            GiveBack(reader);
        }
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryPop(out var reader))
            Taken(reader).Dispose();
    }

    private T Taken(T reader)
    {
        Interlocked.Decrement(ref count);
        return reader;
    }

    private void GiveBack(T reader)
    {
        // Counted before it is there, so that there are never more than so many.
        if (Interlocked.Increment(ref count) > Most || disposed)
        {
            Taken(reader).Dispose();
            return;
        }

        idle.Push(reader);
        if (disposed)
            Dispose();
    }
}
