using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Auditing;

/// <summary>How the files of the audit are opened: created where there is none, refused untouched where it is somebody else's.</summary>
internal static class AuditFile
{
    /// <summary>A connection that may write, and waits for the disk at each commit.</summary>
    /// <param name="file">Where.</param>
    /// <param name="application">In the header of a file of this kind.</param>
    /// <param name="tables">Creates them, in one transaction.</param>
    /// <param name="whatNow">What to do where the file is no good, for the message.</param>
    /// <exception cref="StoreException">It cannot be opened, is damaged, or not ours.</exception>
    public static SqliteConnection Open(SqliteFile file, int application, string tables, string whatNow)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = file.Open(SqliteOpenMode.ReadWriteCreate);
            if (raw.sqlite3_db_readonly(connection.Handle!, "main") == 1)
                throw SqliteFaults.ReadOnly(file.Path);
            if (connection.Scalar("SELECT count(*) FROM sqlite_schema") is 0L && connection.Scalar("PRAGMA application_id") is 0L)
            {
                using var creation = connection.BeginTransaction(deferred: false);
                if (connection.Scalar("SELECT count(*) FROM sqlite_schema") is 0L)
                    connection.Run($"{tables}; PRAGMA application_id = {application}; PRAGMA user_version = 1");
                creation.Commit();
            }

            if (connection.Scalar("PRAGMA application_id") is not long found || found != application)
                throw new StoreException(StoreFault.Integrity, $"{file.Path}: a SQLite file of another kind, so it is left as it is; {whatNow}");
            if (connection.Scalar("PRAGMA user_version") is not 1L)
                throw new StoreException(StoreFault.Integrity, $"{file.Path}: written by a newer version of the program; use that one");
            if (connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
                throw new StoreException(StoreFault.Unreachable, $"{file.Path}: this disk has no write-ahead log, as on some network shares; use a local one");
            return connection;
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            throw e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
                ? new StoreException(StoreFault.Integrity, $"{file.Path}: is damaged or no SQLite file; {whatNow}", e)
                : file.Fault(e);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }
}
