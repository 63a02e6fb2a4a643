using PolicyLedger.Codebooks;
using PolicyLedger.Testing.Import;
using Xunit;

namespace PolicyLedger.Tests.Import;

public class TrackerHistoryTests
{
    [Fact]
    public async Task Every_answer_is_the_last_publications_value_at_or_before_the_asked_time()
    {
        var history = TrackerHistory.Generate(seed: 20251121);
        var cells = history.Cells(21_000);
        Assert.True(cells.Count(cell => cell.Contested) >= cells.Count / 3);
        Assert.True(cells.Count(cell => cell.Expected is null) is > 1_000 and < 15_000);

        using var ledger = new ImportFixture();
        var csv = history.Csv();
        var summary = await ledger.ImportAsync(csv);
        Assert.Equal(ImportFixture.Counts(recorded: csv.Count(c => c == '\n') - 1), summary.Counts);
        var wrong = new List<string>();
        foreach (var cell in cells)
        {
            var answer = await ledger.AnswerAsync(cell.Country, $"oxcgrt:{cell.Indicator}", cell.Day, cell.KnownAt);
            if ((answer as StanceValue.Level)?.Number != cell.Expected)
                wrong.Add($"{cell}: {answer}");
        }

        Assert.Equal([], wrong);
        var end = await ledger.Log.EndAsync();
        Assert.Equal(ImportFixture.Counts(already: summary.Counts.Rows), (await ledger.ImportAsync(csv)).Counts);
        Assert.Equal(end, await ledger.Log.EndAsync());
    }
}
