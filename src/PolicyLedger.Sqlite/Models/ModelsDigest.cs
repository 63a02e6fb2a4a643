using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PolicyLedger.Sqlite.Models;

/// <summary>
/// What the read models hold, in one hash that a replay of the same events must reproduce. Anybody can make it with the
/// <c>sqlite3</c> shell and <c>sha256sum</c>; <c>schemas/read-models.md</c> says how.
/// </summary>
/// <param name="At">The position of the last event applied; -1 for none.</param>
/// <param name="ProjectionVersion">The version of the projection that made the rows.</param>
/// <param name="Tables">Each table's own, in the order of <c>schemas/read-models.md</c>.</param>
public sealed record ModelsDigest(long At, int ProjectionVersion, IReadOnlyList<TableDigest> Tables)
{
    /// <summary>Over all tables, 64 lower-case hex digits: the hash of what <c>sha256sum</c> prints for their dumps.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Tables.Select(table => $"{table.Sha256}  {table.Table}\n")))));

    internal static ModelsDigest Of(ModelReader reader, Generation there) => new(
        there.Checkpoint, (int)there.ProjectionVersion, ModelsSchema.Tables.Select(table => TableDigest.Of(table, ModelsRows.Of(reader, table))).ToList());
}

/// <param name="Table">Its name, as the view that shows it.</param>
/// <param name="Rows">How many.</param>
/// <param name="Sha256">Over its rows in the order of their primary key, one a line, 64 lower-case hex digits.</param>
public sealed record TableDigest(string Table, long Rows, string Sha256)
{
    internal static TableDigest Of(string table, IEnumerable<string> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (count, line) = (0L, new byte[1024]);
        foreach (var row in rows)
        {
            var most = Encoding.UTF8.GetMaxByteCount(row.Length) + 1;
            if (line.Length < most)
                line = new byte[most];
            var length = Encoding.UTF8.GetBytes(row, line);
            line[length++] = (byte)'\n';
            hash.AppendData(line, 0, length);
            count++;
        }

        return new(table, count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

/// <summary>The rows of a table as the <c>sqlite3</c> shell's quote mode writes them.</summary>
internal static class ModelsRows
{
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["segments"] = "jurisdiction, area, target, start_earliest, from_position, place",
        ["record_versions"] = "position",
        ["asks"] = "issuer, record, from_position, ordinal",
        ["changes"] = "position, ordinal",
        ["source_checks"] = "record, entry",
        ["codebook_versions"] = "position",
    };

    public static IEnumerable<string> Of(ModelReader reader, string table)
    {
        using var rows = reader.Prepared("rows of " + table, 0, generation => ($"SELECT * FROM {table}_{generation} ORDER BY {Keys[table]}", [])).ExecuteReader();
        var line = new StringBuilder();
        while (rows.Read())
        {
            line.Clear();
            for (var i = 0; i < rows.FieldCount; i++)
            {
                if (i > 0)
                    line.Append(',');
                if (rows.IsDBNull(i))
                    line.Append("NULL");
                else if (rows.GetFieldType(i) == typeof(long))
                    line.Append(CultureInfo.InvariantCulture, $"{rows.GetInt64(i)}");
                else
                    line.Append('\'').Append(rows.GetString(i).Replace("'", "''", StringComparison.Ordinal)).Append('\'');
            }

            yield return line.ToString();
        }
    }
}
