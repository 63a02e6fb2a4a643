using Microsoft.Data.Sqlite;
using PolicyLedger.Log;

namespace PolicyLedger.Benchmarks;

/// <summary>The floor for appends: the same bytes into one table, with the same durability, and nothing else.</summary>
internal static class RawSqlite
{
    /// <summary>The stored bytes of events, taken once from a real log.</summary>
    public static async Task<List<byte[][]>> BytesAsync(int count)
    {
        await using var log = new InMemoryEventLog();
        await Workload.FillAsync(Workload.Runner(log), count);
        var rows = new List<byte[][]>();
        await foreach (var e in log.ReadAllAsync())
            rows.Add([e.Facts.ToArray(), e.Metadata.ToArray(), e.Text?.Json.ToArray() ?? []]);
        return rows;
    }

    /// <summary>Inserts the rows, so many a transaction.</summary>
    public static void Insert(string path, IReadOnlyList<byte[][]> rows, int perTransaction)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE raw (n INTEGER PRIMARY KEY, facts BLOB, metadata BLOB, text BLOB)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO raw (facts, metadata, text) VALUES ($f, $m, $t)";
        var (f, m, t) = (insert.Parameters.Add("$f", SqliteType.Blob), insert.Parameters.Add("$m", SqliteType.Blob), insert.Parameters.Add("$t", SqliteType.Blob));
        for (var first = 0; first < rows.Count; first += perTransaction)
        {
            Execute(connection, "BEGIN IMMEDIATE");
            for (var i = first; i < Math.Min(rows.Count, first + perTransaction); i++)
            {
                (f.Value, m.Value, t.Value) = (rows[i][0], rows[i][1], rows[i][2]);
                insert.ExecuteNonQuery();
            }

            Execute(connection, "COMMIT");
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
