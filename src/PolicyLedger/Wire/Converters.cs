using System.Collections.Concurrent;
using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using PolicyLedger.Auditing;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Wire;

/// <summary>How the domain's values look in JSON.</summary>
internal static class Converters
{
    public static IReadOnlyList<JsonConverter> All(bool lenientCodes) =>
    [
        new TextConverter<RecordId>(text => RecordId.Parse(text, ""), id => id.Text),
        new TextConverter<EntryId>(text => EntryId.Parse(text, ""), id => id.ToString()),
        new TextConverter<AreaId>(lenientCodes ? text => AreaId.Parse(text, "") : StoredArea, id => id.Full),
        new TextConverter<EdtfDate>(text => EdtfDate.Parse(text, ""), date => date.Text),
        new TextConverter<DateOnly>(text => Iso.Day(text, ""), Iso.Write),
        new TextConverter<DateTimeOffset>(text => Iso.Instant(text, ""), Iso.Write),
        new TextConverter<Guid>(text => Guid.TryParseExact(text, "D", out var id) ? id : Refusal.Invalid("", text, "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91"), id => id.ToString("D")),
        lenientCodes
            ? new TextConverter<Jurisdiction>(text => Jurisdiction.Parse(text, ""), jurisdiction => jurisdiction.Code)
            : new TextConverter<Jurisdiction>(text => Jurisdiction.ParseCode(text, ""), jurisdiction => jurisdiction.Code),
        new TextConverter<TreeHash>(text => TreeHash.TryParse(text, out var hash) ? hash : Refusal.Invalid("", text, "32 bytes in base64"), hash => hash.ToString()),
        new EnumConverter(),
        new IntegerConverter(),
        new BooleanConverter(),
        new StringConverter(),
        new StanceValueConverter(),
        new AddresseeConverter(),
        new JsonTextConverter(),
    ];

    // What the log holds names the areas of its codebooks, few and over and over: one instance of each.
    private static Result<AreaId> StoredArea(string text) =>
        Areas.TryGetValue(text, out var known) ? known : AreaId.Parse(text, "").Map(area => Areas.GetOrAdd(text, area));

    public static JsonConverter Period(bool coded) => new TextConverter<EdtfPeriod>(
        text => coded ? EdtfPeriod.ParseCoded(text, "") : EdtfPeriod.ParseEffective(text, ""),
        period => period.Text);

    /// <summary>A value of a codebook's area in a revision's map.</summary>
    public static JsonConverter MapValue() =>
        new StringConverter("a value is written as a string: a category as its code, a level in digits, such as \"1\"; other kinds of values are not in a map");

    private static readonly ConcurrentDictionary<Enum, string> Spelled = new();
    private static readonly ConcurrentDictionary<string, AreaId> Areas = new(StringComparer.Ordinal);

    /// <summary>The strings of an enum: camel case, except where the field has a spelling of its own.</summary>
    public static string Spell(Enum value) => Spelled.GetOrAdd(value, static value => value switch
    {
        Reliability => value.ToString(),
        PloverAction plover => "REQUEST/" + plover.ToString()["Request".Length..].ToLowerInvariant(),
        _ => char.ToLowerInvariant(value.ToString()[0]) + value.ToString()[1..],
    });

