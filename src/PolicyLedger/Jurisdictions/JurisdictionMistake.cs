namespace PolicyLedger.Jurisdictions;

/// <summary>Why a text names no jurisdiction, and which ones may have been meant. Asked only after the table was searched.</summary>
internal static class JurisdictionMistake
{
    private const string Form = "write an ISO 3166-1 alpha-3 code such as DEU";

    public static string In(string text)
    {
        var key = Spelling.Key(text);
        return key switch
        {
            _ when string.IsNullOrWhiteSpace(text) => $"is missing: {Form}",
            _ when text.Trim() is "-" => $"marks a missing value, not a jurisdiction: {Form}, or leave the field out where that is allowed",
            "cs" => "was the alpha-2 code of two states: write CSK for Czechoslovakia (until 1993) or SCG for Serbia and Montenegro (2003 to 2006)",
            "korea" => "is the name of two states: write KOR (South Korea) or PRK (North Korea)",
            "virgin islands" => "is the name of two territories: write VGB (British) or VIR (United States)",
            _ => $"is not a jurisdiction: {Form}{Suggestion(key)}",
        };
    }

    private static string Suggestion(string key)
    {
        var near = (key.Length <= 3 ? Abbreviated(key) : Misspelt(key)).Distinct().Order().Select(j => $"{j.Code} ({j.Name})").ToArray();
        return near.Length is 0 or > 3 ? "" : $"; did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>GER for Germany; else DUE for DEU.</summary>
    private static IEnumerable<Jurisdiction> Abbreviated(string key)
    {
        if (key.Length < 3)
            return [];
        var present = Jurisdiction.All.Where(j => j.ValidUntil is null).ToArray();
        var begun = present.Where(j => Spelling.Key(j.Name).StartsWith(key, StringComparison.Ordinal)).ToArray();
        return begun.Length > 0 ? begun : present.Where(j => key.Order().SequenceEqual(j.Code.ToLowerInvariant().Order()));
    }

    /// <summary>The nearest names, at most one slip in four letters and never more than three.</summary>
    private static IEnumerable<Jurisdiction> Misspelt(string key)
    {
        var near = JurisdictionTable.Keys
            .Where(name => Math.Abs(name.Key.Length - key.Length) <= 3)
            .Select(name => (Slips: Spelling.Slips(name.Key, key), name.Value))
            .Where(name => name.Slips <= Math.Min(3, key.Length / 4))
            .ToArray();
        return near.Where(name => name.Slips == near.Min(other => other.Slips)).Select(name => name.Value);
    }
}
