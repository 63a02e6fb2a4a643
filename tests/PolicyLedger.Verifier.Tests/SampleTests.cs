using System.IO.Compression;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Verifier.Tests;

/// <summary>A tracker's published history: what the program answers from its read models the verifier answers from the events of two streams.</summary>
public sealed class SampleTests : IDisposable
{
    private const int Cells = 20;

    private readonly TestLedger ledger = new();

    public void Dispose() => ledger.Dispose();

    [Fact]
    public void Sampled_cells_of_the_tracker_are_proven()
    {
        var folder = Environment.GetEnvironmentVariable("POLICYLEDGER_SAMPLE_DATA");
        if (string.IsNullOrEmpty(folder))
            Assert.Skip("POLICYLEDGER_SAMPLE_DATA names no folder with the tracker sample");
        ledger.Run($"import {Path.Combine(folder, "oxcgrt_dev8_assertion_log.csv.gz")} --mapping oxcgrt-assertions --quiet");
        var asked = 0;
        foreach (var row in Rows(Path.Combine(folder, "oxcgrt_dev8_oracle.csv.gz"), Cells / 2).Concat(Rows(Path.Combine(folder, "oxcgrt_dev8_oracle_contested.csv.gz"), Cells / 2)))
        {
            var kit = ledger.Kit($"{row[0]} --area oxcgrt:{row[1]} --on {row[2]} --known-at {row[3]}");
            var report = EvidenceCheck.Run(kit, null, ledger.Key);
            Assert.Null(report.Broken);
            Assert.Equal(row[4], $"{report.Derived!.Winner?.Value.Value}");
            asked++;
        }

        Assert.Equal(Cells, asked);
    }

    // So many rows, spread evenly.
    private static IEnumerable<string[]> Rows(string path, int count)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        return Enumerable.Range(0, count).Select(n => rows[n * (rows.Length - 1) / (count - 1)].TrimEnd('\r').Split(','));
    }
}
