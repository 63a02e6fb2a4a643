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
            : Explain(refusal, given);
    }

    /// <summary>The same refusal with the option in place of the JSON field.</summary>
    public Refusal Explain(Refusal refusal, ParseResult parsed) => Explain(refusal, fields.Where(field => field.Read(parsed) is not null).ToList());

    private Refusal Explain(Refusal refusal, List<Field> given)
    {
        var path = refusal.Field;
        var option = fields.FirstOrDefault(field => field.Path == path)
            ?? given.Find(field => path.StartsWith(field.Path + ".", StringComparison.Ordinal) || path.StartsWith(field.Path + "[", StringComparison.Ordinal))
            ?? given.Find(field => IsBelow(field.Path, path))
            ?? fields.FirstOrDefault(field => IsBelow(field.Path, path));
        return option is null ? refusal : refusal with { Field = option.Name };
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
