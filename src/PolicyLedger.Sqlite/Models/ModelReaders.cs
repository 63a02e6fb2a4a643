using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Stances;
using SQLitePCL;

namespace PolicyLedger.Sqlite.Models;

/// <summary>The reading connections: one is lent for one short transaction and comes back, so that a slow consumer holds none.</summary>
internal sealed class ModelReaders(ModelsFile file) : IDisposable
{
    private readonly IdleReaders<ModelReader> idle = new(() => new(file.OpenReader()), typeof(SqliteReadModels));

    /// <summary>Runs one short read of one consistent snapshot; the default where this program's models are not there.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public T? Read<T>(Func<ModelReader, Generation, T> read)
    {
        try
        {
            return idle.Lend(reader => reader.Read(read));
        }
        catch (SqliteException e)
        {
            throw ModelFaults.Explain(file.Path, e);
        }
    }

    public void Dispose() => idle.Dispose();
}

/// <summary>One reading connection with its prepared statements.</summary>
internal sealed class ModelReader(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand current = Generation.Current(connection, Projection.Version);
    private readonly Dictionary<(string Query, int Shape), SqliteCommand> statements = [];
    private long generation;

    public SegmentColumns Segments { get; } = new();

    public T? Read<T>(Func<ModelReader, Generation, T> read)
    {
        Require(connection.TryRun("BEGIN"));
        try
        {
            if (Generation.Find(current) is not { } there)
                return default;
            if (there.Id != generation)
                Forget();
            generation = there.Id;
            return read(this, there);
        }
        finally
        {
            connection.TryRun("ROLLBACK");
        }
    }

    /// <summary>A statement on the generation that is being read, prepared at its first use.</summary>
    /// <param name="query">Its name.</param>
    /// <param name="shape">Which of its forms.</param>
    /// <param name="sql">Makes its text; the parameters stand behind it.</param>
    public SqliteCommand Prepared(string query, int shape, Func<long, (string Sql, string[] Parameters)> sql)
    {
        if (statements.TryGetValue((query, shape), out var there))
            return there;
        var (text, parameters) = sql(generation);
        statements.Add((query, shape), there = connection.Statement(text, parameters));
        return there;
    }

    public void Dispose()
    {
        Forget();
        current.Dispose();
        connection.Dispose();
    }

    private void Forget()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        statements.Clear();
    }

    private static void Require(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errstr(code).utf8_to_string(), code & 0xFF, code);
    }
}
