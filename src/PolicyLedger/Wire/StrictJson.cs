using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;
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

    internal const string NoNull = "null is not a value here; leave the field out if it is optional";
    internal const string NoSuchField = "no such field here";
    private const string HalfPair = "half of a surrogate pair, which no UTF-8 text can hold";
    private const int MaxNumber = 28;

    private const int MostKept = 4096;

    [ThreadStatic]
    private static StringBuilder? builder;

    /// <summary>For what the log holds: canonical codes only.</summary>
    public static Newtonsoft.Json.JsonSerializer Stored { get; } = Create(lenientCodes: false);

    /// <summary>For what people send: jurisdictions by any accepted name.</summary>
    public static Newtonsoft.Json.JsonSerializer Input { get; } = Create(lenientCodes: true);

    private static readonly JsonDocumentOptions Rfc8259 = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Parses text from outside into one JSON object.</summary>
    public static Result<JObject> ParseObject(ReadOnlyMemory<byte> utf8, string field)
    {
        var name = field.Length == 0 ? "json" : field;
        if (NotUtf8(utf8.Span) is { } index)
            return Refusal.Invalid(name, null, string.Create(CultureInfo.InvariantCulture, $"not valid JSON: byte {index + 1} is not UTF-8; save it as UTF-8"));
        try
        {
            using var document = JsonDocument.Parse(utf8, Rfc8259);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Refusal.Invalid(name, null, "expected one JSON object");
            if (Unkept(document.RootElement, field) is { } refusal)
                return refusal;
        }
        catch (System.Text.Json.JsonException e)
        {
            var where = e.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {e.BytePositionInLine + 1})") : "";
            return Refusal.Invalid(name, null, $"not valid JSON{where}: {Reason(e)}");
        }
        catch (InvalidOperationException)
        {
            return Refusal.Invalid(name, null, $"a member's name has {HalfPair}");
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
        return (T)(Stored.Deserialize(reader, type) ?? throw new JsonSerializationException("expected a JSON object"));
    }

    public static byte[] Write(object value)
    {
        // An import writes four of these an event: the thread keeps the builder, unless something big has made it grow.
        var text = builder?.Clear() ?? new StringBuilder(MostKept);
        builder = null;
        using (var writer = new JsonTextWriter(new StringWriter(text, CultureInfo.InvariantCulture)) { ArrayPool = CharPool.Shared })
            Stored.Serialize(writer, value);
        if (text.Capacity <= MostKept)
            builder = text;
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Makes a value of a token; what Newtonsoft throws becomes a refusal that names the field.</summary>
    public static Result<object> Make(JToken token, Type type, Newtonsoft.Json.JsonSerializer serializer)
    {
        if (Misshapen(token, type, serializer.ContractResolver, "") is { } refusal)
            return refusal;
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
            var m when m.StartsWith("Could not find member", StringComparison.Ordinal) => Refusal.Invalid(Ending(path, named), null, NoSuchField),
            var m when m.StartsWith("Required property", StringComparison.Ordinal) && m.Contains("null", StringComparison.Ordinal) =>
                Refusal.Invalid(Ending(path, named), "null", NoNull),
            var m when m.StartsWith("Required property", StringComparison.Ordinal) => Refusal.Invalid(Ending(path, named), null, "required, and missing"),
            _ => Refusal.Invalid(path, null, "not of the kind that this field takes"),
        };
    }

    private static string Ending(string path, string name) =>
        name.Length == 0 || path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : path.Length == 0 ? name : $"{path}.{name}";

    // The first sentence: those after it advise the programmer, not the recorder.
    private static string Reason(System.Text.Json.JsonException e)
    {
        var message = e.Message;
        foreach (var rest in (string[])[" LineNumber:", ". ", " encountered during deserialization", " which is not supported in this mode"])
            message = message.IndexOf(rest, StringComparison.Ordinal) is >= 0 and var at ? message[..at] : message;
        return message.TrimEnd('.', ' ');
    }

    private static int? NotUtf8(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return null;
        var index = 0;
        while (Rune.DecodeFromUtf8(bytes[index..], out _, out var length) == System.Buffers.OperationStatus.Done)
            index += length;
        return index;
    }

    /// <summary>What is legal JSON but could not be kept as given: null, half a character, a number that a decimal cannot hold exactly.</summary>
    private static Refusal? Unkept(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (Unkept(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}") is { } refusal)
                        return refusal;
                }

                return null;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    if (Unkept(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]")) is { } refusal)
                        return refusal;
                }

                return null;
            case JsonValueKind.Null:
                return Refusal.Invalid(path, "null", NoNull);
            case JsonValueKind.Number:
                var number = element.GetRawText();
                return number.Length > MaxNumber || number.AsSpan().ContainsAny('e', 'E')
                    ? Refusal.Invalid(path, number, $"a number has at most {MaxNumber} characters and no exponent")
                    : null;
            case JsonValueKind.String:
                return IsWhole(element) ? null : Refusal.Invalid(path, null, HalfPair);
            default:
                return null;
        }
    }

    private static bool IsWhole(JsonElement text)
    {
        if (System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(text).IndexOf("\\u"u8) < 0)
            return true;
        try
        {
            _ = text.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // Newtonsoft takes a member's name in any case; a ledger takes it as it is written.
    private static Refusal? Misshapen(JToken token, Type type, IContractResolver contracts, string path)
    {
        switch (contracts.ResolveContract(type))
        {
            case { Converter: not null }:
                return null;
            case JsonObjectContract contract:
                if (token is not JObject made)
                    return Refusal.Invalid(path, token is JValue ? token.ToString() : null, "expected an object, {…}");
                foreach (var member in made.Properties())
                {
                    var at = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    if (!contract.Properties.Contains(member.Name))
                        return Refusal.Invalid(at, null, NoSuchField);
                    var property = contract.Properties[member.Name];
                    if (property.Converter is null && Misshapen(member.Value, property.PropertyType!, contracts, at) is { } refusal)
                        return refusal;
                }

                return null;
            case JsonArrayContract { CollectionItemType: { } item }:
                if (token is not JArray list)
                    return Refusal.Invalid(path, token is JValue ? token.ToString() : null, "expected a list, […]");
                for (var i = 0; i < list.Count; i++)
                {
                    if (Misshapen(list[i], item, contracts, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")) is { } refusal)
                        return refusal;
                }

                return null;
            default:
                return null;
        }
    }

    private static JsonTextReader Reader(ReadOnlyMemory<byte> utf8) =>
        new(new StringReader(Encoding.UTF8.GetString(utf8.Span)))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            Culture = CultureInfo.InvariantCulture,
            MaxDepth = MaxDepth,
            ArrayPool = CharPool.Shared,
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

    /// <summary>Lends Newtonsoft its buffers, which it would allocate anew for each value.</summary>
    private sealed class CharPool : IArrayPool<char>
    {
        public static CharPool Shared { get; } = new();

        public char[] Rent(int minimumLength) => ArrayPool<char>.Shared.Rent(minimumLength);

        public void Return(char[]? array)
        {
            if (array is not null)
                ArrayPool<char>.Shared.Return(array);
        }
    }
}
