using System.Text.Json.Nodes;
using PolicyLedger.Auditing;

namespace PolicyLedger.Verifier.Tests.Hostile;

/// <summary>Every member of the answer altered, left out, and given company.</summary>
internal static class AlteredAnswers
{
    public static IEnumerable<Mutation> Of(EvidenceKit kit, string name)
    {
        var count = Members(Root(kit)).Count();
        for (var n = 0; n < count; n++)
        {
            foreach (var (what, change) in Changes())
            {
                var root = Root(kit);
                var member = Members(root).ElementAt(n);
                if (member.GetPath().StartsWith("$.answer.question", StringComparison.Ordinal) || member.GetPath() == "$.answer")
                    continue;
                var path = member.GetPath();
                change(member);
                if (root.ToJsonString() == Root(kit).ToJsonString())
                    continue;
                var fault = (path, what) switch
                {
                    ("$.ruleVersion", "altered") => EvidenceFault.Question,
                    ("$.ruleVersion", "left out") => EvidenceFault.Form,
                    _ => EvidenceFault.Answer,
                };
                yield return new($"{name}: {path} {what}", Put(kit, root), [fault], EvidenceKit.Answer);
            }
        }

        foreach (var (what, text) in new[] { ("with a space", " "), ("with a second line", "{}\n"), ("with an empty line", "\n") })
            yield return new($"{name}: the answer {what}", kit.With(EvidenceKit.Answer, kit.Text(EvidenceKit.Answer) + text), [EvidenceFault.Form], EvidenceKit.Answer);
        yield return new($"{name}: the answer spaced out", kit.With(EvidenceKit.Answer, kit.Text(EvidenceKit.Answer).Replace("\"status\":", "\"status\": ")), [EvidenceFault.Answer], EvidenceKit.Answer);
    }

    /// <summary>The question altered so that its answer is another, or is none of this kit's.</summary>
    /// <param name="kit">Of a cell of <c>DEU oxcgrt:C8</c> that is known.</param>
    /// <param name="name">The kit's.</param>
    /// <param name="size">The checkpoint's.</param>
    public static IEnumerable<Mutation> Questions(EvidenceKit kit, string name, long size)
    {
        foreach (var (member, value, fault, file) in new (string, JsonNode, EvidenceFault, string)[]
        {
            ("jurisdiction", "FRA", EvidenceFault.Heads, EvidenceKit.Heads),
            ("jurisdiction", "QQQ", EvidenceFault.Form, EvidenceKit.Answer),
            ("area", "migration:asylum", EvidenceFault.Heads, EvidenceKit.Heads),
            ("area", "oxcgrt:C1", EvidenceFault.Answer, EvidenceKit.Answer),
            ("area", "C8", EvidenceFault.Form, EvidenceKit.Answer),
            ("target", "SYR", EvidenceFault.Answer, EvidenceKit.Answer),
            ("on", "2025-06-15", EvidenceFault.Answer, EvidenceKit.Answer),
            ("on", "2021-06-31", EvidenceFault.Form, EvidenceKit.Answer),
            ("knownAt", "2020-01-01T00:00:00Z", EvidenceFault.Answer, EvidenceKit.Answer),
            ("knownAt", "soon", EvidenceFault.Form, EvidenceKit.Answer),
            ("at", 0, EvidenceFault.Answer, EvidenceKit.Answer),
            ("at", -1, EvidenceFault.Answer, EvidenceKit.Answer),
            ("at", -2, EvidenceFault.Question, EvidenceKit.Answer),
            ("at", size, EvidenceFault.Question, EvidenceKit.Answer),
            ("at", long.MaxValue, EvidenceFault.Question, EvidenceKit.Answer),
            ("basis", "declared", EvidenceFault.Answer, EvidenceKit.Answer),
            ("basis", "inforce", EvidenceFault.Form, EvidenceKit.Answer),
        })
        {
            var root = Root(kit);
            root["answer"]!["question"]![member] = value;
            yield return new($"{name}: asked for {member} {value}", Put(kit, root), [fault], file);
        }
    }

    private static IEnumerable<(string What, Action<JsonNode> Change)> Changes()
    {
        yield return ("altered", Alter);
        yield return ("left out", Remove);
        yield return ("with company", node => (node.Parent as JsonObject)?.Add("company", 1));
        yield return ("twice", node => (node as JsonArray)?.Add(1));
    }

    private static void Alter(JsonNode node)
    {
        if (node is not JsonValue value)
            return;
        JsonNode altered = value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Number => value.GetValue<long>() + 1,
            System.Text.Json.JsonValueKind.True => false,
            System.Text.Json.JsonValueKind.False => true,
            _ => value.GetValue<string>() + "x",
        };
        value.ReplaceWith(altered);
    }

    private static void Remove(JsonNode node)
    {
        if (node.Parent is JsonObject owner)
            owner.Remove(node.GetPropertyName());
        else if (node.Parent is JsonArray list)
            list.Remove(node);
    }

    private static JsonObject Root(EvidenceKit kit) => (JsonObject)JsonNode.Parse(kit.Text(EvidenceKit.Answer))!;

    private static EvidenceKit Put(EvidenceKit kit, JsonNode root) => kit.With(EvidenceKit.Answer, root.ToJsonString() + "\n");

    private static IEnumerable<JsonNode> Members(JsonNode node) => node switch
    {
        JsonObject o => o.SelectMany(member => member.Value is { } value ? Members(value).Prepend(value) : []),
        JsonArray a => a.SelectMany(item => item is { } value ? Members(value).Prepend(value) : []),
        _ => [],
    };
}
