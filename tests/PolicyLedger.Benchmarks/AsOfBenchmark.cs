using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Benchmarks;

/// <summary>One answer by the as-of rule, against one prepared SELECT of the cell's rows from the same file.</summary>
internal static class AsOfBenchmark
{
    private const int Questions = 5_000;

    public static async Task RunAsync(Bench bench)
    {
        foreach (var events in new[] { bench.Size(10_000), bench.Size(1_000_000) })
        {
            var path = bench.NewFile("asof");
            await using var log = await Workload.OpenAsync(path);
            await Workload.FillAsync(Workload.Runner(log), events);
            await using var models = await SqliteReadModels.OpenAsync(SqliteReadModels.PathFor(path), log, EventCodec.Current);
            await models.CatchUpAsync();
            await MeasureAsync(events, models, SqliteReadModels.PathFor(path), bench.Size(Questions));
        }
    }

    private static async Task MeasureAsync(int events, IReadModels models, string path, int questions)
    {
        var reader = new StanceReader(models, TimeProvider.System);
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT * FROM segments WHERE jurisdiction = $j AND area = $a AND target = '' AND start_earliest <= $d AND end_latest > $d";
        var (j, a, d) = (select.Parameters.Add("$j", SqliteType.Text), select.Parameters.Add("$a", SqliteType.Text), select.Parameters.Add("$d", SqliteType.Text));

        var (floor, answers, known) = (new List<double>(), new List<double>(), 0);
        for (var n = -questions / 10; n < questions; n++)
        {
            var q = Workload.Question(Math.Abs(n), events);
            var start = Stopwatch.GetTimestamp();
            (j.Value, a.Value, d.Value) = (q.Jurisdiction.Code, q.Area.Full, q.On.ToString("O", CultureInfo.InvariantCulture));
            using (var rows = select.ExecuteReader())
            {
                var values = new object[rows.FieldCount];
                while (rows.Read())
                    rows.GetValues(values);
            }

            var between = Stopwatch.GetTimestamp();
            var report = (await reader.StanceAsync(q.Jurisdiction, q.Area, null, new(q.On, q.KnownAt))).OrThrow();
            var end = Stopwatch.GetTimestamp();
            if (n < 0)
                continue; // warm-up
            known += report.Answer.Status == StanceStatus.Known ? 1 : 0;
            floor.Add(Stopwatch.GetElapsedTime(start, between).TotalMicroseconds);
            answers.Add(Stopwatch.GetElapsedTime(between, end).TotalMicroseconds);
        }

        floor.Sort();
        answers.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"as-of answer at {events,9:N0} events ({known,5:N0} known)    p50 {Bench.Percentile(answers, 0.5),7:F0} µs  p99 {Bench.Percentile(answers, 0.99),7:F0} µs  floor p50 {Bench.Percentile(floor, 0.5),6:F0} µs  p99 {Bench.Percentile(floor, 0.99),6:F0} µs  ratio p50 {Bench.Percentile(answers, 0.5) / Bench.Percentile(floor, 0.5),5:F2}"));
    }
}
