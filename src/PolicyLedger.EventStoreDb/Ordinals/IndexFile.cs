using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Sqlite;
using SQLitePCL;

namespace PolicyLedger.EventStoreDb.Ordinals;

/// <summary>
/// The index's file: created where there is none, made anew where it is damaged, refused untouched
/// where it is somebody else's. Its commits do not wait for the disk: after a power cut it is behind, and catches up.
/// </summary>
internal static class IndexFile
{
    public const string Suffix = ".ordinals.db";

    /// <summary>A connection that may write.</summary>
    /// <exception cref="StoreException">Cannot be opened, or not ours.</exception>
    public static SqliteConnection Open(SqliteFile file)
    {
        RefuseForeign(file);
        try
        {
            return Create(file);
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            return Replace(file);
        }
        catch (StoreException e) when (e.InnerException is SqliteException sqlite && IsDamage(sqlite))
        {
            return Replace(file);
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }

    private static SqliteConnection Create(SqliteFile file)
    {
        var connection = file.Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            if (raw.sqlite3_db_readonly(connection.Handle!, "main") == 1)
                throw SqliteFaults.ReadOnly(file.Path);
            if (IsOlder(connection))
            {
                using var creation = connection.BeginTransaction(deferred: false);
                if (IsOlder(connection))
                    connection.Run(IndexSchema.Drop + IndexSchema.Create);
                creation.Commit();
            }

            if (connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
                throw new StoreException(StoreFault.Unreachable, $"{file.Path}: this disk cannot hold an index of ordinals (no write-ahead log, as on some network shares); name a folder on a local disk");
            connection.Run("PRAGMA synchronous = NORMAL");
            connection.Scalar("SELECT max(ordinal) FROM events");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Empty, or of an earlier version: nothing in it is worth more than reading $all again.
    private static bool IsOlder(SqliteConnection connection) => (long)connection.Scalar("PRAGMA user_version")! < IndexSchema.Format;

    private static SqliteConnection Replace(SqliteFile file)
    {
        if (!file.Path.EndsWith(Suffix, StringComparison.Ordinal))
            throw Foreign(file, "cannot be read as SQLite, and is not named like an index of ordinals");
        foreach (var part in (string[])["-wal", "-shm", "-journal", ""])
            File.Delete(file.Path + part);
        return Create(file);
    }

    // Reads the header alone, so that a file of somebody else stays as it is to the last byte.
    private static void RefuseForeign(SqliteFile file)
    {
        if (new FileInfo(file.Path) is not { Exists: true, Length: > 0 })
            return;
        try
        {
            using var connection = file.OpenUntouched();
            var application = (long)connection.Scalar("PRAGMA application_id")!;
            if (application != IndexSchema.ApplicationId && (application != 0 || connection.Scalar("SELECT count(*) FROM sqlite_schema") is not 0L))
                throw Foreign(file, "a SQLite file, but not an index of ordinals");
            if ((long)connection.Scalar("PRAGMA user_version")! > IndexSchema.Format)
                throw Foreign(file, "written by a newer version of the program");
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            // Made anew when it is opened.
        }
        catch (StoreException e) when (e.InnerException is SqliteException sqlite && IsDamage(sqlite))
        {
            // Likewise.
        }
    }

    private static StoreException Foreign(SqliteFile file, string what) => new(
        StoreFault.Integrity, $"{file.Path}: {what}, so it is left as it is; name another folder for the state, or move this file away");

    private static bool IsDamage(SqliteException e) => e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
