using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// The reading connections of a log: one is lent for one page at a time and comes back, so that a slow consumer holds
/// none. At least one stays open as long as the log is.
/// </summary>
internal sealed class LogReaders(SqliteFile file) : IDisposable
{
    private const int MostIdle = 8;

    private readonly ConcurrentBag<LogReader> idle = [];
    private volatile bool disposed;

    /// <summary>Runs one short read.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public T Read<T>(Func<LogReader, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed, typeof(SqliteEventLog));
        try
        {
            var reader = idle.TryTake(out var kept) ? kept : new(file);
            try
            {
                return read(reader);
            }
            finally
            {
                GiveBack(reader);
            }
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var reader))
            reader.Dispose();
    }

    private void GiveBack(LogReader reader)
    {
        if (disposed || idle.Count >= MostIdle)
        {
            reader.Dispose();
            return;
        }

        idle.Add(reader);
        if (disposed)
            Dispose();
    }
}
