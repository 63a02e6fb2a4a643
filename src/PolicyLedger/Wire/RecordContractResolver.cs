using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Recording;

namespace PolicyLedger.Wire;

/// <summary>
/// Reads the JSON contract off the records themselves: members in the order of the constructor, camel case; a member that
/// is not nullable is required, a nullable one is left out when null and never written as null.
/// </summary>
internal sealed class RecordContractResolver : DefaultContractResolver
{
    private readonly IReadOnlyList<JsonConverter> converters;

    public RecordContractResolver(bool lenientCodes)
    {
        NamingStrategy = new CamelCaseNamingStrategy(processDictionaryKeys: false, overrideSpecifiedNames: false);
        converters = Converters.All(lenientCodes);
    }

    protected override JsonContract CreateContract(Type objectType)
    {
        var contract = base.CreateContract(objectType);
        contract.Converter ??= converters.FirstOrDefault(converter => converter.CanConvert(objectType));
        return contract;
    }

    // The base class takes over a member's converter, but not the one of its items.
    protected override JsonProperty CreatePropertyFromConstructorParameter(JsonProperty? matchingMemberProperty, ParameterInfo parameterInfo)
    {
        var property = base.CreatePropertyFromConstructorParameter(matchingMemberProperty, parameterInfo);
        property.ItemConverter = matchingMemberProperty?.ItemConverter;
        return property;
    }

    protected override IList<JsonProperty> CreateProperties(Type type, MemberSerialization memberSerialization)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length);
        var order = constructor?.GetParameters().Select((parameter, index) => (parameter.Name, index))
            .ToDictionary(p => p.Name!, p => p.index, StringComparer.OrdinalIgnoreCase) ?? [];
        var nullability = new NullabilityInfoContext();
        var kept = new List<JsonProperty>();
        foreach (var property in base.CreateProperties(type, memberSerialization))
        {
            if (!order.TryGetValue(property.UnderlyingName!, out var index))
                continue;
            var member = type.GetProperty(property.UnderlyingName!, BindingFlags.Instance | BindingFlags.Public)!;
            var optional = nullability.Create(member).ReadState == NullabilityState.Nullable;
            property.Order = index;
            property.Required = optional ? Required.DisallowNull : Required.Always;
            property.NullValueHandling = optional ? NullValueHandling.Ignore : NullValueHandling.Include;
            if (member.PropertyType == typeof(EdtfPeriod))
                property.Converter = Converters.Period(coded: member.Name == nameof(StanceCoded.Period));
            if (type == typeof(ValueMap) && member.Name == nameof(ValueMap.From))
                property.Converter = Converters.MapValue();
            if (type == typeof(ValueMap) && member.Name == nameof(ValueMap.To))
                property.ItemConverter = Converters.MapValue();
            if (member.PropertyType == typeof(Envelope))
                property.Readable = false; // read from input, never written: what is written of a command is its content
            kept.Add(property);
        }

        return kept.OrderBy(property => property.Order).ToList();
    }
}
