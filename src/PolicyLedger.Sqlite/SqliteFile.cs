using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using SQLitePCL;

namespace PolicyLedger.Sqlite;

/// <summary>
/// One SQLite file of ours: how its connections are opened. Connections are never shared between threads at one time, and
/// never pooled by the driver, so that closing one really closes it.
/// </summary>
internal sealed class SqliteFile(string path, TimeSpan busyBudget)
{
    /// <summary>Absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>How long a command waits for a lock that another process holds.</summary>
    public TimeSpan BusyBudget { get; } = busyBudget;

    /// <summary>Opens a connection that waits for the disk at each commit.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public SqliteConnection Open(SqliteOpenMode mode)
    {
        // fullfsync matters on macOS alone, where a plain fsync does not reach the platter.
        // Ids are random, so a batch of an import touches most pages of their indexes: with the usual 1,000 pages of WAL
        // each batch would copy all of them into the file and sync it. A limit on the WAL's length gives back the space that
        // one big import took.
        var connection = Open(Path, mode);
        return Guard(connection, () => connection.Run("""
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = ON;
            PRAGMA cell_size_check = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA cache_size = -32768;
            PRAGMA wal_autocheckpoint = 8192;
            PRAGMA journal_size_limit = 67108864;
            """));
    }

    /// <summary>Opens a connection that reads, and fails on any attempt to write.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public SqliteConnection OpenReader()
    {
        // Read-write, because a reader of a WAL has to write the shared index beside it.
        var connection = Open(Path, SqliteOpenMode.ReadWrite);
        return Guard(connection, () => connection.Run("PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF"));
    }

    /// <summary>
    /// Opens a connection that cannot change the file, takes no lock, creates nothing beside it and does not look at its WAL:
    /// good for what never changes once it is written. It does not mind that the file is shorter than its header says, as it
    /// is after a kill in the middle of a checkpoint.
    /// </summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public SqliteConnection OpenUntouched()
    {
        // SQLite reads the header, not a FileStream: closing any other descriptor of the file would drop this process's locks on it.
        var connection = Open($"file:{Uri.EscapeDataString(Path).Replace("%2F", "/")}?immutable=1", SqliteOpenMode.ReadOnly);
        return Guard(connection, () => connection.Run("PRAGMA writable_schema = ON; PRAGMA trusted_schema = OFF"));
    }

    /// <summary>What an error on this file means to whoever runs the program.</summary>
    public StoreException Fault(SqliteException e) => SqliteFaults.Explain(Path, e.SqliteExtendedErrorCode, e);

    private SqliteConnection Open(string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(BusyBudget.TotalSeconds)),
        }.ToString());
        return Guard(connection, connection.Open);
    }

    private SqliteConnection Guard(SqliteConnection connection, Action action)
    {
        try
        {
            action();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Fault(e);
        }
    }
}

internal static class SqliteConnections
{
    /// <summary>Runs statements that give no rows, waiting for locks as the connection's timeout says.</summary>
    public static void Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; null where there is none or it is NULL.</summary>
    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    /// <summary>Runs one statement once, without the driver's own waiting for locks, and gives SQLite's extended result code.</summary>
    public static int TryRun(this SqliteConnection connection, string sql)
    {
        var code = raw.sqlite3_exec(connection.Handle!, sql);
        return code == raw.SQLITE_OK ? code : raw.sqlite3_extended_errcode(connection.Handle!);
    }

    /// <summary>Runs what prepared statements do in one transaction; undone where it throws.</summary>
    /// <param name="connection">Not in one.</param>
    /// <param name="begin"><c>BEGIN</c> to read one snapshot, <c>BEGIN IMMEDIATE</c> to write.</param>
    /// <param name="work">Runs once.</param>
    public static T Within<T>(this SqliteConnection connection, string begin, Func<T> work)
    {
        connection.Run(begin);
        try
        {
            var result = work();
            connection.Run("COMMIT");
            return result;
        }
        catch
        {
            // A failed commit may have ended it already.
            if (raw.sqlite3_get_autocommit(connection.Handle!) == 0)
                connection.TryRun("ROLLBACK");
            throw;
        }
    }

    /// <summary>A statement to be prepared once and run often; parameters in the order of the names.</summary>
    public static SqliteCommand Statement(this SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    /// <summary>Sets the parameters in the order in which they were named.</summary>
    public static SqliteCommand With(this SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        return command;
    }
}
