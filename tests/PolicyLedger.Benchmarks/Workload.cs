using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Benchmarks;

/// <summary>Seeded coded stances as a tracker's import makes them: many countries, sixteen areas, overlapping runs of days.</summary>
internal static class Workload
{
    private static readonly Jurisdiction[] Countries = Jurisdiction.All.Where(j => j.ValidUntil is null).Take(200).ToArray();

    private static readonly AreaId[] Areas =
        new[] { "C1", "C2", "C4", "C6", "C8", "E1", "H1", "H2", "H6", "H7", "H8", "C3", "C5", "C7", "E2", "H3" }.Select(a => AreaId.Parse("oxcgrt:" + a, "").OrThrow()).ToArray();

    private static readonly ValueList<Source> Sources =
        [new("Example tracker", "Daily matrix", "https://example.org/tracker", SourceKind.Dataset, Reliability.A, 2)];

    public static CodeStance Command(int number, Jurisdiction? jurisdiction = null)
    {
        var random = new Random(number);
        var country = jurisdiction ?? Countries[number % Countries.Length];
        var from = new DateOnly(2020, 1, 1).AddDays(random.Next(1000));
        var known = new DateTimeOffset(2022, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(number % 8000);
        return new(
            new(EventIds.NameBased(Guid.Empty, $"bench {country.Code} {number}"), "bench", known),
            country, $"n{number}", Areas[random.Next(Areas.Length)], 1, null, null,
            EdtfPeriod.Between(from, from.AddDays(random.Next(60))), new StanceValue.Level(random.Next(3)), null, null, Sources);
    }

    public static Jurisdiction Country(int number) => Countries[number % Countries.Length];

    /// <summary>A question that one of so many commands answers, as known then or at some later time.</summary>
    public static StanceQuestionSeed Question(int number, int events)
    {
        var random = new Random(number * 31);
        var command = Command(random.Next(events));
        return new(command.Jurisdiction, command.Area, command.Period.Start.Earliest, command.Envelope.KnownAt!.Value.AddHours(random.Next(4000)));
    }

    public static CommandRunner Runner(IEventLog log) => new(log, EventCodec.Current, TimeProvider.System, () => System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    public static ValueTask<SqliteEventLog> OpenAsync(string path) => SqliteEventLog.OpenAsync(path, SqliteLogMode.CreateIfMissing);

    /// <summary>Records the commands until a number in batches, the countries in turn or each batch for one.</summary>
    public static async Task FillAsync(CommandRunner runner, int count, int batch = 1000, int from = 0, bool byCountry = false)
    {
        for (var first = from; first < count; first += batch)
        {
            foreach (var result in await runner.RunAsync(Enumerable.Range(first, Math.Min(batch, count - first)).Select(n => (Command)Command(n, byCountry ? Country(n / batch) : null)).ToList()))
                result.OrThrow();
        }
    }
}

internal sealed record StanceQuestionSeed(Jurisdiction Jurisdiction, AreaId Area, DateOnly On, DateTimeOffset KnownAt);
