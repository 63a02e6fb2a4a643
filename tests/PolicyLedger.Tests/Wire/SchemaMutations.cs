using System.Globalization;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace PolicyLedger.Tests.Wire;

/// <summary>Derives from a schema, and from instances that keep it, instances that break it at each of its keywords.</summary>
internal sealed class SchemaMutations
{
    private readonly JObject schema;
    private readonly Dictionary<string, List<Func<JObject>>> byKeyword = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonSchema> parsed = new(StringComparer.Ordinal);

    private SchemaMutations(JObject schema) => this.schema = schema;

    /// <summary>For each occurrence of a keyword, as a JSON pointer, what may break it there; none where no instance reaches it.</summary>
    public static IEnumerable<(string Pointer, IEnumerable<JObject> Tried)> Of(JObject schema, IEnumerable<JObject> instances)
    {
        var mutations = new SchemaMutations(schema);
        mutations.Occurrences(schema, "");
        foreach (var instance in instances)
            mutations.Visit(schema, "", instance, []);
        return mutations.byKeyword.Select(keyword => (keyword.Key, keyword.Value.Select(make => make())));
    }

    /// <summary>The schema without the keyword (of <c>required</c>, without the one name).</summary>
    public static JObject Without(JObject schema, string pointer)
    {
        var copy = (JObject)schema.DeepClone();
        var keyword = At(copy, pointer);
        if (keyword.Parent is JProperty member)
            member.Remove();
        else
            keyword.Remove();
        return copy;
    }

    private static JToken At(JObject schema, string pointer)
    {
        JToken node = schema;
        foreach (var step in pointer.Split('/').Skip(1))
            node = node is JArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)] : node[step]!;
        return node;
    }

    private void Occurrences(JObject node, string pointer)
    {
        foreach (var (keyword, value) in node)
        {
            var at = $"{pointer}/{keyword}";
            switch (keyword)
            {
                case "$schema" or "title" or "description":
                    break;
                case "properties" or "definitions":
                    foreach (var (name, inner) in (JObject)value!)
                        Occurrences((JObject)inner!, $"{at}/{name}");
                    break;
                case "required":
                    for (var i = 0; i < ((JArray)value!).Count; i++)
                        byKeyword[$"{at}/{i}"] = [];
                    break;
                case "oneOf":
                    byKeyword[at] = [];
                    for (var i = 0; i < ((JArray)value!).Count; i++)
                        Occurrences((JObject)value[i]!, $"{at}/{i}");
                    break;
                case "items":
                    byKeyword[at] = [];
                    Occurrences((JObject)value!, at);
                    break;
                default:
                    byKeyword[at] = [];
                    break;
            }
        }
    }

    private void Visit(JObject node, string pointer, JObject root, object[] path)
    {
        var there = path.Aggregate((JToken)root, (token, step) => token[step]!);
        foreach (var (keyword, value) in node)
        {
            var at = $"{pointer}/{keyword}";
            switch (keyword)
            {
                case "$ref":
                    Add(at, root, path, Others);
                    Visit((JObject)At(schema, ((string)value!)[1..]), ((string)value!)[1..], root, path);
                    break;
                case "properties":
                    foreach (var member in ((JObject)there).Properties())
                        Visit((JObject)value![member.Name]!, $"{at}/{member.Name}", root, [.. path, member.Name]);
                    break;
                case "items":
                    for (var i = 0; i < ((JArray)there).Count; i++)
                    {
                        Add(at, root, [.. path, i], Others);
                        Visit((JObject)value!, at, root, [.. path, i]);
                    }

                    break;
                case "required":
                    for (var i = 0; i < ((JArray)value!).Count; i++)
                        Add($"{at}/{i}", root, path, [Changed(there, copy => copy.Remove((string)value[i]!))]);
                    break;
                case "oneOf":
                    Add(at, root, path, Others);
                    var branch = Enumerable.Range(0, ((JArray)value!).Count).Single(i => Parsed($"{at}/{i}").Validate(there).Count == 0);
                    Visit((JObject)value[branch]!, $"{at}/{branch}", root, path);
                    break;
                case "definitions" or "$schema" or "title" or "description":
                    break;
                default:
                    Add(at, root, path, Breaking(keyword, value!, there));
                    break;
            }
        }
    }

    /// <summary>Values of every kind; some of them are always of the wrong one.</summary>
    private static IEnumerable<JToken> Others => [1.5m, true, "\u0001", 7, new JArray(), new JObject(), "True"];

    private static IEnumerable<JToken> Breaking(string keyword, JToken limit, JToken there) => keyword switch
    {
        "type" or "enum" => [.. Others, false, "another", 0],
        "pattern" => ["\u0001", "!", there + "\u0001"],
        "minLength" => [""],
        "maxLength" => [new string('x', (int)limit + 1)],
        "minimum" => [(long)limit - 1],
        "maximum" => [(long)limit + 1],
        "minItems" => [new JArray(((JArray)there).Take((int)limit - 1))],
        "maxItems" => [new JArray(Enumerable.Repeat(there.FirstOrDefault() ?? new JObject(), (int)limit + 1).Select(item => item.DeepClone()))],
        "minProperties" => [new JObject()],
        "additionalProperties" => [Changed(there, copy => copy["unexpected"] = 1)],
        _ => throw new NotSupportedException($"No mutation breaks '{keyword}'."),
    };

    private static JObject Changed(JToken token, Action<JObject> change)
    {
        var copy = (JObject)token.DeepClone();
        change(copy);
        return copy;
    }

    private void Add(string pointer, JObject root, object[] path, IEnumerable<JToken> values)
    {
        foreach (var value in values)
        {
            if (path.Length > 0)
                byKeyword[pointer].Add(() => Replaced(root, path, value));
            else if (value is JObject whole)
                byKeyword[pointer].Add(() => whole);
        }
    }

    private static JObject Replaced(JObject root, object[] path, JToken value)
    {
        var copy = (JObject)root.DeepClone();
        path[..^1].Aggregate((JToken)copy, (token, step) => token[step]!)[path[^1]] = value;
        return copy;
    }

    private JsonSchema Parsed(string pointer)
    {
        if (!parsed.TryGetValue(pointer, out var found))
        {
            var alone = (JObject)At(schema, pointer).DeepClone();
            if (alone["$ref"] is { } target)
                alone = (JObject)At(schema, ((string)target!)[1..]).DeepClone();
            alone["definitions"] = schema["definitions"]!.DeepClone();
            parsed[pointer] = found = JsonSchema.FromJsonAsync(alone.ToString()).GetAwaiter().GetResult();
        }

        return found;
    }
}
