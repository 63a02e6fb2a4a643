using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite;

/// <summary>What SQLite's result codes mean to whoever runs the program, and what to do about each.</summary>
internal static class SqliteFaults
{
    /// <summary>Whether somebody else holds a lock, so that the same statement may succeed a moment later. Each code by name; nothing else is transient.</summary>
    public static bool IsBusy(int code) => code is
        raw.SQLITE_BUSY or
        raw.SQLITE_BUSY_RECOVERY or
        raw.SQLITE_BUSY_SNAPSHOT or
        BusyTimeout or
        raw.SQLITE_LOCKED or
        raw.SQLITE_LOCKED_SHAREDCACHE;

    /// <summary>Turns a result code into the exception that the ports promise.</summary>
    public static StoreException Explain(string path, int code, Exception? inner = null)
    {
        inner ??= new SqliteException(raw.sqlite3_errstr(code).utf8_to_string(), code & 0xFF, code);
        var what = $"{raw.sqlite3_errstr(code).utf8_to_string()}, SQLite code {code}";
        return (code & 0xFF) switch
        {
            raw.SQLITE_NOTADB => NotSqlite(path, inner),
            raw.SQLITE_CORRUPT => Damaged(path, what, inner),
            raw.SQLITE_FULL => new(StoreFault.Unreachable, $"{path}: the disk is full; make room on it, then start again", inner),
            raw.SQLITE_IOERR => new(StoreFault.Unreachable, $"{path}: reading or writing failed ({what}); check the disk, its free space and the system's log, then start again", inner),
            raw.SQLITE_CANTOPEN => new(StoreFault.Unreachable, $"{path}: cannot be opened ({what}); check the permissions of the file and its folder", inner),
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => ReadOnly(path, inner),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(StoreFault.Unreachable, $"{path}: another process holds it; wait until that has finished, or stop it, then try again", inner),
            _ => new(StoreFault.Unreachable, $"{path}: the store failed ({what}); start again, and report it if it happens again", inner),
        };
    }

    public static StoreException NotSqlite(string path, Exception? inner = null) =>
        new(StoreFault.Integrity, $"{path}: not a SQLite file, so not a ledger; name another file, or move this one away", inner);

    public static StoreException Damaged(string path, string what, Exception? inner = null) =>
        new(StoreFault.Integrity, $"{path}: damaged ({what}); keep it as it is and restore a backup, or save what is left with sqlite3's .recover", inner);

    public static StoreException ReadOnly(string path, Exception? inner = null) =>
        new(StoreFault.Unreachable, $"{path}: no permission to write; a ledger needs a file and a folder that this user may write to", inner);

    // Not among the constants of SQLitePCLRaw.
    private const int BusyTimeout = raw.SQLITE_BUSY | (3 << 8);
}
