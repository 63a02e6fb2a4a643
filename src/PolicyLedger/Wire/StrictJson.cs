using System.Globalization;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using JsonException = Newtonsoft.Json.JsonException;

namespace PolicyLedger.Wire;

/// <summary>
/// Newtonsoft.Json with every setting that could corrupt a ledger turned off (ADR 0006): no date guessing, decimals for
/// floats, no missing, null or unknown members, no comments; and before anything from outside is read, a pass that holds
/// it to RFC 8259: UTF-8, no duplicate keys, no NaN, at most 64 levels, nothing behind the end.
/// </summary>
internal static class StrictJson
{
    public const int MaxDepth = 64;

    /// <summary>For what the log holds: canonical codes only.</summary>
    public static Newtonsoft.Json.JsonSerializer Stored { get; } = Create(lenientCodes: false);

    /// <summary>For what people send: jurisdictions by any accepted name.</summary>
    public static Newtonsoft.Json.JsonSerializer Input { get; } = Create(lenientCodes: true);

    private static readonly JsonDocumentOptions Rfc8259 = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Parses text from outside into one JSON object.</summary>
    public static Result<JObject> ParseObject(ReadOnlyMemory<byte> utf8, string field)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Rfc8259);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Refusal.Invalid(field, null, "expected one JSON object");
        }
        catch (System.Text.Json.JsonException e)
        {
            var where = e.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {e.BytePositionInLine + 1})") : "";
            return Refusal.Invalid(field.Length == 0 ? "json" : field, null, $"not valid JSON{where}: {Reason(e)}");
        }

        return (JObject)Load(utf8);
    }

    public static JToken Load(ReadOnlyMemory<byte> utf8)
    {
        using var reader = Reader(utf8);
        return JToken.Load(reader, new JsonLoadSettings { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error });
    }

    public static JToken Load(string json) => Load(Encoding.UTF8.GetBytes(json));

    public static T Read<T>(ReadOnlyMemory<byte> utf8, Type type)
    {
        using var reader = Reader(utf8);
        return (T)Stored.Deserialize(reader, type)!;
    }

    public static byte[] Write(object value)
    {
        var text = new StringWriter(new StringBuilder(512), CultureInfo.InvariantCulture);
        using (var writer = new JsonTextWriter(text))
            Stored.Serialize(writer, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Makes a value of a token; what Newtonsoft throws becomes a refusal that names the field.</summary>
    public static Result<object> Make(JToken token, Type type, Newtonsoft.Json.JsonSerializer serializer)
    {
        try
        {
            return token.ToObject(type, serializer)!;
        }
        catch (JsonException e)
        {
            return Explain(e);
        }
    }

    internal static Refusal Explain(JsonException e)
    {
        var path = (e as JsonSerializationException)?.Path ?? (e as JsonReaderException)?.Path ?? "";
        if (e.InnerException is RefusedException refused)
            return refused.Refusal.Field.Length == 0 ? refused.Refusal with { Field = path } : refused.Refusal.Within(path);
        var named = e.Message.Split('\'') is { Length: > 2 } parts ? parts[1] : "";
        return e.Message switch
        {
            var m when m.StartsWith("Could not find member", StringComparison.Ordinal) => Refusal.Invalid(Ending(path, named), null, "no such field here"),
            var m when m.StartsWith("Required property", StringComparison.Ordinal) && m.Contains("null", StringComparison.Ordinal) =>
                Refusal.Invalid(Ending(path, named), "null", "null is not a value here; leave the field out if it is optional"),
            var m when m.StartsWith("Required property", StringComparison.Ordinal) => Refusal.Invalid(Ending(path, named), null, "required, and missing"),
            _ => Refusal.Invalid(path, null, "not of the kind that this field takes"),
        };
    }

    private static string Ending(string path, string name) =>
        name.Length == 0 || path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : path.Length == 0 ? name : $"{path}.{name}";

    private static string Reason(System.Text.Json.JsonException e)
    {
        var message = e.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }

    private static JsonTextReader Reader(ReadOnlyMemory<byte> utf8) =>
        new(new StringReader(Encoding.UTF8.GetString(utf8.Span)))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            Culture = CultureInfo.InvariantCulture,
            MaxDepth = MaxDepth,
        };

    private static Newtonsoft.Json.JsonSerializer Create(bool lenientCodes) => Newtonsoft.Json.JsonSerializer.Create(new JsonSerializerSettings
    {
        ContractResolver = new RecordContractResolver(lenientCodes),
        Culture = CultureInfo.InvariantCulture,
        CheckAdditionalContent = true,
        DateFormatHandling = DateFormatHandling.IsoDateFormat,
        DateParseHandling = DateParseHandling.None,
        FloatParseHandling = FloatParseHandling.Decimal,
        Formatting = Formatting.None,
        MaxDepth = MaxDepth,
        MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
        MissingMemberHandling = MissingMemberHandling.Error,
        TypeNameHandling = TypeNameHandling.None,
    });
}
