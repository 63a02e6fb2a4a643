using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace PolicyLedger.Server.Http;

/// <summary>
/// Refuses what would otherwise be passed over: a query parameter that the endpoint does not have (a misspelt <c>knownAt</c>
/// would give another answer than was asked for), one that is given twice, one that is too long, and characters that no value has.
/// </summary>
internal static class Strictness
{
    /// <summary>Longer than any value that means something.</summary>
    public const int LongestValue = 2048;

    public static TBuilder Strict<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilterFactory((context, next) =>
        {
            var names = context.MethodInfo.GetParameters().SelectMany(QueryNames).ToHashSet(StringComparer.Ordinal);
            return call =>
            {
                Check(call.HttpContext.Request, names);
                return next(call);
            };
        });

    private static IEnumerable<string> QueryNames(System.Reflection.ParameterInfo parameter)
    {
        if (parameter.GetCustomAttributes(true).OfType<IFromQueryMetadata>().FirstOrDefault() is { } own)
            return [own.Name ?? parameter.Name!];
        return parameter.GetCustomAttributes(true).OfType<AsParametersAttribute>().Any()
            ? parameter.ParameterType.GetProperties().SelectMany(property => property.GetCustomAttributes(true).OfType<IFromQueryMetadata>().Select(from => from.Name ?? property.Name))
            : [];
    }

    private static void Check(HttpRequest request, HashSet<string> names)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!names.Contains(name))
                throw new RefusedException(Refusal.Invalid(name, values.ToString(), names.Count == 0 ? "this resource takes no query parameters" : $"no such parameter; there are {string.Join(", ", names.Order(StringComparer.Ordinal))}"));
            if (values.Count > 1)
                throw new RefusedException(Refusal.Invalid(name, values.ToString(), "given more than once"));
            Value(values.ToString(), name);
        }

        foreach (var (name, value) in request.RouteValues)
            Value(value as string ?? "", name);
    }

    private static void Value(string value, string name)
    {
        if (value.Length > LongestValue)
            throw new RefusedException(Refusal.Invalid(name, value, $"at most {LongestValue} characters"));
        foreach (var c in value)
        {
            if (char.IsControl(c) || c == '\uFFFD' || char.IsSurrogate(c))
                throw new RefusedException(Refusal.Invalid(name, null, "holds a control character, or bytes that are no UTF-8"));
        }
    }
}
