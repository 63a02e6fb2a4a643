using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyLedger.Recording;
using PolicyLedger.Wire;
using Command = PolicyLedger.Recording.Command;

namespace PolicyLedger.Cli.Recording;

/// <summary>A command in the making: options become JSON, and what the ledger's reader refuses is said in terms of the options.</summary>
/// <param name="command">Its stored name.</param>
/// <param name="fields">What options can fill.</param>
/// <param name="maybeEmpty">Lists that are empty where no option fills them.</param>
internal sealed class Draft(string command, IReadOnlyList<Field> fields, params IReadOnlyList<string> maybeEmpty)
{
    /// <summary>What every command has, by the options that stand everywhere.</summary>
    public static IReadOnlyDictionary<string, string> EnvelopeOptions { get; } = new Dictionary<string, string>
    {
        ["knownAt"] = "--known-at",
        ["commandId"] = "--command-id",
        ["expectedRevision"] = "--expected-revision",
        ["recorder"] = "--recorder",
    };

    /// <summary>The command that the options make.</summary>
    public Result<Command> Make(ParseResult parsed, string recorder)
    {
        var json = new JsonObject { ["command"] = command };
        var given = new List<Field>();
        foreach (var field in fields)
        {
            if (field.Read(parsed) is not { } value)
                continue;
            given.Add(field);
            Put(json, field.Path, value);
        }

        foreach (var list in maybeEmpty.Where(list => !json.ContainsKey(list)))
            json[list] = new JsonArray();
        return CommandCodec.Read(JsonSerializer.SerializeToUtf8Bytes(json), recorder).TryGet(out var made, out var refusal)
            ? made
            : Explain(refusal, given, parsed);
    }

    /// <summary>The same refusal with the option in place of the JSON field.</summary>
    public Refusal Explain(Refusal refusal, ParseResult parsed) => Explain(refusal, fields.Where(field => field.Read(parsed) is not null).ToList(), parsed);

    private Refusal Explain(Refusal refusal, List<Field> given, ParseResult parsed)
    {
        var path = refusal.Field;
        if (EnvelopeOptions.TryGetValue(path, out var everywhere))
            return refusal with { Field = everywhere };

        // Options that together make one JSON object are named as they were given, not as that object.
        if (given.Where(field => IsBelow(field.Path, path)).ToList() is [_, ..] parts && refusal.Value?.StartsWith('{') == true)
            return refusal with { Field = string.Join(" and ", parts.Select(part => part.Name)), Value = parts is [var only] ? only.Read(parsed)!.ToString() : null };
        var option = fields.FirstOrDefault(field => field.Path == path)
            ?? given.Find(field => path.StartsWith(field.Path + ".", StringComparison.Ordinal) || path.StartsWith(field.Path + "[", StringComparison.Ordinal))
            ?? given.Find(field => IsBelow(field.Path, path))
            ?? fields.FirstOrDefault(field => IsBelow(field.Path, path));
        if (option is null)
            return refusal;

        // Of a repeatable option, the field inside.
        var inside = path.StartsWith(option.Path + ".", StringComparison.Ordinal) ? " " + path[(option.Path.Length + 1)..] : "";
        return refusal with { Field = option.Name + inside };
    }

    private static bool IsBelow(string inner, string outer) =>
        inner.StartsWith(outer + ".", StringComparison.Ordinal) || inner.StartsWith(outer + "[", StringComparison.Ordinal);

    // Paths have names, and [0] for the one item that options can give.
    private static void Put(JsonObject json, string path, JsonNode value)
    {
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            var list = part.EndsWith("[0]", StringComparison.Ordinal);
            var name = list ? part[..^3] : part;
            if (json[name] is null)
                json[name] = list ? new JsonArray(new JsonObject()) : new JsonObject();
            json = list ? json[name]!.AsArray()[0]!.AsObject() : json[name]!.AsObject();
        }

        if (json[parts[^1]] is JsonArray there && value is JsonArray more)
        {
            foreach (var item in more.ToList())
            {
                more.Remove(item);
                there.Add(item);
            }
        }
        else
        {
            json[parts[^1]] = value;
        }
    }
}
