using Microsoft.Data.Sqlite;
using PolicyLedger.Cli.Shell;

namespace PolicyLedger.Cli.Keeping;

/// <summary>What can be seen of the files by SQL alone.</summary>
internal static class FileChecks
{
    public static IEnumerable<CheckView> Ledger(LedgerPlace place) => place switch
    {
        LedgerPlace.InFile file => [Format(file.Path), Integrity("integrity_check", file.Path), Commands(file.Path)],
        LedgerPlace.OnServer server => [Integrity("ordinal index", server.IndexPath)],
        _ => [],
    };

    private static CheckView Format(string path) => Ask("format", path, connection => new(
        "format", "ok", $"format {Scalar(connection, "PRAGMA user_version")}, application id 0x{Convert.ToInt64(Scalar(connection, "PRAGMA application_id"), System.Globalization.CultureInfo.InvariantCulture):X8}"));

    private static CheckView Integrity(string name, string path) => Ask(name, path, connection =>
        Scalar(connection, "PRAGMA integrity_check") is "ok" and var ok ? new CheckView(name, "ok", "SQLite finds nothing wrong") : new(name, "broken", $"SQLite: {Scalar(connection, "PRAGMA integrity_check")}"));

    // Where an event's command is not known, the command that is sent again is refused, and does not get what it got.
    private static CheckView Commands(string path) => Ask("commands", path, connection =>
    {
        const string Missing = "FROM events WHERE position NOT IN (SELECT position FROM commands)";
        return Scalar(connection, $"SELECT min(position) {Missing}") is long first
            ? new("commands", "broken", $"{Scalar(connection, $"SELECT count(*) {Missing}")} events have no row in the table commands, the first at position {first}: their commands, sent again, are refused; restore a backup, or copy the ledger to a new file (copy)")
            : new("commands", "ok", "each event's command is known");
    });

    public static IEnumerable<CheckView> Models(string path, long events)
    {
        if (!File.Exists(path))
        {
            yield return new("read models", "note", "not built yet; the first question builds them");
            yield break;
        }

        var integrity = Integrity("read models", path);
        yield return integrity;
        if (integrity.Result != "ok")
            yield break;
        yield return Ask("checkpoint", path, connection =>
        {
            if (Scalar(connection, "SELECT max(checkpoint) FROM generations WHERE state = 'ready'") is not long checkpoint)
                return new("checkpoint", "note", "no models are ready; the next question builds them");
            var behind = events - 1 - checkpoint;
            return behind switch
            {
                0 => new("checkpoint", "ok", $"at the log's end, position {checkpoint}"),
                > 0 => new("checkpoint", "note", $"{behind} events behind; the next question catches up"),
                _ => new("checkpoint", "broken", $"at position {checkpoint}, beyond the log's last event, {events - 1}: not this ledger's models, or events are gone; run rebuild after finding out which"),
            };
        });
    }

    private static CheckView Ask(string name, string path, Func<SqliteConnection, CheckView> ask)
    {
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
            connection.Open();
            Scalar(connection, "PRAGMA query_only = ON");
            return ask(connection);
        }
        catch (SqliteException e)
        {
            return new(name, "broken", $"{path}: {e.Message}");
        }
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
