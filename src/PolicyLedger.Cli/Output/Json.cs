using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PolicyLedger.Cli.Output;

/// <summary>How the program's own view types become JSON: camel case, every member always there.</summary>
internal static class Json
{
    public static JsonSerializerOptions Compact { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static JsonSerializerOptions Indented { get; } = new(Compact) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Stored JSON as part of a view.</summary>
    public static JsonElement Raw(ReadOnlyMemory<byte> utf8) => JsonSerializer.Deserialize<JsonElement>(utf8.Span);
}
