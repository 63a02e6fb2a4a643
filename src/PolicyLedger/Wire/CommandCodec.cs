using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Log;
using PolicyLedger.Recording;

namespace PolicyLedger.Wire;

/// <summary>Commands as JSON: <c>{"command": "announce-policy", "commandId": …, "recorder": …, "knownAt": …, …its fields}</c>.</summary>
public static class CommandCodec
{
    private static readonly Guid ContentSpace = new("6f0a3a54-3b0d-5a47-9d4e-0f8a6c1f7b11");
    private static readonly string[] EnvelopeFields = ["commandId", "recorder", "knownAt", "correlationId", "causationId", "expectedRevision"];

    /// <summary>Every command, by its name.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = new Dictionary<string, Type>
    {
        ["announce-policy"] = typeof(AnnouncePolicy),
        ["amend-policy"] = typeof(AmendPolicy),
        ["put-policy-into-effect"] = typeof(PutPolicyIntoEffect),
        ["suspend-policy"] = typeof(SuspendPolicy),
        ["resume-policy"] = typeof(ResumePolicy),
        ["end-policy"] = typeof(EndPolicy),
        ["make-statement"] = typeof(MakeStatement),
        ["send-cable"] = typeof(SendCable),
        ["withdraw-cable"] = typeof(WithdrawCable),
        ["code-stance"] = typeof(CodeStance),
        ["correct-record"] = typeof(CorrectRecord),
        ["retract-record"] = typeof(RetractRecord),
        ["erase-record"] = typeof(EraseRecord),
        ["attach-source"] = typeof(AttachSource),
        ["check-source"] = typeof(CheckSource),
        ["adopt-codebook"] = typeof(AdoptCodebook),
        ["revise-codebook"] = typeof(ReviseCodebook),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> NameByType = Types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static IEnumerable<string> Names => Types.Keys.Order(StringComparer.Ordinal);

    /// <summary>Every command there is.</summary>
    public static IEnumerable<Type> All => Types.Values;

    public static string NameOf(Command command) => NameByType[command.GetType()];

    /// <summary>Reads a command. Without a command id it gets one made of its content, so that the same text is recorded once.</summary>
    /// <param name="utf8">One JSON object.</param>
    /// <param name="defaultRecorder">Who records it where it does not say.</param>
    /// <param name="named">Which command it is, where that is known: it need not say so then, and must not say another. Null: it says.</param>
    public static Result<Command> Read(ReadOnlyMemory<byte> utf8, string defaultRecorder, string? named = null)
    {
        if (!StrictJson.ParseObject(utf8, "").TryGet(out var json, out var refusal))
            return refusal;
        if (named is not null && !json.ContainsKey("command"))
            json["command"] = named;
        else if (named is not null && (json["command"] as JValue)?.Value as string != named)
            return Refusal.Invalid("command", json["command"]?.ToString(), $"this is where {named} is recorded; leave it out, or record the other command where it belongs");
        if (json["command"] is not JValue { Value: string name })
            return Refusal.Invalid("command", null, $"one of {string.Join(", ", Names)}");
        if (!Types.TryGetValue(name, out var type))
            return Refusal.Invalid("command", name, $"one of {string.Join(", ", Names)}");
        json.Remove("command");
        if (json.ContainsKey("envelope"))
            return Refusal.Invalid("envelope", null, $"{StrictJson.NoSuchField}; its fields stand beside the others: {string.Join(", ", EnvelopeFields)}");
        var envelope = new JObject();
        foreach (var field in EnvelopeFields)
        {
            if (json[field] is not { } given)
                continue;
            envelope[field] = given;
            json.Remove(field);
        }

        var hasId = envelope.ContainsKey("commandId");
        if (!hasId)
            envelope["commandId"] = Guid.Empty.ToString("D");
        if (!envelope.ContainsKey("recorder"))
            envelope["recorder"] = defaultRecorder;
        json["envelope"] = envelope;
        if (!StrictJson.Make(json, type, StrictJson.Input).TryGet(out var made, out refusal))
            return refusal with { Field = refusal.Field.StartsWith("envelope.", StringComparison.Ordinal) ? refusal.Field["envelope.".Length..] : refusal.Field };
        var command = (Command)made;
        return hasId ? command : command with { Envelope = command.Envelope with { CommandId = IdFromContent(command) } };
    }

    /// <summary>SHA-256 of the normalised command without its envelope (ids, recorder, times), 64 lower-case hex digits.</summary>
    public static string HashOf(Command command) => Convert.ToHexStringLower(SHA256.HashData(Content(command)));

    /// <summary>A command id that follows from the content and the claimed knowledge time.</summary>
    public static Guid IdFromContent(Command command) =>
        EventIds.NameBased(ContentSpace, $"{HashOf(command)}\n{(command.Envelope.KnownAt is { } known ? Dates.Iso.Write(known) : "")}");

    private static byte[] Content(Command command) =>
        [.. Encoding.ASCII.GetBytes($"{{\"command\":\"{NameOf(command)}\","), .. StrictJson.Write(command).AsSpan(1)];
}
