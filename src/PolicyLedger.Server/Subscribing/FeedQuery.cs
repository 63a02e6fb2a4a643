using Microsoft.AspNetCore.Http;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;
using PolicyLedger.Server.Http;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Subscribing;

/// <summary>Reads the parameters of a subscription; whatever is wrong with them is listed, all of it at once.</summary>
internal sealed class FeedQuery
{
    // Where a client resumes, and what access control reads.
    private static readonly string[] OfEveryFeed = ["after", "ticket"];

    private readonly IQueryCollection query;

    private FeedQuery(HttpContext http, params IEnumerable<string> names)
    {
        query = http.Request.Query;
        var known = names.Concat(OfEveryFeed).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
                Errors.Add(new(name, values, $"no parameter of this feed: it has {string.Join(", ", known.Where(n => n != "ticket").Order(StringComparer.Ordinal))}"));
        }
    }

    public List<FieldError> Errors { get; } = [];

    public static (EventFilter Filter, List<FieldError> Errors) Events(HttpContext http, EventTypes types)
    {
        var read = new FeedQuery(http, "jurisdiction", "area", "kind");
        var kinds = read.Many("kind", (text, field) => Kinds(text, field, types));
        return (new(read.Many("jurisdiction", Jurisdiction.Parse), read.Many("area", AreaId.Parse), kinds?.SelectMany(kind => kind).ToHashSet(StringComparer.Ordinal)), read.Errors);
    }

    public static (ChangeFilter Filter, List<FieldError> Errors) Changes(HttpContext http)
    {
        var read = new FeedQuery(http, "jurisdiction", "area", "basis", "recoding");
        var basis = read.One("basis", text => text switch
        {
            "inForce" => Basis.InForce,
            "declared" => Basis.Declared,
            _ => (Basis?)null,
        }, "inForce or declared");
        var recoding = read.One("recoding", text => text switch
        {
            "true" => true,
            "false" => false,
            _ => (bool?)null,
        }, "true (only changes of the coding) or false (only changes of what is said of the world)");
        return (new(read.Many("jurisdiction", Jurisdiction.Parse), read.Many("area", AreaId.Parse), basis, recoding), read.Errors);
    }

    /// <summary>Values separated by commas or given repeatedly; null where the parameter is not there.</summary>
    private HashSet<T>? Many<T>(string name, Func<string, string, Result<T>> parse)
        where T : notnull
    {
        if (!query.TryGetValue(name, out var values))
            return null;
        var found = new HashSet<T>();
        foreach (var text in values.SelectMany(value => (value ?? "").Split(',')))
        {
            if (parse(text.Trim(), name).TryGet(out var value, out var refusal))
                found.Add(value);
            else
                Errors.Add(new(refusal.Field, refusal.Value, refusal.Rule));
        }

        return found;
    }

    private T? One<T>(string name, Func<string, T?> parse, string rule)
        where T : struct
    {
        if (!query.TryGetValue(name, out var values))
            return null;
        if (values.Count == 1 && parse(values[0]!) is { } found)
            return found;
        Errors.Add(new(name, values, $"one value, {rule}"));
        return null;
    }

    private static Result<IReadOnlyList<string>> Kinds(string text, string field, EventTypes types)
    {
        var named = types.Names.Where(name => EventTypes.IsNamed(name, text)).ToList();
        return named.Count > 0
            ? Result.Of<IReadOnlyList<string>>(named)
            : Refusal.Invalid(field, text, $"no kind of event: one of {string.Join(", ", types.Names)}, with or without its version");
    }
}
