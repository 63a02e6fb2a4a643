using System.Text.Json;
using System.Text.Json.Nodes;

namespace PolicyLedger.Cli.Recording;

/// <summary>
/// How a correction is written as an option: <c>FIELD: FROM -&gt; TO</c>, for example <c>announced: 2025-11 -&gt; 2025-11-24</c> or
/// <c>value: {"level": 2} -&gt; {"level": 3}</c>. Each side is JSON, or the word <c>nothing</c> where the field is absent; what is
/// not JSON is taken as text, so that only digits, true and false need quotes to be text.
/// </summary>
internal static class ChangeSyntax
{
    private const string Arrow = "->";

    public static JsonNode Read(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 1 || !text.AsSpan(colon).Contains(Arrow, StringComparison.Ordinal))
            throw new RefusedException(Refusal.Invalid("--change", text, "write FIELD: FROM -> TO, for example 'announced: 2025-11 -> 2025-11-24'"));
        var (from, to) = Sides(text[(colon + 1)..]);
        var change = new JsonObject { ["field"] = text[..colon].Trim() };
        if (Value(from) is { } before)
            change["from"] = before;
        if (Value(to) is { } after)
            change["to"] = after;
        return change;
    }

    // An arrow inside quotes is text: of several, the one that leaves JSON on both sides is meant.
    private static (string From, string To) Sides(string text)
    {
        var first = text.IndexOf(Arrow, StringComparison.Ordinal);
        for (var at = first; at >= 0; at = text.IndexOf(Arrow, at + 1, StringComparison.Ordinal))
        {
            var (from, to) = (text[..at].Trim(), text[(at + Arrow.Length)..].Trim());
            if (IsJson(from) && IsJson(to))
                return (from, to);
        }

        return (text[..first].Trim(), text[(first + Arrow.Length)..].Trim());
    }

    private static JsonNode? Value(string text) => text == "nothing" ? null : IsJson(text) ? JsonNode.Parse(text) : JsonValue.Create(text);

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind != JsonValueKind.Null;
        }
        catch (JsonException)
        {
            return text == "nothing";
        }
    }
}
