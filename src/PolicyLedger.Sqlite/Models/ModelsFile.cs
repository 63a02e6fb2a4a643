using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// A read-model file: created where there is none, made anew where it is damaged, refused untouched where it is somebody
/// else's. Its connections commit without waiting for the disk: after a power cut the models may have lost their last
/// events, never be half written, and catch up.
/// </summary>
internal sealed class ModelsFile
{
    private readonly SqliteFile file;
    private readonly string id;

    private ModelsFile(SqliteFile file, string id) => (this.file, this.id) = (file, id);

    public string Path => file.Path;

    /// <summary>Opens the file, or creates it.</summary>
    /// <exception cref="StoreException">Cannot be opened, from a newer version, or not ours.</exception>
    public static ModelsFile Open(SqliteFile file)
    {
        RefuseForeign(file);
        try
        {
            return Create(file);
        }
        catch (StoreException e) when (e.InnerException is SqliteException sqlite && ModelFaults.IsDamage(sqlite))
        {
            return Replace(file, e);
        }
    }

    /// <summary>Takes a damaged file away and creates an empty one. Whoever still has the old one open goes on with it until it opens another connection.</summary>
    /// <exception cref="StoreException">It is not certain that the file is one of ours.</exception>
    public static ModelsFile Replace(SqliteFile file, StoreException damage)
    {
        RefuseForeign(file);
        if (ApplicationOf(file) is null && !file.Path.EndsWith(SqliteReadModels.Suffix, StringComparison.Ordinal))
            throw ModelFaults.Foreign(file.Path, "cannot be read as SQLite, and is not named like read models");
        try
        {
            foreach (var part in (string[])["-wal", "-shm", "-journal", ""])
                File.Delete(file.Path + part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Unreachable, $"{damage.Message} (taking the file away failed: {e.Message})", e);
        }

        return Create(file);
    }

    /// <summary>A connection that writes.</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = file.Open(SqliteOpenMode.ReadWrite);
        return Checked(connection, () => connection.Run("PRAGMA synchronous = NORMAL"));
    }

    /// <summary>A connection that only reads.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = file.OpenReader();
        // As much as SQLite maps at most: a cell's rows may lie anywhere in the file.
        return Checked(connection, () => connection.Run("PRAGMA mmap_size = 2147418112"));
    }

    /// <summary>Looks through the whole file.</summary>
    public bool IsSound()
    {
        using var connection = OpenReader();
        try
        {
            return connection.Scalar("PRAGMA quick_check(1)") is "ok";
        }
        catch (SqliteException e) when (ModelFaults.IsDamage(e))
        {
            return false;
        }
    }

    private SqliteConnection Checked(SqliteConnection connection, Action settings)
    {
        try
        {
            settings();
            return connection.Scalar("SELECT id FROM models_file") as string == id ? connection : throw ModelFaults.Replaced(Path);
        }
        catch (Exception e)
        {
            connection.Dispose();
            throw e is SqliteException sqlite ? ModelFaults.Explain(Path, sqlite) : e;
        }
    }

    // Reads the header alone, so that a file of somebody else stays as it is to the last byte.
    private static void RefuseForeign(SqliteFile file)
    {
        if (Directory.Exists(file.Path))
            throw ModelFaults.Foreign(file.Path, "a folder");
        if (new FileInfo(file.Path) is not { Exists: true, Length: > 0 } || ApplicationOf(file) is not { } application)
            return;
        if (application.Id == 0 && application.Empty)
            return;
        if (application.Id != ModelsSchema.ApplicationId)
            throw ModelFaults.Foreign(file.Path, "a SQLite file, but not one of read models");
        if (application.Format > ModelsSchema.Format)
            throw ModelFaults.Newer(file.Path, application.Format);
    }

    // Null where it does not read as a SQLite file.
    private static (long Id, long Format, bool Empty)? ApplicationOf(SqliteFile file)
    {
        try
        {
            using var connection = file.OpenUntouched();
            return ((long)connection.Scalar("PRAGMA application_id")!, (long)connection.Scalar("PRAGMA user_version")!, connection.Scalar("SELECT count(*) FROM sqlite_schema") is 0L);
        }
        catch (SqliteException e) when (ModelFaults.IsDamage(e))
        {
            return null;
        }
        catch (StoreException e) when (e.InnerException is SqliteException sqlite && ModelFaults.IsDamage(sqlite))
        {
            return null;
        }
    }

    private static ModelsFile Create(SqliteFile file)
    {
        using var connection = file.Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            if (raw.sqlite3_db_readonly(connection.Handle!, "main") == 1)
                throw SqliteFaults.ReadOnly(file.Path);
            connection.Run("PRAGMA page_size = 8192");
            if (connection.Scalar("SELECT count(*) FROM sqlite_schema") is 0L)
            {
                using var creation = connection.BeginTransaction(deferred: false);
                if (connection.Scalar("SELECT count(*) FROM sqlite_schema") is 0L)
                    connection.Run(ModelsSchema.CreateFile);
                creation.Commit();
            }

            if (connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
                throw new StoreException(StoreFault.Unreachable, $"{file.Path}: this disk cannot hold read models (no write-ahead log, as on some network shares); put them on a local disk");
            connection.Scalar("SELECT count(*) FROM generations");
            return new(file, (string)connection.Scalar("SELECT id FROM models_file")!);
        }
        catch (SqliteException e)
        {
            throw ModelFaults.Explain(file.Path, e);
        }
    }
}
