using System.Globalization;
using PolicyLedger.Dates;

namespace PolicyLedger.Sqlite.Models;

/// <summary>How values stand in the tables: text whose order is theirs, the same on every machine.</summary>
internal static class Spelling
{
    /// <summary><c>yyyy-MM-dd</c>; both infinities are ordinary days here.</summary>
    public static string Of(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Fixed width, UTC: <c>yyyy-MM-ddTHH:mm:ss.fffffffZ</c>.</summary>
    public static string Of(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Camel case, as in the events.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.Of[value];

    public static DateOnly Day(string text) => Iso.Day(text, "day").OrThrow();

    public static DateTimeOffset Instant(string text) => Iso.Instant(text, "instant").OrThrow();

    public static T Read<T>(string text)
        where T : struct, Enum => Names<T>.Read[text];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Of = Enum.GetValues<T>().ToDictionary(value => value, value => char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..]);
        public static readonly Dictionary<string, T> Read = Of.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
