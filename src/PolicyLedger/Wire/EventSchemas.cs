using System.Collections.Frozen;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace PolicyLedger.Wire;

/// <summary>
/// Holds stored events to <c>schemas/events/</c>, which is embedded in the program. It looks at one event alone: that its
/// ids exist and its values belong to their codebook is the commands' business. Safe for use from several threads; a
/// schema is parsed at its first use.
/// </summary>
public static class EventSchemas
{
    private static readonly FrozenDictionary<string, Lazy<JsonSchema>> Schemas = Resources.Names("events/").ToFrozenDictionary(
        name => name["events/".Length..^".json".Length],
        name => new Lazy<JsonSchema>(() => Parse(name)),
        StringComparer.Ordinal);

    /// <summary>The stored names that have a schema.</summary>
    public static IEnumerable<string> Names => Schemas.Keys.Order(StringComparer.Ordinal);

    /// <summary>A schema's own text; null where there is none of the name.</summary>
    public static byte[]? Text(string type) => Schemas.ContainsKey(type) ? Resources.Read($"events/{type}.json") : null;

    /// <summary>The first rule that a stored event breaks, with the path of the field (<c>facts.areas[0].value</c>) and its value; null if it keeps them all.</summary>
    /// <param name="type">Its stored name.</param>
    /// <param name="facts">UTF-8 JSON.</param>
    /// <param name="text">UTF-8 JSON; null where there is none or it was erased.</param>
    /// <param name="metadata">UTF-8 JSON.</param>
    public static Refusal? Check(string type, ReadOnlyMemory<byte> facts, ReadOnlyMemory<byte>? text, ReadOnlyMemory<byte> metadata)
    {
        if (!Schemas.TryGetValue(type, out var schema))
            return Unknown(type);
        var stored = new JObject();
        foreach (var (part, json) in Parts(facts, text, metadata))
        {
            // NJsonSchema takes the last of duplicate keys.
            if (!StrictJson.ParseObject(json, part).TryGet(out var parsed, out var refusal))
                return refusal;
            stored[part] = parsed;
        }

        return Check(schema.Value, stored);
    }

    /// <summary>The same for an event as the examples and exports hold it: <c>{"facts": …, "text": …, "metadata": …}</c>.</summary>
    public static Refusal? Check(string type, ReadOnlyMemory<byte> stored) =>
        !Schemas.TryGetValue(type, out var schema) ? Unknown(type)
        : StrictJson.ParseObject(stored, "").TryGet(out var parsed, out var refusal) ? Check(schema.Value, parsed)
        : refusal;

    /// <summary>The same for the facts alone, as a correction would leave them; the path starts within them.</summary>
    internal static Refusal? CheckFacts(string type, JObject facts) => Check(Schemas[type].Value.Properties["facts"].ActualSchema, facts);

    private static Refusal? Check(JsonSchema schema, JObject stored)
    {
        // NJsonSchema breaks on a number beyond 64 bits.
        if (stored.Descendants().FirstOrDefault(t => t is JValue { Type: JTokenType.Integer, Value: not long }) is { } huge)
            return Refusal.Invalid(huge.Path, huge.ToString(), "a whole number has at most 64 bits");
        return schema.Validate(stored).FirstOrDefault() is { } error ? Explain(error) : null;
    }

    private static Refusal Unknown(string type) => Refusal.Invalid("type", type, $"one of {string.Join(", ", Names)}");

    private static IEnumerable<(string Part, ReadOnlyMemory<byte> Json)> Parts(ReadOnlyMemory<byte> facts, ReadOnlyMemory<byte>? text, ReadOnlyMemory<byte> metadata)
    {
        yield return ("facts", facts);
        if (text is { } words)
            yield return ("text", words);
        yield return ("metadata", metadata);
    }

    private static JsonSchema Parse(string name)
    {
        // Without outside references there is nothing to wait for.
        return JsonSchema.FromJsonAsync(System.Text.Encoding.UTF8.GetString(Resources.Read(name))).GetAwaiter().GetResult();
    }

    private static Refusal Explain(ValidationError error)
    {
        var inner = Inner(error);
        var path = inner.Path?.Replace("#/", "", StringComparison.Ordinal) ?? "";
        var at = inner.Token is JProperty member ? member.Value : inner.Token;
        return Refusal.Invalid(
            path.Length == 0 ? "event" : path,
            inner.Kind == ValidationErrorKind.PropertyRequired || at is null ? null : at.Type == JTokenType.String ? (string?)at : at.ToString(Formatting.None),
            Rule(inner));
    }

    // A part that fits none of its shapes is explained by the only shape that it nearly has, or by their names.
    private static ValidationError Inner(ValidationError error)
    {
        if (error is not ChildSchemaValidationError child)
            return error;
        var shapes = child.Errors.Select(shape => shape.Value.ToList()).Where(errors => errors.Count > 0).ToList();
        var near = shapes.Count == 1 ? shapes : shapes.Where(errors => errors.TrueForAll(e => e.Kind is not (
            ValidationErrorKind.PropertyRequired or ValidationErrorKind.NoAdditionalPropertiesAllowed) && e.Path != error.Path)).ToList();
        return near.Count == 1 ? Inner(near[0][0]) : error;
    }

    private static string Rule(ValidationError error)
    {
        var schema = error.Schema.ActualSchema;
        return error.Kind switch
        {
            ValidationErrorKind.PropertyRequired => "required, and missing",
            ValidationErrorKind.NoAdditionalPropertiesAllowed => StrictJson.NoSuchField,
            ValidationErrorKind.NotInEnumeration => $"one of {string.Join(", ", schema.Enumeration)}",
            ValidationErrorKind.PatternMismatch => $"{Described(schema)} (pattern {schema.Pattern})",
            ValidationErrorKind.StringTooShort => $"at least {schema.MinLength} characters",
            ValidationErrorKind.StringTooLong => $"at most {schema.MaxLength} characters",
            ValidationErrorKind.NumberTooSmall => $"at least {schema.Minimum}",
            ValidationErrorKind.NumberTooBig => $"at most {schema.Maximum}",
            ValidationErrorKind.TooFewItems => $"at least {schema.MinItems} items",
            ValidationErrorKind.TooManyItems => $"at most {schema.MaxItems} items",
            ValidationErrorKind.TooFewProperties => $"at least {schema.MinProperties} of {string.Join(", ", schema.Properties.Keys)}",
            ValidationErrorKind.NotOneOf => $"one of the shapes {string.Join(", ", schema.OneOf.Select(shape => shape.ActualSchema.Title))}",
            ValidationErrorKind.StringExpected => "expected a string",
            ValidationErrorKind.IntegerExpected => "expected a whole number",
            ValidationErrorKind.BooleanExpected => "expected true or false",
            ValidationErrorKind.ObjectExpected => "expected an object, {…}",
            ValidationErrorKind.ArrayExpected => "expected a list, […]",
            _ => Described(schema),
        };
    }

    private static string Described(JsonSchema schema) => (schema.Description ?? schema.Title ?? "not of the kind that this field takes").TrimEnd('.');
}
