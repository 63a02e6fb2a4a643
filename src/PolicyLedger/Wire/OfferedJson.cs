using System.Buffers;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using PolicyLedger.Log;
using PolicyLedger.Recording;

namespace PolicyLedger.Wire;

/// <summary>What an event that somebody offers says of itself, read strictly. What the ledger stamps, it may say too; that counts for nothing.</summary>
/// <param name="CorrelationId">Required.</param>
/// <param name="CausationId">Required.</param>
/// <param name="CommandId">Required.</param>
/// <param name="CommandHash">Null where its client leaves it to the ledger.</param>
/// <param name="KnownAt">Null: known from the record time on.</param>
/// <param name="Text"><see cref="EventText.None"/> where there is none.</param>
/// <param name="Salted">The text with the salt that its client chose; null where the ledger is to choose one.</param>
internal sealed record OfferedMetadata(
    Guid CorrelationId, Guid CausationId, Guid CommandId, string? CommandHash, DateTimeOffset? KnownAt, EventText Text, SaltedText? Salted);

/// <summary>Reads the JSON of offered events; what is wrong is refused with the path of the field.</summary>
internal static class OfferedJson
{
    private sealed record Given(
        int? SchemaVersion,
        [property: JsonProperty("$correlationId")] Guid CorrelationId,
        [property: JsonProperty("$causationId")] Guid CausationId,
        Guid CommandId,
        string? CommandHash,
        DateTimeOffset? RecordedAt,
        string? Recorder,
        DateTimeOffset? KnownAt,
        string? TextHash);

    private sealed record GivenText(string Salt, string Json);

    /// <summary>Reads joined metadata (<see cref="JoinedMetadata"/>), or metadata whose text stands in it as the object that it is: then the salt is the ledger's.</summary>
    /// <param name="joined">UTF-8 JSON.</param>
    /// <param name="schemaVersion">The one that it may name; null: any.</param>
    public static Result<OfferedMetadata> Metadata(ReadOnlyMemory<byte> joined, int? schemaVersion)
    {
        if (!StrictJson.ParseObject(joined, "metadata").TryGet(out var json, out var refusal))
            return refusal;
        var text = json["text"];
        json.Remove("text");
        if (!StrictJson.Make(json, typeof(Given), StrictJson.Stored).TryGet(out var made, out refusal))
            return refusal.Within("metadata");
        var given = (Given)made;
        if (given.SchemaVersion is { } version && version != (schemaVersion ?? version))
            return Refusal.Invalid("metadata.schemaVersion", $"{version}", $"the type's version is {schemaVersion}");
        if ((Checks.Sha256("metadata.commandHash", given.CommandHash) ?? Checks.Sha256("metadata.textHash", given.TextHash)) is { } hash)
            return hash;
        foreach (var (field, id) in (ReadOnlySpan<(string, Guid)>)[("commandId", given.CommandId), ("$correlationId", given.CorrelationId), ("$causationId", given.CausationId)])
        {
            if (id == Guid.Empty)
                return Refusal.Invalid($"metadata.{field}", $"{id:D}", "an id of its own, not the nil UUID");
        }

        if (!Text(text).TryGet(out var words, out refusal))
            return refusal.Within("metadata");
        if (given.TextHash is { } claimed && (words.Salted is null || EventCodec.HashOf(words.Salted) != claimed))
            return Refusal.Invalid("metadata.textHash", claimed, "the hash of the text that comes with it, {\"salt\": …, \"json\": …}, salt first; leave it out where the ledger is to salt the text");
        return new OfferedMetadata(given.CorrelationId, given.CausationId, given.CommandId, given.CommandHash, given.KnownAt?.ToUniversalTime(), words.Text, words.Salted);
    }

    /// <summary>Reads the facts of a type.</summary>
    public static Result<LedgerEvent> Facts(ReadOnlyMemory<byte> facts, Type type) => StrictJson.ParseObject(facts, "facts").Then(json =>
    {
        var made = StrictJson.Make(json, type, StrictJson.Stored);
        return made.Refusal is { } refusal ? refusal.Within("facts") : Result.Of((LedgerEvent)made.OrThrow());
    });

    /// <summary>Where an offered event differs from the one that the commands would record; null if nowhere.</summary>
    public static Refusal? Difference(LedgerEvent offered, EventText text, Decided decided) =>
        Difference("facts", JObject.FromObject(offered, StrictJson.Stored), JObject.FromObject(decided.Event, StrictJson.Stored))
        ?? Difference("text", JObject.FromObject(text, StrictJson.Stored), JObject.FromObject(decided.Text, StrictJson.Stored));

    private static Refusal? Difference(string part, JObject offered, JObject decided)
    {
        foreach (var name in offered.Properties().Concat(decided.Properties()).Select(member => member.Name))
        {
            if (!JToken.DeepEquals(offered[name], decided[name]))
                return Refusal.Invalid($"{part}.{name}", Show(offered[name]), decided[name] is { } there ? $"here the ledger would record {Show(there)}" : "the ledger would record no such field here");
        }

        return null;
    }

    private static string? Show(JToken? token) => token?.Type == JTokenType.String ? (string?)token : token?.ToString(Formatting.None);

    private static Result<(EventText Text, SaltedText? Salted)> Text(JToken? given)
    {
        if (given is null)
            return (EventText.None, null);
        if (given is JObject closed && closed.ContainsKey("sealed"))
            return Refusal.Invalid("text.sealed", null, "no sealed text: its hash could not be checked; send the text itself, or {\"salt\": …, \"json\": …}");
        if (given is not JObject { } text || !text.ContainsKey("salt"))
            return StrictJson.Make(given, typeof(EventText), StrictJson.Stored).Refusal is { } bad
                ? bad.Within("text")
                : ((EventText)StrictJson.Make(given, typeof(EventText), StrictJson.Stored).OrThrow(), null);
        if (!StrictJson.Make(given, typeof(GivenText), StrictJson.Stored).TryGet(out var made, out var refusal))
            return refusal.Within("text");
        var (salt, json) = (GivenText)made;
        var bytes = new byte[16];
        if (salt.Length != 32 || Convert.FromHexString(salt, bytes, out _, out _) != OperationStatus.Done)
            return Refusal.Invalid("text.salt", salt, "a salt is 32 hex digits");
        var utf8 = Encoding.UTF8.GetBytes(json);
        if (!StrictJson.ParseObject(utf8, "text.json").TryGet(out var parsed, out refusal))
            return refusal;
        if (!StrictJson.Make(parsed, typeof(EventText), StrictJson.Stored).TryGet(out made, out refusal))
            return refusal.Within("text.json");
        return ((EventText)made) is { IsEmpty: false } words
            ? (words, new SaltedText(bytes, utf8))
            : Refusal.Invalid("text.json", json, "an event without words has no text; leave it out");
    }
}
