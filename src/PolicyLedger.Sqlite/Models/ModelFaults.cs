using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Models;

/// <summary>What goes wrong with a read-model file. Nothing in it is lost for good: it can be made again from the log.</summary>
internal static class ModelFaults
{
    public static StoreException Explain(string path, SqliteException e) =>
        IsDamage(e) ? Damaged(path, e)
        : e.SqliteErrorCode == raw.SQLITE_CONSTRAINT ? new(StoreFault.Integrity, $"{path}: the ledger's events do not fit what the read models hold ({e.Message}); rebuild them, and if it happens again verify the ledger", e)
        : SqliteFaults.Explain(path, e.SqliteExtendedErrorCode, e);

    /// <summary>Damaged, or no SQLite file at all.</summary>
    public static bool IsDamage(SqliteException e) => e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    public static StoreException Damaged(string path, SqliteException e) => new(
        StoreFault.Integrity, $"{path}: the read models are damaged ({e.Message}); rebuild them, nothing is lost: they are made from the ledger", e);

    public static StoreException Foreign(string path, string what) => new(
        StoreFault.Integrity, $"{path}: {what}, so it is left as it is; name another file for the read models, or move this one away");

    public static StoreException Newer(string path, long format) => new(
        StoreFault.Integrity, $"{path}: read models of format {format}, and this program knows formats up to {ModelsSchema.Format}; use a newer version of the program");

    public static StoreException Replaced(string path) => new(
        StoreFault.Unreachable, $"{path}: the read models were damaged and another process has replaced the file; start again");

    public static StoreException Cleared(string path) => new(
        StoreFault.Unreachable, $"{path}: this rebuild stood still for so long that another process took it for killed and cleared it away; rebuild again");

    public static StoreException NotApplied(RecordedEvent e, Exception why) => new(
        StoreFault.Integrity, $"{e.Stream} revision {e.Revision} ({e.Type}, position {e.Position}) cannot be applied: {why.Message} Nothing after it is applied", why);

    public static StoreException Gap(RecordedEvent e, long expected) => new(
        StoreFault.Integrity, $"the log gave position {e.Position} where {expected} comes next; nothing after {expected - 1} is applied");
}
