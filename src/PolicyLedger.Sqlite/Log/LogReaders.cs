using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// The reading connections of a log: one is lent for one page at a time and comes back, so that a slow consumer holds
/// none. At least one stays open as long as the log is.
/// </summary>
internal sealed class LogReaders(SqliteFile file) : IDisposable
{
    private readonly IdleReaders<LogReader> idle = new(() => new(file), typeof(SqliteEventLog));

    /// <summary>Runs one short read.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public T Read<T>(Func<LogReader, T> read)
    {
        try
        {
            return idle.Lend(read);
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }

    public void Dispose() => idle.Dispose();
}
