using System.Text;
using Newtonsoft.Json.Linq;
using PolicyLedger.Log;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

public class EventSchemasTests
{
    private static readonly string[] Rules =
    [
        "$ref", "additionalProperties", "enum", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minProperties",
        "minimum", "oneOf", "pattern", "properties", "required", "type",
    ];

    private static readonly string[] Notes = ["$schema", "definitions", "description", "title"];

    public static IEnumerable<TheoryDataRow<string>> Names => EventTypes.Current.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schema_uses_only_keywords_that_the_validator_enforces(string name)
    {
        var schema = Schema(name);
        Assert.Equal("http://json-schema.org/draft-07/schema#", (string?)schema["$schema"]);
        foreach (var node in Nodes(schema))
        {
            Assert.Empty(node.Properties().Select(p => p.Name).Except([.. Rules, .. Notes]));
            if (node["type"] is { } type)
                Assert.Contains((string?)type, (string[])["object", "array", "string", "integer", "boolean"]);
            if ((string?)node["type"] == "object")
                Assert.False((bool)node["additionalProperties"]!, $"{node.Path} is open");
            if (node["$ref"] is null)
                Assert.True(node["title"] is not null && node["description"] is not null, $"{node.Path} is not described");
            if ((string?)node["pattern"] is { } pattern)
                Assert.True(pattern.StartsWith('^') && pattern.EndsWith(@"$(?!\n)", StringComparison.Ordinal), $"{node.Path}: in .NET $ alone also stands before a last line feed");
        }
    }

    [Fact]
    public void A_definition_is_the_same_in_every_schema_that_has_it()
    {
        var definitions = EventTypes.Current.Names.SelectMany(name => ((JObject)Schema(name)["definitions"]!).Properties());
        foreach (var same in definitions.GroupBy(definition => definition.Name))
            Assert.Single(same.Select(definition => definition.Value.ToString()).Distinct());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_schema_defines_what_it_uses_and_no_more(string name)
    {
        var schema = Schema(name);
        var used = Nodes(schema).Select(node => (string?)node["$ref"]).Where(target => target is not null).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(used, ((JObject)schema["definitions"]!).Properties().Select(p => "#/definitions/" + p.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("facts.record", "\"gbr\"", "facts.record 'gbr': The jurisdiction's alpha-3 code, a hyphen, and 1 to 96")]
    [InlineData("facts.target", "\"JPN\\n\"", "facts.target 'JPN\n': An ISO 3166-1 alpha-3 code")]
    [InlineData("facts.announced", "\"2026-13\"", "facts.announced '2026-13': One day in EDTF")]
    [InlineData("facts.announced", "20260115", "facts.announced '20260115': expected a string")]
    [InlineData("facts.instrument", "\"Law\"", "facts.instrument 'Law': one of law, regulation")]
    [InlineData("facts.areas", "[]", "facts.areas '[]': at least 1 items")]
    [InlineData("facts.areas[2].value", "{\"level\":-1}", "facts.areas[2].value.level '-1': at least 0")]
    [InlineData("facts.areas[2].value", "{\"level\":1,\"days\":1}", "facts.areas[2].value '{\"level\":1,\"days\":1}': one of the shapes Level, Category, Direction")]
    [InlineData("facts.areas[2].value", "{\"noData\":true}", "facts.areas[2].value '{\"noData\":true}': one of the shapes Level, Category, Direction")]
    [InlineData("facts.sources[0].credibility", "7", "facts.sources[0].credibility '7': at most 6")]
    [InlineData("facts.sources[0].credibility", "99999999999999999999", "facts.sources[0].credibility '99999999999999999999': a whole number has at most 64 bits")]
    [InlineData("facts.sources[0].note", "\"x\"", "facts.sources[0].note 'x': no such field here")]
    [InlineData("facts.sources[0].kind", "null", "facts.sources[0].kind 'null': null is not a value here")]
    [InlineData("metadata.recordedAt", "\"2027-02-01T09:00:00.10Z\"", "metadata.recordedAt '2027-02-01T09:00:00.10Z': An RFC 3339 instant")]
    [InlineData("metadata.schemaVersion", "2", "metadata.schemaVersion '2': one of 1")]
    [InlineData("text.title", "\"\"", "text.title '': at least 1 characters")]
    public void What_breaks_a_rule_is_named(string path, string value, string message)
    {
        var json = (JObject)Examples.Events.Single(example => example.Name == "policy-announced.v1").Json.DeepClone();
        var dot = path.LastIndexOf('.');
        var parent = json.SelectToken(path[..dot])!;
        parent[path[(dot + 1)..]] = value == "null" ? JValue.CreateNull() : Examples.Parse($"{{\"v\":{value}}}")["v"];
        Assert.StartsWith(message, EventSchemas.Check("policy-announced.v1", Examples.Utf8(json))!.Message);
    }

    [Theory]
    [InlineData("""{"record":"DEU-x","record":"DEU-y"}""", "facts: not valid JSON: Duplicate property 'record'")]
    [InlineData("""{"record":NaN}""", "facts: not valid JSON (line 1, byte 11)")]
    [InlineData("""{"record":"DEU-x"} x""", "facts: not valid JSON (line 1, byte 20)")]
    [InlineData("[]", "facts: expected one JSON object")]
    [InlineData("{}", "facts.record: required, and missing")]
    public void What_is_no_strict_json_is_refused_before_the_schema_is_asked(string facts, string message)
    {
        var golden = Examples.Events.Single(example => example.Name == "record-erased.v1").Stored;
        Assert.StartsWith(message, EventSchemas.Check(golden.Type, Encoding.UTF8.GetBytes(facts), golden.Text!.Json, golden.Metadata)!.Message);
    }

    [Fact]
    public void An_unknown_type_is_refused() =>
        Assert.StartsWith("type 'policy-announced.v9': one of cable-sent.v1", EventSchemas.Check("policy-announced.v9", "{}"u8.ToArray(), null, "{}"u8.ToArray())!.Message);

    internal static JObject Schema(string name) => Examples.Parse(File.ReadAllText(Path.Combine(Examples.Repository, "schemas/events", name + ".json")));

    /// <summary>Every schema within a schema, itself first.</summary>
    private static IEnumerable<JObject> Nodes(JObject schema)
    {
        yield return schema;
        var inner = new[] { schema["properties"], schema["definitions"] }.OfType<JObject>().SelectMany(parts => parts.PropertyValues())
            .Concat(schema["oneOf"] ?? Enumerable.Empty<JToken>())
            .Concat(schema["items"] is { } item ? [item] : []);
        foreach (var node in inner.Cast<JObject>().SelectMany(Nodes))
            yield return node;
    }
}
