using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Log;

/// <summary>
/// Clears a ledger's file of what was erased: free pages, the gaps within pages, and the write-ahead log still hold it
/// after the texts' rows are gone. For that nobody else may have the file open.
/// </summary>
public sealed class ErasedBytes
{
    /// <summary>Says in the file that texts were taken away and their bytes may still be in it; within the transaction that takes them away.</summary>
    internal const string Mark = $"CREATE TABLE IF NOT EXISTS {Unfinished} (one INTEGER PRIMARY KEY) STRICT";

    private const string Unfinished = "unfinished_erasure";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SqliteFile file;
    private readonly TimeSpan patience;
    private readonly Action<string> waiting;

    /// <param name="path">A ledger that is there.</param>
    /// <param name="patience">How long to wait for others to let go of it.</param>
    /// <param name="waiting">Told once who is waited for.</param>
    public ErasedBytes(string path, TimeSpan patience, Action<string> waiting) => (file, this.patience, this.waiting) = (new(path, TimeSpan.FromSeconds(1)), patience, waiting);

    /// <summary>Waits until nobody else has the file open. Somebody may open it again afterwards.</summary>
    /// <exception cref="StoreException">Somebody has, and is named.</exception>
    public Task RequireAloneAsync(CancellationToken cancellation) => AloneAsync(_ => { }, cancellation);

    /// <summary>Afterwards the file, and what stands beside it, holds no byte of what was erased. May need as much room again as the ledger takes; where nothing is left of anything, nothing is done.</summary>
    /// <exception cref="StoreException">Somebody has it open, or the disk is full: nothing is lost, and doing it again completes it.</exception>
    public Task ClearAsync(CancellationToken cancellation) => AloneAsync(
        connection =>
        {
            if (!AreLeft(connection))
                return;
            connection.Run("VACUUM");
            Empty(connection);
            connection.Run($"DROP TABLE IF EXISTS {Unfinished}");
            Empty(connection);
        },
        cancellation);

    /// <summary>Whether texts were taken away from a ledger and their bytes may still be in its file, because clearing it was cut off or somebody had it open.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static bool AreLeft(string path)
    {
        var file = new SqliteFile(path, TimeSpan.FromSeconds(1));
        using var connection = file.OpenReader();
        try
        {
            return AreLeft(connection);
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }

    private static bool AreLeft(SqliteConnection connection) => connection.Scalar($"SELECT 1 FROM sqlite_schema WHERE name = '{Unfinished}'") is not null;

    private void Empty(SqliteConnection connection)
    {
        if (connection.Scalar("PRAGMA wal_checkpoint(TRUNCATE)") is not 0L)
            throw new StoreException(StoreFault.Unreachable, $"{file.Path}: its write-ahead log could not be emptied; do the same again");
    }

    private async Task AloneAsync(Action<SqliteConnection> work, CancellationToken cancellation)
    {
        var (watch, told) = (System.Diagnostics.Stopwatch.StartNew(), false);
        while (!await Task.Run(() => TryAlone(work), cancellation))
        {
            var holders = LedgerHolders.Of(file.Path);
            var who = holders.Count > 0 ? string.Join(", ", holders) : "another process";
            if (watch.Elapsed >= patience)
                throw new StoreException(StoreFault.Unreachable, $"{file.Path}: erasing needs the ledger to itself, and {who} has it open; stop that, then do the same again");
            if (!told)
                waiting(who);
            told = true;
            await Task.Delay(Pause, cancellation);
        }
    }

    // Every connection to a file with a write-ahead log holds a shared lock on it while it is open; exclusive mode asks for
    // all of it.
    private bool TryAlone(Action<SqliteConnection> work)
    {
        LedgerFile.RefuseOther(file);
        using var connection = file.Open(SqliteOpenMode.ReadWrite);
        try
        {
            connection.Run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON");
            var code = connection.TryRun("BEGIN EXCLUSIVE; COMMIT");
            if (SqliteFaults.IsBusy(code))
                return false;
            if (code != raw.SQLITE_OK)
                throw SqliteFaults.Explain(file.Path, code);
            work(connection);
            return true;
        }
        catch (SqliteException e) when (SqliteFaults.IsBusy(e.SqliteExtendedErrorCode))
        {
            return false;
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }
}
