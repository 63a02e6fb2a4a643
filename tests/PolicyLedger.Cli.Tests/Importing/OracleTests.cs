using System.IO.Compression;
using PolicyLedger.Dates;
using PolicyLedger.Testing.Import;
using Xunit;

namespace PolicyLedger.Cli.Tests.Importing;

/// <summary>A tracker's published answers, through the program and the SQLite store: import, ask in a batch, compare.</summary>
public class OracleTests : IDisposable
{
    private readonly Cli cli;

    public OracleTests()
        : this(new Cli())
    {
    }

    private protected OracleTests(Cli cli) => this.cli = cli;

    [Fact]
    public async Task The_sample_is_answered_exactly_and_imported_once()
    {
        var folder = Environment.GetEnvironmentVariable("POLICYLEDGER_SAMPLE_DATA");
        if (string.IsNullOrEmpty(folder))
            Assert.Skip("POLICYLEDGER_SAMPLE_DATA names no folder with the tracker sample");
        var file = Path.Combine(folder, "oxcgrt_dev8_assertion_log.csv.gz");
        var rejects = file + ".rejects.jsonl";

        (await cli.RunAsync(["import", file, "--mapping", "oxcgrt-assertions"])).Exits(0);
        Assert.False(File.Exists(rejects));
        Assert.Equal(2_171, await CheckAsync(Rows(Path.Combine(folder, "oxcgrt_dev8_oracle.csv.gz"))));
        Assert.Equal(72, await CheckAsync(Rows(Path.Combine(folder, "oxcgrt_dev8_oracle_contested.csv.gz"))));

        var before = (await cli.Run("log -o jsonl")).Lines.Length;
        (await cli.RunAsync(["import", file, "--mapping", "oxcgrt-assertions"])).Exits(0);
        Assert.Equal(before, (await cli.Run("log -o jsonl")).Lines.Length);
    }

    [Fact]
    public async Task A_generated_history_is_answered_exactly()
    {
        var history = TrackerHistory.Generate(seed: 20_261);
        (await cli.RunAsync(["import", cli.File("tracker.csv", history.Csv()), "--mapping", "oxcgrt-assertions"])).Exits(0);
        var cells = history.Cells(20_000);
        Assert.True(cells.Count(cell => cell.Contested) >= cells.Count / 3, "a third of the cells is contested");
        Assert.Equal(cells.Count, await CheckAsync(cells.Select(cell => (cell.Country, cell.Indicator, Iso.Write(cell.Day), Iso.Write(cell.KnownAt), $"{cell.Expected}"))));
    }

    public void Dispose() => cli.Dispose();

    /// <summary>Asks for every cell in one batch; the number of answers, each as expected.</summary>
    private async Task<int> CheckAsync(IEnumerable<(string Country, string Indicator, string On, string KnownAt, string Expected)> cells)
    {
        var asked = cells.ToList();
        var input = "jurisdiction,area,on,known_at\n" + string.Concat(asked.Select(c => $"{c.Country},oxcgrt:{c.Indicator},{c.On},{c.KnownAt}\n"));
        var answers = (await cli.Run("stance --batch -", input)).Exits(0).Lines;
        Assert.Equal("jurisdiction,area,on,known_at,status,level,label,direction,certainty,since,until,record_id,position", answers[0]);
        Assert.Equal(asked.Count, answers.Length - 1);
        for (var i = 0; i < asked.Count; i++)
            Assert.Equal($"{asked[i]} {asked[i].Expected}", $"{asked[i]} {answers[i + 1].Split(',')[5]}");
        return asked.Count;
    }

    private static IEnumerable<(string, string, string, string, string)> Rows(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        Assert.Equal("country,indicator,valid_date,known_at,expected", reader.ReadLine());
        while (reader.ReadLine()?.Split(',') is { } row)
            yield return (row[0], row[1], row[2], row[3], row[4]);
    }
}

/// <summary>The same on a server.</summary>
public sealed class OracleOnServerTests() : OracleTests(Cli.OnServer());