    private static RefusedException Refuse(string field, object? value, string rule) =>
        new(Refusal.Invalid(field, value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture), rule));

    /// <summary>What stands there in place of a string; an object or a list as its text, which is then read past.</summary>
    private static object? Given(JsonReader reader) =>
        reader.TokenType is JsonToken.StartObject or JsonToken.StartArray ? JToken.ReadFrom(reader).ToString(Formatting.None) : reader.Value;

    private static T Fail<T>(JsonReader reader, RefusedException refused) =>
        throw new JsonSerializationException(refused.Message, reader.Path, 0, 0, refused);

    private sealed class TextConverter<T>(Func<string, Result<T>> parse, Func<T, string> write) : JsonConverter
        where T : notnull
    {
        public override bool CanConvert(Type type) => type == typeof(T) || Nullable.GetUnderlyingType(type) == typeof(T);

        public override object? ReadJson(JsonReader reader, Type type, object? existing, JsonSerializer serializer)
        {
            if (reader.TokenType == JsonToken.Null)
                return null;
            if (reader.TokenType != JsonToken.String)
                return Fail<object>(reader, Refuse("", Given(reader), "expected a string"));
            return parse((string)reader.Value!).TryGet(out var value, out var refusal) ? value : Fail<object>(reader, new RefusedException(refusal));
        }

        public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) => writer.WriteValue(write((T)value!));
    }

    private sealed class EnumConverter : JsonConverter
    {
        private static readonly ConcurrentDictionary<Type, Dictionary<string, object>> Spellings = new();

        public override bool CanConvert(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

        public override object? ReadJson(JsonReader reader, Type type, object? existing, JsonSerializer serializer)
        {
            if (reader.TokenType == JsonToken.Null)
                return null;
            var spellings = Spellings.GetOrAdd(
                Nullable.GetUnderlyingType(type) ?? type,
                t => Enum.GetValues(t).Cast<Enum>().ToDictionary(Spell, e => (object)e, StringComparer.Ordinal));
            return reader.TokenType == JsonToken.String && spellings.TryGetValue((string)reader.Value!, out var value)
                ? value
                : Fail<object>(reader, Refuse("", reader.Value, $"one of {string.Join(", ", spellings.Keys)}"));
        }

        public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) => writer.WriteValue(Spell((Enum)value!));
    }

    // Newtonsoft turns "3", 3.0 and true into numbers and numbers into strings; these three take JSON at its word.
    private sealed class IntegerConverter : JsonConverter
    {
        public override bool CanConvert(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var t && (t == typeof(int) || t == typeof(long));

        public override object? ReadJson(JsonReader reader, Type type, object? existing, JsonSerializer serializer)
        {
            if (reader.TokenType == JsonToken.Null)
                return null;
            if (reader.TokenType != JsonToken.Integer || reader.Value is not long number)
                return Fail<object>(reader, Refuse("", reader.Value, "expected a whole number"));
            if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(long))
                return number;
            return number is >= int.MinValue and <= int.MaxValue ? (int)number : Fail<object>(reader, Refuse("", number, "out of range"));
        }

        public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) => writer.WriteValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    private sealed class BooleanConverter : JsonConverter
    {
        public override bool CanConvert(Type type) => type == typeof(bool) || type == typeof(bool?);

        public override object? ReadJson(JsonReader reader, Type type, object? existing, JsonSerializer serializer) => reader.TokenType switch
        {
            JsonToken.Null => null,
            JsonToken.Boolean => (bool)reader.Value!,
            _ => Fail<object>(reader, Refuse("", reader.Value, "expected true or false")),
        };

        public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) => writer.WriteValue((bool)value!);
    }

    private sealed class StringConverter(string expected = "expected a string") : JsonConverter<string>
    {
        public override string? ReadJson(JsonReader reader, Type type, string? existing, bool hasExisting, JsonSerializer serializer) => reader.TokenType switch
        {
            JsonToken.Null => null,
            JsonToken.String => (string)reader.Value!,
            _ => Fail<string>(reader, Refuse("", Given(reader), expected)),
        };

        public override void WriteJson(JsonWriter writer, string? value, JsonSerializer serializer) => writer.WriteValue(value);
    }

    private sealed class JsonTextConverter : JsonConverter<JsonText>
    {
        public override JsonText ReadJson(JsonReader reader, Type type, JsonText? existing, bool hasExisting, JsonSerializer serializer) =>
            new(JToken.Load(reader).ToString(Formatting.None));

        public override void WriteJson(JsonWriter writer, JsonText? value, JsonSerializer serializer) => writer.WriteRawValue(value!.Text);
    }

    // Whole numbers are written as long: a token that is read back holds what was written, and IntegerConverter takes only long.
    private sealed class StanceValueConverter : JsonConverter<StanceValue>
    {
        public override bool CanRead => true;

        public override StanceValue ReadJson(JsonReader reader, Type type, StanceValue? existing, bool hasExisting, JsonSerializer serializer)
        {
            if (reader.TokenType != JsonToken.StartObject)
                return Fail<StanceValue>(reader, Refuse("", reader.Value, Shape));
            var at = reader.Path;
            var value = JObject.Load(reader);
            var names = value.Properties().Select(p => p.Name).ToHashSet();
            if (names.SetEquals(["level"]))
                return new StanceValue.Level(Member<int>(at, value, "level", serializer));
            if (names.Contains("category") && names.IsSubsetOf(["category", "days"]))
                return new StanceValue.Category(Member<string>(at, value, "category", serializer), names.Contains("days") ? Member<int>(at, value, "days", serializer) : null);
            if (names.Contains("direction") && names.IsSubsetOf(["direction", "magnitude"]))
                return new StanceValue.Direction(Member<Towards>(at, value, "direction", serializer), names.Contains("magnitude") ? Member<Magnitude>(at, value, "magnitude", serializer) : null);
            if (names.SetEquals(["noData"]) && value["noData"] is JValue { Value: true })
                return new StanceValue.NoData();
            return Fail<StanceValue>(reader, Refuse("", value.ToString(Formatting.None), Shape));
        }

        public override void WriteJson(JsonWriter writer, StanceValue? value, JsonSerializer serializer)
        {
            writer.WriteStartObject();
            switch (value)
            {
                case StanceValue.Level level:
                    writer.WritePropertyName("level");
                    writer.WriteValue((long)level.Number);
                    break;
                case StanceValue.Category category:
                    writer.WritePropertyName("category");
                    writer.WriteValue(category.Code);
                    if (category.Days is { } days)
                    {
                        writer.WritePropertyName("days");
                        writer.WriteValue((long)days);
                    }

                    break;
                case StanceValue.Direction direction:
                    writer.WritePropertyName("direction");
                    writer.WriteValue(Spell(direction.Towards));
                    if (direction.Magnitude is { } magnitude)
                    {
                        writer.WritePropertyName("magnitude");
                        writer.WriteValue(Spell(magnitude));
                    }

                    break;
                default:
                    writer.WritePropertyName("noData");
                    writer.WriteValue(true);
                    break;
            }

            writer.WriteEndObject();
        }

        private const string Shape = "a value is {\"level\": n}, {\"category\": code, \"days\": n}, {\"direction\": way, \"magnitude\": size} or {\"noData\": true}";
    }

    private sealed class AddresseeConverter : JsonConverter<Addressee>
    {
        public override Addressee ReadJson(JsonReader reader, Type type, Addressee? existing, bool hasExisting, JsonSerializer serializer)
        {
            const string Shape = "an addressee is {\"host\": country}, {\"class\": code, \"members\": [countries]} or {\"unidentified\": true}";
            if (reader.TokenType != JsonToken.StartObject)
                return Fail<Addressee>(reader, Refuse("", reader.Value, Shape));
            var at = reader.Path;
            var value = JObject.Load(reader);
            var names = value.Properties().Select(p => p.Name).ToHashSet();
            if (names.SetEquals(["host"]))
                return new Addressee.Host(Member<Jurisdiction>(at, value, "host", serializer));
            if (names.Contains("class") && names.IsSubsetOf(["class", "members"]))
                return new Addressee.Class(Member<string>(at, value, "class", serializer), names.Contains("members") ? Member<ValueList<Jurisdiction>>(at, value, "members", serializer) : []);
            if (names.SetEquals(["unidentified"]) && value["unidentified"] is JValue { Value: true })
                return new Addressee.Unidentified();
            return Fail<Addressee>(reader, Refuse("", value.ToString(Formatting.None), Shape));
        }

        public override void WriteJson(JsonWriter writer, Addressee? value, JsonSerializer serializer)
        {
            writer.WriteStartObject();
            switch (value)
            {
                case Addressee.Host host:
                    writer.WritePropertyName("host");
                    writer.WriteValue(host.Jurisdiction.Code);
                    break;
                case Addressee.Class group:
                    writer.WritePropertyName("class");
                    writer.WriteValue(group.Name);
                    writer.WritePropertyName("members");
                    serializer.Serialize(writer, group.Members);
                    break;
                default:
                    writer.WritePropertyName("unidentified");
                    writer.WriteValue(true);
                    break;
            }

            writer.WriteEndObject();
        }
    }

    // The object was taken out of its surroundings, so the path to it has to be given back to what is wrong inside.
    private static T Member<T>(string at, JObject value, string name, JsonSerializer serializer)
    {
        try
        {
            if (value[name] is { Type: not JTokenType.Null } token)
                return token.ToObject<T>(serializer)!;
            throw Refuse(name, "null", "null is not a value here");
        }
        catch (JsonException e)
        {
            throw new JsonSerializationException(e.Message, at, 0, 0, new RefusedException(StrictJson.Explain(e)));
        }
        catch (RefusedException e)
        {
            throw new JsonSerializationException(e.Message, at, 0, 0, e);
        }
    }
}
