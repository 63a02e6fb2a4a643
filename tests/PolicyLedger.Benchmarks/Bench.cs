using System.Diagnostics;
using System.Globalization;

namespace PolicyLedger.Benchmarks;

/// <summary>A folder to work in, sizes, and medians of paired runs.</summary>
internal sealed class Bench(string folder, double scale) : IDisposable
{
    private int files;

    /// <summary>A size at this scale, at least <paramref name="least"/>.</summary>
    public int Size(int full, int least = 10) => Math.Max(least, (int)(full * scale));

    public string NewFile(string name) => Path.Combine(folder, $"{name}-{++files}.db");

    /// <summary>Runs floor and subject in turn, several times, and prints the medians and their ratio.</summary>
    public static Task CompareAsync(string name, int items, int rounds, Func<Task> floor, Func<Task> subject) =>
        CompareTimedAsync(name, items, rounds, () => TimeAsync(floor), () => TimeAsync(subject));

    /// <summary>The same for two that give their seconds themselves, for what has to be made ready before.</summary>
    public static async Task CompareTimedAsync(string name, int items, int rounds, Func<Task<double>> floor, Func<Task<double>> subject)
    {
        var (floors, subjects) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            floors.Add(await floor());
            subjects.Add(await subject());
        }

        Print(name, items, Median(floors), Median(subjects), Median(subjects.Zip(floors, (s, f) => s / f).ToList()));
    }

    public static void Print(string name, int items, double floorSeconds, double subjectSeconds, double ratio) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-60} {items,9:N0}  {items / subjectSeconds,10:N0}/s  floor {items / floorSeconds,10:N0}/s  ratio {ratio,6:F2}"));

    public static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    public static double Percentile(IReadOnlyList<double> sorted, double p) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * p))];

    public static async Task<double> TimeAsync(Func<Task> run)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
