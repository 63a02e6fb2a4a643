using Newtonsoft.Json.Linq;
using PolicyLedger.Auditing;
using PolicyLedger.Stances;

namespace PolicyLedger.Wire;

/// <summary>
/// The JSON of an evidence kit. Each thing has one spelling, members in the order of its record, what is null left out, so
/// that two are equal where their bytes are; another spelling is refused.
/// </summary>
public static class EvidenceJson
{
    private sealed record Answered(int RuleVersion, StanceAnswer Answer);

    /// <summary>An answer, with its question and the version of the rule. A bound of a claim that is not there reads 0001-01-01 or 9999-12-31.</summary>
    public static byte[] Write(StanceAnswer answer) => StrictJson.Write(new Answered(StanceAnswer.RuleVersion, answer));

    /// <summary>The heads of an answer's streams.</summary>
    public static byte[] Write(KitHeads heads) => StrictJson.Write(heads);

    /// <summary>The proof of one event.</summary>
    public static byte[] Write(EventProof proof) => StrictJson.Write(proof);

    /// <summary>The question that an answer is to, and the version of the rule by which it was answered. The answer itself is for <see cref="Difference"/>.</summary>
    public static Result<(int RuleVersion, StanceQuestion Question)> ReadQuestion(ReadOnlyMemory<byte> utf8, string field)
    {
        if (!StrictJson.ParseObject(utf8, field).TryGet(out var json, out var refusal))
            return refusal;
        if (json["ruleVersion"] is not JValue { Value: long version and > 0 and <= int.MaxValue })
            return Refusal.Invalid("ruleVersion", null, "the version of the as-of rule, a whole number from 1");
        if ((json["answer"] as JObject)?["question"] is not { } asked)
            return Refusal.Invalid("answer.question", null, "required, and missing");
        return StrictJson.Make(asked, typeof(StanceQuestion), StrictJson.Stored).TryGet(out var question, out refusal)
            ? Result.Of(((int)version, (StanceQuestion)question))
            : refusal.Within("answer.question");
    }

    /// <summary>Reads heads; in another spelling than <see cref="Write(KitHeads)"/>'s they are refused.</summary>
    public static Result<KitHeads> ReadHeads(ReadOnlyMemory<byte> utf8, string field) => Read<KitHeads>(utf8, field);

    /// <summary>Reads a proof, likewise.</summary>
    public static Result<EventProof> ReadProof(ReadOnlyMemory<byte> utf8, string field) => Read<EventProof>(utf8, field);

    /// <summary>The first member in which an answer as it is written differs from another; null where they are the same to the byte.</summary>
    public static string? Difference(ReadOnlyMemory<byte> written, StanceAnswer answer)
    {
        var right = Write(answer);
        if (written.Span.SequenceEqual(right))
            return null;
        return StrictJson.ParseObject(written, "").TryGet(out var there, out _) && Difference(there, StrictJson.Load(right), "") is { } difference
            ? difference
            : "it is not in the spelling of this kit";
    }

    private static string? Difference(JToken? there, JToken? right, string path)
    {
        if (there is JObject a && right is JObject b)
            return a.Properties().Concat(b.Properties()).Select(member => Difference(a[member.Name], b[member.Name], path.Length == 0 ? member.Name : $"{path}.{member.Name}")).FirstOrDefault(why => why is not null);
        return JToken.DeepEquals(there, right) ? null : $"{path} is {Show(there)}, and the events say {Show(right)}";
    }

    private static string Show(JToken? token) => token?.ToString(Newtonsoft.Json.Formatting.None) is { } text ? text.Length <= 200 ? text : text[..197] + "..." : "not there";

    private static Result<T> Read<T>(ReadOnlyMemory<byte> utf8, string field)
        where T : notnull
    {
        if (!StrictJson.ParseObject(utf8, field).TryGet(out var json, out var refusal))
            return refusal;
        if (!StrictJson.Make(json, typeof(T), StrictJson.Stored).TryGet(out var made, out refusal))
            return refusal;
        return StrictJson.Write(made).AsSpan().SequenceEqual(utf8.Span) ? (T)made : Refusal.Invalid(field, null, "not in the spelling of a kit: spaces, escapes or an order of its own");
    }
}
