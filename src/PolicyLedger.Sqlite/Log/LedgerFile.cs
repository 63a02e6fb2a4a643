using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Log;

/// <summary>Opens a ledger's file for writing, or refuses it untouched and says why.</summary>
internal static class LedgerFile
{
    // SQLite itself takes a file of one byte for an empty one.
    private const long SmallestPage = 512;

    /// <summary>A connection to a sound ledger in WAL mode. Safe against other processes that open or create it at the same moment.</summary>
    /// <exception cref="StoreException">Not there, not to be opened, or no ledger.</exception>
    public static SqliteConnection Open(SqliteFile file, SqliteLogMode mode, BusyRetry busy)
    {
        var create = mode == SqliteLogMode.CreateIfMissing;
        switch (Length(file, create))
        {
            case 0:
                break;
            case < SmallestPage:
                throw SqliteFaults.NotSqlite(file.Path);
            default:
                RefuseForeign(file);
                break;
        }

        var connection = file.Open(create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite);
        try
        {
            if (raw.sqlite3_db_readonly(connection.Handle!, "main") == 1)
                throw SqliteFaults.ReadOnly(file.Path);
            if (IsEmpty(connection))
                Create(file, connection, create, busy);
            if (connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
                throw new StoreException(StoreFault.Unreachable, $"{file.Path}: this disk cannot hold a ledger (no write-ahead log, as on some network shares); put it on a local disk");
            connection.Scalar("SELECT max(position) FROM events");

            // The one thing ever deleted is a text that is to be gone.
            connection.Run("PRAGMA secure_delete = ON");
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw file.Fault(e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The length of the file, 0 where it is to be created.
    private static long Length(SqliteFile file, bool create)
    {
        var length = 0L;
        try
        {
            if (File.GetAttributes(file.Path).HasFlag(FileAttributes.Directory))
                throw new StoreException(StoreFault.Unreachable, $"{file.Path}: a folder; name a file in it");

            // A link has a length of its own.
            length = new FileInfo(File.ResolveLinkTarget(file.Path, returnFinalTarget: true)?.FullName ?? file.Path).Length;
        }
        catch (FileNotFoundException)
        {
            // To be created, or refused below.
        }
        catch (Exception e) when (e is DirectoryNotFoundException or UnauthorizedAccessException or IOException)
        {
            var folder = Path.GetDirectoryName(file.Path);
            throw new StoreException(StoreFault.Unreachable, $"no ledger at {file.Path}; the folder {folder} is not there or may not be entered: create it, or name another", e);
        }

        return length > 0 || create ? length : throw None(file);
    }

    /// <summary>Refuses what is no ledger, and touches nothing.</summary>
    /// <exception cref="StoreException">It is none, or not there.</exception>
    public static void RefuseOther(SqliteFile file)
    {
        if (Length(file, create: false) < SmallestPage)
            throw SqliteFaults.NotSqlite(file.Path);
        RefuseForeign(file);
    }

    private static StoreException None(SqliteFile file) => new(
        StoreFault.Unreachable, $"no ledger at {file.Path}; name one that is there, or record something, which creates it");

    // Header and schema are written once, at creation, straight into the file: what is read here needs no lock and no WAL.
    private static void RefuseForeign(SqliteFile file)
    {
        using var connection = file.OpenUntouched();
        try
        {
            var application = connection.Scalar("PRAGMA application_id");
            if (application is not (long)LedgerSchema.ApplicationId)
                throw new StoreException(StoreFault.Integrity, $"{file.Path}: a SQLite file, but not a ledger; name another file");
            var format = (long)connection.Scalar("PRAGMA user_version")!;
            if (format > LedgerSchema.Format)
                throw new StoreException(StoreFault.Integrity, $"{file.Path}: a ledger of format {format}, and this program knows formats up to {LedgerSchema.Format}; use a newer version of the program");
            if (format < LedgerSchema.Format)
                throw SqliteFaults.Damaged(file.Path, $"its header says format {format}");
            foreach (var (table, sql) in LedgerSchema.Tables)
            {
                if (connection.Scalar($"SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'") is not string found || found != sql)
                    throw SqliteFaults.Damaged(file.Path, $"its table {table} is not as this format has it");
            }
        }
        catch (SqliteException e)
        {
            throw file.Fault(e);
        }
    }

    private static bool IsEmpty(SqliteConnection connection) =>
        connection.Scalar("PRAGMA application_id") is 0L && connection.Scalar("SELECT count(*) FROM sqlite_schema") is 0L;

    // In the rollback-journal mode that a new file has: one transaction, all or nothing, in the file itself.
    private static void Create(SqliteFile file, SqliteConnection connection, bool wanted, BusyRetry busy)
    {
        if (!wanted)
            throw None(file);
        Require(busy.Run(() => connection.TryRun("BEGIN IMMEDIATE")));
        if (IsEmpty(connection))
            connection.Run(LedgerSchema.Create);
        Require(busy.Run(() => connection.TryRun("COMMIT")));

        void Require(int code)
        {
            if (code != raw.SQLITE_OK)
                throw SqliteFaults.Explain(file.Path, code);
        }
    }
}
