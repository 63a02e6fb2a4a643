using System.Collections;
using System.Reflection;
using System.Text.Json;
using Microsoft.OpenApi;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Describing;

/// <summary>Schemas of commands' bodies, read off the commands themselves: the members of the constructor, those that are not nullable required, and no others.</summary>
internal static class CommandSchemas
{
    private static readonly Dictionary<Type, Func<OpenApiSchema>> Written = new()
    {
        [typeof(string)] = () => Text("Text without control characters."),
        [typeof(Guid)] = () => Text("A UUID.", "uuid"),
        [typeof(DateTimeOffset)] = () => Text("An RFC 3339 instant.", "date-time"),
        [typeof(DateOnly)] = () => Text("A day, 2025-11-30.", "date"),
        [typeof(EdtfDate)] = () => Text("One day as EDTF, as precise as the source: 2025-11-21, 2025-11, 2025-11-XX?"),
        [typeof(EdtfPeriod)] = () => Text("A period as EDTF: 2025-11, 2021-03-01/2021-05-31, 2021/.."),
        [typeof(Jurisdiction)] = () => Text("A jurisdiction: a code, an alias or an English name."),
        [typeof(AreaId)] = () => Text("A policy area's full id, codebook:area."),
        [typeof(RecordId)] = () => Text("A record's id, GBR-2025-asylum-overhaul."),
        [typeof(EntryId)] = () => Text("An entry's id, GBR-2025-asylum-overhaul/2."),
        [typeof(int)] = () => new() { Type = JsonSchemaType.Integer, Format = "int32" },
        [typeof(long)] = () => new() { Type = JsonSchemaType.Integer, Format = "int64" },
        [typeof(bool)] = () => new() { Type = JsonSchemaType.Boolean },
        [typeof(JsonText)] = () => new() { Description = "Any JSON value but null." },
        [typeof(StanceValue)] = () => OneOf(
            Object(("level", Written![typeof(int)]())),
            With(Object(("category", Text("A category's code."))), ("days", Written[typeof(int)]())),
            With(Object(("direction", Words(typeof(Towards)))), ("magnitude", Words(typeof(Magnitude)))),
            Object(("noData", new() { Type = JsonSchemaType.Boolean, Enum = [true] }))),
        [typeof(Addressee)] = () => OneOf(
            Object(("host", Written![typeof(Jurisdiction)]())),
            With(Object(("class", Text("A class's code."))), ("members", Many(Written[typeof(Jurisdiction)]()))),
            Object(("unidentified", new() { Type = JsonSchemaType.Boolean, Enum = [true] }))),
        [typeof(NewTarget)] = () => OneOf(Object(("jurisdiction", Written![typeof(Jurisdiction)]())), new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = false }),
    };

    /// <summary>The body of a command: its envelope's members stand beside its own. The recorder is known by the key.</summary>
    public static OpenApiSchema Of(string name, Type command)
    {
        var schema = Members(command.GetConstructors().MaxBy(c => c.GetParameters().Length)!, command, skip: typeof(Envelope));
        schema.Properties!["command"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [name], Description = "May be left out: the address says it." };
        foreach (var member in typeof(Envelope).GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters().Where(member => member.Name != nameof(Envelope.Recorder)))
            schema.Properties[Camel(member.Name!)] = Type(member.ParameterType);
        return schema;
    }

    private static OpenApiSchema Members(ConstructorInfo constructor, Type type, Type? skip = null)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = false, Properties = new Dictionary<string, IOpenApiSchema>(), Required = new HashSet<string>() };
        foreach (var parameter in constructor.GetParameters().Where(parameter => parameter.ParameterType != skip))
        {
            var name = Camel(parameter.Name!);
            schema.Properties![name] = Type(parameter.ParameterType);
            if (new NullabilityInfoContext().Create(type.GetProperty(parameter.Name!)!).ReadState != NullabilityState.Nullable)
                schema.Required!.Add(name);
        }

        return schema;
    }

    private static OpenApiSchema Type(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Written.TryGetValue(type, out var written))
            return written();
        if (type.IsEnum)
            return Words(type);
        if (type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType)
            return type.GetGenericArguments()[0] == typeof(string) || type.GetGenericArguments()[0] != typeof(ValueMap) ? Many(Type(type.GetGenericArguments()[0])) : Many(Maps());
        return Members(type.GetConstructors().MaxBy(c => c.GetParameters().Length)!, type);
    }

    // Values are codes, or a level's number.
    private static OpenApiSchema Maps()
    {
        static OpenApiSchema Value() => new() { Type = JsonSchemaType.String | JsonSchemaType.Integer, Description = "A category's code, or a level." };
        return Object(("area", Text("The area within the codebook.")), ("from", Value()), ("to", Many(Value())));
    }

    private static OpenApiSchema Words(Type type) => new() { Type = JsonSchemaType.String, Enum = Enum.GetValues(type).Cast<Enum>().Select(value => (System.Text.Json.Nodes.JsonNode)Spelling.Of(value)).ToList() };

    private static OpenApiSchema Text(string description, string? format = null) => new() { Type = JsonSchemaType.String, Description = description, Format = format };

    private static OpenApiSchema Many(OpenApiSchema item) => new() { Type = JsonSchemaType.Array, Items = item };

    private static OpenApiSchema OneOf(params OpenApiSchema[] schemas) => new() { OneOf = [.. schemas] };

    private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] required) => new()
    {
        Type = JsonSchemaType.Object,
        AdditionalPropertiesAllowed = false,
        Properties = required.ToDictionary(member => member.Name, member => (IOpenApiSchema)member.Schema),
        Required = required.Select(member => member.Name).ToHashSet(),
    };

    private static OpenApiSchema With(OpenApiSchema schema, params (string Name, OpenApiSchema Schema)[] optional)
    {
        foreach (var (name, member) in optional)
            schema.Properties![name] = member;
        return schema;
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
