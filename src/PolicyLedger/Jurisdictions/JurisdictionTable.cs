using System.Collections.Frozen;
using PolicyLedger.Dates;

namespace PolicyLedger.Jurisdictions;

/// <summary><c>jurisdictions.csv</c>, read once.</summary>
internal static class JurisdictionTable
{
    /// <summary>
    /// Codes that others use: the EU and the Council of Europe (UK, EL), the Kosovan government and the World Bank (RKS, KSV), and ISO 3166-1 until 2002 (ROM).
    /// </summary>
    private static readonly (string Alias, string Code)[] Aliases = [("UK", "GBR"), ("EL", "GRC"), ("RKS", "XKX"), ("KSV", "XKX"), ("ROM", "ROU")];

    private static readonly FrozenDictionary<string, Jurisdiction> Stored;
    private static readonly FrozenDictionary<string, Jurisdiction> Codes;
    private static readonly FrozenDictionary<string, Jurisdiction> Names;

    static JurisdictionTable()
    {
        var rows = Rows().ToArray();
        All = [.. rows.Select(row => row.Jurisdiction).Order()];
        Stored = All.ToFrozenDictionary(j => j.Code, StringComparer.Ordinal);
        Codes = All.Select(j => (j.Code, Jurisdiction: j))
            .Concat(All.Where(j => j.Alpha2 is not "CS").Select(j => (Code: j.Alpha2, Jurisdiction: j)))
            .Concat(Aliases.Select(a => (Code: a.Alias, Jurisdiction: Stored[a.Code])))
            .ToFrozenDictionary(pair => pair.Code, pair => pair.Jurisdiction, StringComparer.OrdinalIgnoreCase);
        Names = rows.SelectMany(row => row.Names.Select(Spelling.Key).Distinct().Select(key => (key, row.Jurisdiction)))
            .ToFrozenDictionary(pair => pair.key, pair => pair.Jurisdiction, StringComparer.Ordinal);
    }

    public static IReadOnlyList<Jurisdiction> All { get; }

    /// <summary>Every English name in its <see cref="Spelling.Key"/> form.</summary>
    public static IEnumerable<KeyValuePair<string, Jurisdiction>> Keys => Names;

    public static Jurisdiction? FindStored(string code) => Stored.GetValueOrDefault(code);

    public static Jurisdiction? Find(string text) => Codes.GetValueOrDefault(text) ?? FindWritten(text);

    private static Jurisdiction? FindWritten(string text) =>
        Codes.GetValueOrDefault(text.Trim()) ?? Names.GetValueOrDefault(Spelling.Key(text));

    private static IEnumerable<(Jurisdiction Jurisdiction, IEnumerable<string> Names)> Rows()
    {
        using var stream = typeof(JurisdictionTable).Assembly.GetManifestResourceStream("jurisdictions.csv")!;
        using var reader = new StreamReader(stream);
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Skip(1))
        {
            var row = line.Split(';');
            yield return (new(row[0], row[1], row[2], DayOrNull(row[3]), DayOrNull(row[4])), [row[2], .. row[5].Split('|', StringSplitOptions.RemoveEmptyEntries)]);
        }
    }

    private static DateOnly? DayOrNull(string text) => text.Length == 0 ? null : Iso.Day(text, "jurisdictions.csv").OrThrow();
}
