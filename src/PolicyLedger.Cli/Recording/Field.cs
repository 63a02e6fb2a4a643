using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace PolicyLedger.Cli.Recording;

/// <summary>An option or argument that fills one place of a command's JSON.</summary>
/// <param name="Symbol">An option of the verb, one that stands everywhere, or an argument.</param>
/// <param name="Path">Where it goes: <c>areas[0].value.level</c>.</param>
/// <param name="Read">Its JSON; null where it was not given.</param>
internal sealed record Field(Symbol Symbol, string Path, Func<ParseResult, JsonNode?> Read)
{
    /// <summary>As the user writes it.</summary>
    public string Name => Symbol is Argument argument ? argument.HelpName ?? argument.Name : Symbol.Name;

    public static Field Text(Option<string?> option, string path) => new(option, path, parsed => parsed.GetValue(option));

    public static Field Text(Argument<string?> argument, string path) => new(argument, path, parsed => parsed.GetValue(argument));

    public static Field Texts(Argument<string[]> argument, string path) => new(
        argument, path, parsed => parsed.GetValue(argument) is { Length: > 0 } texts ? new JsonArray([.. texts.Select(text => (JsonNode)text)]) : null);

    public static Field Number(Option<string?> option, string path) => new(option, path, parsed => parsed.GetValue(option) is { } text ? NumberOf(text) : null);

    public static Field Flag(Option<bool> option, string path) => new(option, path, parsed => parsed.GetValue(option) ? JsonValue.Create(true) : null);

    /// <summary>A repeatable option of which each value becomes an item of a list.</summary>
    public static Field Items(Option<string[]> option, string path, Func<string, JsonNode> item) => new(
        option, path, parsed => parsed.GetValue(option) is { Length: > 0 } texts ? new JsonArray([.. texts.Select(item)]) : null);

    // What is no number stays text, and the command's reader says what it expected.
    private static JsonValue NumberOf(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);
}
