using System.Reflection;
using System.Runtime.CompilerServices;

namespace PolicyLedger.EventStoreClient.Tests;

/// <summary>Describes what an assembly shows: one line per type, interface, constructor, field, property and method, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static List<string> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().SelectMany(Lines).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        var name = Name(type);
        yield return $"{name}: {Kind(type)}";
        if (type.IsEnum)
        {
            foreach (var value in Enum.GetNames(type))
                yield return $"{name}.{value} = {Convert.ToInt64(Enum.Parse(type, value))}";
            yield break;
        }
        if (type.BaseType is { } parent && typeof(Exception).IsAssignableFrom(parent))
            yield return $"{name}: is {Name(parent)}";
        foreach (var implemented in type.GetInterfaces())
            yield return $"{name}: is {Name(implemented)}";
        foreach (var constructor in type.GetConstructors())
            yield return $"{name}({Parameters(constructor)})";
        foreach (var field in type.GetFields(Own))
            yield return $"{name}.{field.Name}: {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType, Nullability(field))}";
        foreach (var property in type.GetProperties(Own))
            yield return $"{name}.{property.Name}: {(property.GetMethod!.IsStatic ? "static " : "")}{Name(property.PropertyType, Nullability(property))} {{ {Accessors(property)} }}";
        foreach (var method in type.GetMethods(Own).Where(method => !method.Name.StartsWith('<') && (!method.IsSpecialName || method.Name.StartsWith("op_"))))
            yield return $"{name}.{method.Name}({Parameters(method)}): {(method.IsStatic ? "static " : "")}{Name(method.ReturnType, Nullability(method.ReturnParameter))}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Accessors(PropertyInfo property) => property.SetMethod switch
    {
        null or { IsPublic: false } => "get;",
        var set when set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) => "get; init;",
        _ => "get; set;",
    };

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.IsOut ? "out " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var suffix = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";
        return $"{prefix}{Name(parameter.ParameterType, Nullability(parameter))} {parameter.Name}{suffix}";
    }

    // Not thread-safe, hence one each.
    private static NullabilityInfo Nullability(ParameterInfo parameter) => new NullabilityInfoContext().Create(parameter);

    private static NullabilityInfo Nullability(PropertyInfo property) => new NullabilityInfoContext().Create(property);

    private static NullabilityInfo Nullability(FieldInfo field) => new NullabilityInfoContext().Create(field);

    private static string Name(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!, nullability?.ElementType);
        var mark = !type.IsValueType && (nullability?.ReadState == NullabilityState.Nullable || nullability?.WriteState == NullabilityState.Nullable) ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        if (!type.IsGenericType)
            return name + mark;
        var arguments = type.GetGenericArguments()
            .Select((argument, index) => Name(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(index)));
        return $"{name.Split('`')[0]}<{string.Join(", ", arguments)}>{mark}";
    }
}
