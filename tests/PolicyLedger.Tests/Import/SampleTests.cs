using System.IO.Compression;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Import;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using Xunit;
using static PolicyLedger.Tests.Import.ImportFixture;

namespace PolicyLedger.Tests.Import;

/// <summary>Real tracker data, which is not part of the project.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly ImportFixture ledger = new();

    [Fact]
    public async Task The_trackers_assertions_answer_every_cell_of_both_oracles()
    {
        var summary = await ImportAsync("oxcgrt_dev8_assertion_log.csv.gz", "oxcgrt-assertions");
        Assert.Equal(Counts(recorded: 864), summary.Counts);
        Assert.Equal((2_171, 72), (await CheckAsync("oxcgrt_dev8_oracle.csv.gz"), await CheckAsync("oxcgrt_dev8_oracle_contested.csv.gz")));

        var end = await ledger.Log.EndAsync();
        Assert.Equal(Counts(already: 864), (await ImportAsync("oxcgrt_dev8_assertion_log.csv.gz", "oxcgrt-assertions")).Counts);
        Assert.Equal(end, await ledger.Log.EndAsync());
    }

    [Fact]
    public async Task Visa_captures_are_recoded_only_where_a_versions_map_says_so()
    {
        var summary = await ImportAsync("visa_dev.csv.gz", "visa-captures");
        Assert.Equal(Counts(recorded: 6_110, skipped: 24), summary.Counts);
        Assert.Equal([KeyValuePair.Create("passport = destination", 24L)], summary.SkippedBy);

        var coded = (await ledger.EventsAsync()).Where(e => e.Event is StanceCoded).Select(e => (e.KnownAt, Event: (StanceCoded)e.Event)).ToList();
        Assert.Equal(
            [("2019-10-28", 95), ("2020-02-08", 1_584), ("2020-11-19", 266)],
            coded.Where(e => e.Event.Recoded).GroupBy(e => Iso.Write(DateOnly.FromDateTime(e.KnownAt.UtcDateTime))).Select(g => (g.Key, g.Count())));
        var real = coded.Where(e => !e.Event.Recoded && e.KnownAt == Instant("2020-11-19T12:15:54Z")).ToList();
        Assert.Equal((1_207, 21), (real.Count(e => e.Event.Value == new StanceValue.Category("covid ban", null)), real.Count(e => e.Event.Value != new StanceValue.Category("covid ban", null))));
    }

    [Fact]
    public async Task Visa_answers_are_those_of_the_last_capture()
    {
        await ImportAsync("visa_dev.csv.gz", "visa-captures");
        var rows = await RowsAsync("visa_dev.csv.gz");
        var captures = rows.Select(row => row["recorded_at"]).Distinct().Select(Instant).Order().ToList();
        var (asked, random) = (0, new Random(1));
        foreach (var cell in rows.GroupBy(row => (Passport: row["passport_iso3"], Destination: row["destination_iso3"])).Where(_ => random.Next(4) == 0))
        {
            if (cell.Key.Passport == cell.Key.Destination)
                continue;
            foreach (var at in captures)
            {
                var expected = cell.Where(row => Instant(row["recorded_at"]) <= at).OrderBy(row => Instant(row["recorded_at"])).LastOrDefault()?["new"] ?? "";
                var answer = await ledger.AnswerAsync(cell.Key.Destination, "visa:requirement", DateOnly.FromDateTime(at.UtcDateTime), at, cell.Key.Passport);
                Assert.Equal(expected, answer is StanceValue.Category { Days: { } days } ? $"{days}" : (answer as StanceValue.Category)?.Code ?? "");
                asked++;
            }
        }

        Assert.True(asked > 8_000, $"{asked}");
    }

    [Fact]
    public async Task The_difference_shows_recoding_apart_from_bans()
    {
        await ImportAsync("visa_dev.csv.gz", "visa-captures");
        var recoding = await DiffAsync("2020-02-07", "2020-02-08");
        Assert.Equal((1_584, 1_584, 0), (recoding.Count, recoding.Count(row => row.Recoded), recoding.Count(row => row.World || row.Learned)));

        var bans = await DiffAsync("2020-11-18", "2020-11-19");
        var changed = bans.Where(row => row.World || row.Learned).ToList();
        Assert.Equal(1_207, changed.Count(row => row.After.Answer.Winner!.Value.Value is StanceValue.Category { Code: "covid ban" }));
        Assert.Equal(266, bans.Count(row => row.Recoded));
        Assert.Equal(21 + 1_207, changed.Count);
    }

    public void Dispose() => ledger.Dispose();

    private async Task<IReadOnlyList<DiffRow>> DiffAsync(string before, string after)
    {
        var area = AreaId.Parse("visa:requirement", "").OrThrow();
        var diff = new DiffReader(ledger.Models, ledger.Stances);
        var (first, second) = (new DiffPoint(Day(before), Instant($"{before}T23:59:59Z")), new DiffPoint(Day(after), Instant($"{after}T23:59:59Z")));
        return (await diff.DiffAsync(null, area, null, first, second, new())).OrThrow();
    }

    private async Task<int> CheckAsync(string oracle)
    {
        var rows = await RowsAsync(oracle);
        foreach (var row in rows)
        {
            var answer = await ledger.AnswerAsync(row["country"], $"oxcgrt:{row["indicator"]}", Day(row["valid_date"]), Instant(row["known_at"]));
            Assert.Equal($"{string.Join(",", row.Values.SkipLast(1))},{row["expected"]}", $"{string.Join(",", row.Values.SkipLast(1))},{answer}");
        }

        return rows.Count;
    }

    private async Task<ImportSummary> ImportAsync(string file, string mapping)
    {
        await using var content = File.OpenRead(Sample(file));
        return (await ledger.TryImportAsync(content, Mapping.Find(mapping).OrThrow())).OrThrow();
    }

    private static async Task<List<Dictionary<string, string>>> RowsAsync(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Sample(file)), CompressionMode.Decompress));
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToList();
        return lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(c => c.First, c => c.Second)).ToList();
    }

    private static string Sample(string file)
    {
        var folder = Environment.GetEnvironmentVariable("POLICYLEDGER_SAMPLE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "POLICYLEDGER_SAMPLE_DATA names no folder with the sample data");
        return Path.Combine(folder!, file);
    }
}
