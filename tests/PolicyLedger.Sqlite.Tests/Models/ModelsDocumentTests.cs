using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using PolicyLedger.Codebooks;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Sqlite.Tests.Models;

/// <summary><c>schemas/read-models.md</c> is true.</summary>
public sealed class ModelsDocumentTests : IDisposable
{
    private static readonly string[] Views = ["segments", "record_versions", "asks", "changes", "source_checks", "codebook_versions", "checkpoint"];

    private readonly TempFolder folder = new();

    [Fact]
    public async Task Its_queries_run_and_it_names_every_column()
    {
        var document = await File.ReadAllTextAsync(Find("schemas/read-models.md"));
        var path = folder["x.models.db"];
        var ledger = new SampleLedger();
        await ledger.Code(5);
        await ledger.AnnounceAndEnd("p");
        await using var models = await ledger.Open(path);
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        connection.Open();

        var queries = Regex.Matches(document, "```sql\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(5, queries.Count);
        foreach (var query in queries)
            Run(connection, query);
        Assert.Equal(ShippedCodebooks.Of("oxcgrt").Versions[0].Areas.Sum(area => area.Levels!.Count), Run(connection, queries[^1]));
        foreach (var view in Views)
        {
            var section = Regex.Match(document, $"## {view}.*?(?=\n## |$)", RegexOptions.Singleline).Value;
            foreach (var column in Columns(connection, view))
                Assert.True(section.Contains($"`{column}`") || (view == "asks" && document.Contains($"`{column}`")), $"{view}.{column} is not explained");
        }
    }

    public void Dispose() => folder.Dispose();

    private static int Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var count = 0;
        while (rows.Read())
            count++;
        return count;
    }

    private static List<string> Columns(SqliteConnection connection, string view)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {view} LIMIT 0";
        using var rows = command.ExecuteReader();
        return [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)];
    }

    private static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, path)))
                return Path.Combine(folder.FullName, path);
        }

        throw new FileNotFoundException(path);
    }
}
