using System.Text.Json.Nodes;

namespace PolicyLedger.Cli.Recording;

/// <summary>How a cable's addressees and asks are written as options.</summary>
internal static class CableSyntax
{
    public static JsonNode Host(string country) => new JsonObject { ["host"] = country };

    /// <summary><c>western-countries</c>, or <c>pacific-partners=FJI,WSM</c>.</summary>
    public static JsonNode Class(string text)
    {
        var (name, members) = Split(text);
        return new JsonObject
        {
            ["class"] = name,
            ["members"] = new JsonArray([.. (members ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(member => (JsonNode)member)]),
        };
    }

    public static JsonNode Unidentified() => new JsonArray(new JsonObject { ["unidentified"] = true });

    /// <summary><c>migration:asylum=moreRestrictive</c>.</summary>
    public static JsonNode Ask(string text)
    {
        var (area, wanted) = Split(text);
        var ask = new JsonObject { ["area"] = area };
        if (wanted is not null)
            ask["wanted"] = wanted;
        return ask;
    }

    private static (string Name, string? Value) Split(string text) =>
        text.IndexOf('=') is >= 0 and var equals ? (text[..equals], text[(equals + 1)..]) : (text, null);
}
