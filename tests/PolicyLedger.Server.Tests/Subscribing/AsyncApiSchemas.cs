using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using PolicyLedger.Server.Subscribing;
using Xunit;

namespace PolicyLedger.Server.Tests.Subscribing;

/// <summary>The payloads' schemas as the AsyncAPI document has them.</summary>
internal static class AsyncApiSchemas
{
    private static readonly JsonObject Document = JsonNode.Parse(AsyncApi.Read())!.AsObject();
    private static readonly Dictionary<string, JsonSchema> Schemas = Document["components"]!["messages"]!.AsObject().ToDictionary(message => message.Key, message => SchemaOf(message.Value!));

    public static IEnumerable<string> Messages => Schemas.Keys;

    public static void Check(string name, string data)
    {
        Assert.True(Schemas.TryGetValue(name, out var schema), $"the document has no message {name}");
        using var parsed = JsonDocument.Parse(data);
        var result = schema.Evaluate(parsed.RootElement, new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        Assert.True(result.IsValid, $"{name} {data}: {JsonSerializer.Serialize(result)}");
    }

    private static JsonSchema SchemaOf(JsonNode message) => JsonSchema.FromText(new JsonObject
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["definitions"] = Local(Document["components"]!["schemas"]!),
        ["allOf"] = new JsonArray(Local(message["payload"]!)),
    }.ToJsonString());

    private static JsonNode Local(JsonNode node) => JsonNode.Parse(node.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal))!;
}
