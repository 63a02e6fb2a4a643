using System.Text.Json;

namespace PolicyLedger.Server.Hosting;

/// <summary>A file of settings: one JSON object, <c>{"listen": "0.0.0.0:8443", "corsOrigins": ["https://example.org"]}</c>.</summary>
internal static class SettingsFile
{
    /// <summary>Its settings with their texts, in the file's order. What is no setting is refused.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="field">Named where it is refused.</param>
    /// <param name="others">Names that the caller knows beside <see cref="Setting.All"/>.</param>
    public static Result<IReadOnlyList<(string Name, string Text)>> Read(ReadOnlyMemory<byte> utf8, string field, params IReadOnlyList<string> others)
    {
        var found = new List<(string, string)>();
        try
        {
            using var document = JsonDocument.Parse(utf8, new() { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Refusal.Invalid(field, null, "one JSON object of settings");
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!others.Contains(member.Name) && !Setting.All.Any(setting => setting.Name == member.Name))
                    return Refusal.Invalid(field, member.Name, $"no such setting; there are {string.Join(", ", Setting.All.Select(setting => setting.Name).Concat(others).Order(StringComparer.Ordinal))}");
                if (TextOf(member.Value) is not { } text)
                    return Refusal.Invalid($"{field} {member.Name}", member.Value.GetRawText(), "a text, a number, or a list of texts");
                found.Add((member.Name, text));
            }
        }
        catch (JsonException e)
        {
            return Refusal.Invalid(field, null, $"is no JSON: {e.Message}");
        }

        return Result.Of<IReadOnlyList<(string, string)>>(found);
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => string.Join(',', value.EnumerateArray().Select(item => item.GetString())),
        _ => null,
    };
}
