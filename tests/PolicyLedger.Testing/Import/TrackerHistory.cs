using System.Globalization;
using System.Text;

namespace PolicyLedger.Testing.Import;

/// <summary>A question about a generated tracker history, answered from its matrices.</summary>
/// <param name="Country">Alpha-3 code.</param>
/// <param name="Indicator">An area of the codebook oxcgrt.</param>
/// <param name="Day">The valid day.</param>
/// <param name="KnownAt">With the offset in which it is asked.</param>
/// <param name="Expected">The level in the last publication at or before; null: unknown.</param>
/// <param name="Contested">Once published, the day's value was changed by a later publication.</param>
public sealed record TrackerCell(string Country, string Indicator, DateOnly Day, DateTimeOffset KnownAt, int? Expected, bool Contested);

/// <summary>
/// A tracker that publishes daily matrices (country × indicator × day) 60 times, each time with new days, and with days filled
/// late, revised, or withdrawn to "no data". <see cref="Csv"/> says what changed from one matrix to the next, as run-length
/// assertions; the expected answers of <see cref="Cells"/> are read from the matrices, never from those rows.
/// </summary>
public sealed class TrackerHistory
{
    public const int Publications = 60;
    private const int Days = 300;
    private static readonly DateOnly First = new(2020, 1, 1);
    private static readonly string[] Countries = ["BRA", "DEU", "FRA", "GBR", "IND", "USA"];
    private static readonly (string Name, int Levels)[] Indicators = [("C1", 4), ("C7", 3), ("C8", 5), ("E1", 3)];
    private static readonly TimeSpan[] Offsets =
        [TimeSpan.Zero, new(5, 30, 0), new(-3, 0, 0), new(13, 45, 0), new(-8, 0, 0), new(1, 0, 0)];

    private readonly Random random;
    private readonly List<(DateTimeOffset At, int?[][] Matrix)> published = [];

    private TrackerHistory(int seed) => random = new(seed);

    public IReadOnlyList<DateTimeOffset> PublishedAt => published.Select(p => p.At).ToList();

    public static TrackerHistory Generate(int seed)
    {
        var history = new TrackerHistory(seed);
        var cells = Countries.Length * Indicators.Length;
        var (at, matrix) = (new DateTimeOffset(2020, 1, 9, 22, 0, 0, TimeSpan.Zero), Enumerable.Range(0, cells).Select(_ => new int?[Days]).ToArray());
        for (var p = 0; p < Publications; p++)
        {
            matrix = matrix.Select(row => (int?[])row.Clone()).ToArray();
            for (var cell = 0; cell < cells; cell++)
                history.Change(matrix[cell], Indicators[cell % Indicators.Length].Levels, from: p == 0 ? 0 : (p + 1) * 5 - 5, until: (p + 1) * 5);
            history.published.Add((at.ToOffset(Offsets[history.random.Next(Offsets.Length)]), matrix));
            at = at.AddSeconds(1 + history.random.Next(10 * 24 * 3600));
        }

        return history;
    }

    /// <summary>The assertions, in an order that says nothing about their times.</summary>
    public string Csv()
    {
        var rows = new List<string>();
        var before = published[0].Matrix.Select(row => new int?[row.Length]).ToArray();
        foreach (var (at, matrix) in published)
        {
            for (var cell = 0; cell < matrix.Length; cell++)
            {
                foreach (var (from, to) in Runs(before[cell], matrix[cell]))
                {
                    var (was, now) = (before[cell][from], matrix[cell][from]);
                    var kind = now is null ? "retract" : was is null ? "late_fill" : "revise";
                    rows.Add($"{Time(at)},{rows.Count:x8},{Country(cell)},{Indicator(cell)},{Day(from):yyyy-MM-dd},{Day(to):yyyy-MM-dd},{now},{kind}");
                }
            }

            before = matrix;
        }

        var csv = new StringBuilder("seq,recorded_at,commit,country,indicator,from_date,to_date,value,kind\n");
        foreach (var (row, seq) in rows.Select((row, seq) => (row, seq)).OrderBy(_ => random.Next()).ToList())
            csv.Append(CultureInfo.InvariantCulture, $"{seq},{row}\n");
        return csv.ToString();
    }

    /// <summary>Questions, two fifths of them contested, each at a publication's very instant, just before it, or some time after.</summary>
    public IReadOnlyList<TrackerCell> Cells(int count)
    {
        var contested = Enumerable.Range(0, published[0].Matrix.Length)
            .SelectMany(cell => Enumerable.Range(0, Days).Select(day => (Cell: cell, Day: day)))
            .Where(c => IsContested(c.Cell, c.Day)).ToList();
        var cells = new List<TrackerCell>();
        while (cells.Count < count)
        {
            var (cell, day) = cells.Count % 5 < 2
                ? contested[random.Next(contested.Count)]
                : (random.Next(published[0].Matrix.Length), random.Next(Days));
            var knownAt = published[random.Next(Publications)].At.AddSeconds(random.Next(4) switch { 0 => -1, 1 => 0, 2 => 1, _ => random.Next(20 * 24 * 3600) });
            var expected = published.LastOrDefault(p => p.At <= knownAt).Matrix?[cell][day];
            cells.Add(new(Country(cell), Indicator(cell), Day(day), knownAt.ToOffset(Offsets[random.Next(Offsets.Length)]), expected, IsContested(cell, day)));
        }

        return cells;
    }

    /// <summary>As the sample's oracle files are: an empty expected value is unknown.</summary>
    public static string OracleCsv(IEnumerable<TrackerCell> cells) => cells.Aggregate(
        new StringBuilder("country,indicator,valid_date,known_at,expected\n"),
        (csv, c) => csv.Append(CultureInfo.InvariantCulture, $"{c.Country},{c.Indicator},{c.Day:yyyy-MM-dd},{Time(c.KnownAt)},{c.Expected}\n")).ToString();

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Country(int cell) => Countries[cell / Indicators.Length];

    private static string Indicator(int cell) => Indicators[cell % Indicators.Length].Name;

    private static DateOnly Day(int day) => First.AddDays(day);

    private static IEnumerable<(int From, int To)> Runs(int?[] before, int?[] now)
    {
        for (var day = 0; day < now.Length; day++)
        {
            if (before[day] == now[day])
                continue;
            var from = day;
            while (day + 1 < now.Length && before[day + 1] != now[day + 1] && now[day + 1] == now[from])
                day++;
            yield return (from, day);
        }
    }

    private bool IsContested(int cell, int day) =>
        published.Select(p => p.Matrix[cell][day]).SkipWhile(value => value is null).Distinct().Count() > 1;

    private void Change(int?[] days, int levels, int from, int until)
    {
        var level = from > 0 && days[from - 1] is { } last ? last : random.Next(levels);
        for (var day = from; day < until; day++)
        {
            level = random.Next(8) == 0 ? random.Next(levels) : level;
            days[day] = random.Next(6) == 0 ? null : level;
        }

        for (var day = 0; day < from; day++)
        {
            if (days[day] is null && random.Next(4) == 0)
                days[day] = random.Next(levels);
        }

        Overwrite(random.Next(levels), oneIn: 3);
        Overwrite(null, oneIn: 6);

        void Overwrite(int? value, int oneIn)
        {
            if (from == 0 || random.Next(oneIn) != 0)
                return;
            var start = random.Next(from);
            for (var day = start; day < Math.Min(until, start + 1 + random.Next(20)); day++)
                days[day] = value;
        }
    }
}
