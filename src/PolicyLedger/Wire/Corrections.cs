using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using PolicyLedger.Codebooks;
using PolicyLedger.Recording;

namespace PolicyLedger.Wire;

/// <summary>Corrections name fields as the stored form names them; this is where they meet the event.</summary>
internal static class Corrections
{
    private static readonly HashSet<string> Fixed = ["record", "entry"];

    // What people take for fields: of some events they are.
    private static readonly HashSet<string> Identity = ["id", "event", "type", "eventType", "jurisdiction", "jurisdictions", "issuer", "knownAt", "knowledgeTime"];

    // Not "reason": it belongs to corrections, retractions and erasures, which are not themselves corrected.
    private static readonly HashSet<string> TextFields = ["title", "summary", "quotation", "instructions", "note"];

    /// <summary>Whether a change is of the erasable text. What a cable instructs is both: a list among the facts, and the words of it.</summary>
    public static bool IsText(FieldChange change) => TextFields.Contains(change.Field) && (change.From ?? change.To)?.Text.StartsWith('[') != true;

    /// <summary>The areas that the changes lead to.</summary>
    public static IEnumerable<AreaId> Areas(IEnumerable<FieldChange> changes)
    {
        foreach (var change in changes.Where(change => change.To is not null && !IsText(change)))
        {
            var to = StrictJson.Load(change.To!.Text);
            foreach (var token in change.Field == "area" ? [to] : to.SelectTokens("[*].area"))
            {
                if (token is JValue { Value: string text } && AreaId.Parse(text, "area").TryGet(out var area, out _))
                    yield return area;
            }
        }
    }

    /// <summary>The part as stored corrections leave it.</summary>
    public static RecordPart Apply(RecordPart part, RecordCorrected corrected, EventText text) => part with
    {
        Event = corrected.Changes.Count == 0 ? part.Event : (LedgerEvent)Change(Facts(part), corrected.Changes).ToObject(part.Event.GetType(), StrictJson.Stored)!,
        Text = text.Changes is { } changes ? Change(Text(part), changes).ToObject<EventText>(StrictJson.Stored)! : part.Text,
    };

    /// <summary>The part as the changes would leave it; refused where a field is unknown or fixed, where <c>from</c> is not what stands there now (a conflict that shows it), or where the result is no legal event.</summary>
    public static Result<RecordPart> Try(RecordPart part, IReadOnlyList<FieldChange> changes)
    {
        var (facts, text) = (Facts(part), Text(part));
        var known = ((Newtonsoft.Json.Serialization.JsonObjectContract)StrictJson.Stored.ContractResolver.ResolveContract(part.Event.GetType())).Properties;
        for (var i = 0; i < changes.Count; i++)
        {
            var (change, at) = (changes[i], $"changes[{i}]");
            if (Fixed.Contains(change.Field) || (Identity.Contains(change.Field) && !known.Any(p => p.PropertyName == change.Field)))
                return Refusal.Invalid($"{at}.field", change.Field, "ids, event type, jurisdiction and knowledge time cannot be corrected: retract it and record it again");
            if (!IsText(change) && !known.Any(p => p.PropertyName == change.Field))
                return Refusal.Invalid($"{at}.field", change.Field, $"this event has the fields {string.Join(", ", known.Select(p => p.PropertyName!).Where(p => !Fixed.Contains(p)).Concat(TextFields))}");
            var there = IsText(change) ? text : facts;
            var present = there[change.Field];
            if (!JToken.DeepEquals(present, change.From is null ? null : StrictJson.Load(change.From.Text)))
                return Refusal.Conflict($"{at}.from", change.From?.Text ?? "nothing", $"{change.Field} is now {present?.ToString(Formatting.None) ?? "absent"}; look at the record again");
            if (JToken.DeepEquals(present, change.To is null ? null : StrictJson.Load(change.To.Text)))
                return Refusal.Invalid($"{at}.to", change.To?.Text ?? "nothing", $"{change.Field} already says so");
            Set(there, change);
        }

        // Facts are never erased, so a correction may not bring in what the commands keep out: free text, empty lists.
        if (changes.Any(change => !IsText(change)) && EventSchemas.CheckFacts(EventTypes.Current.NameOf(part.Event), facts) is { } broken)
            return broken.Within("changes");
        return StrictJson.Make(facts, part.Event.GetType(), StrictJson.Stored).Then<RecordPart>(made =>
            StrictJson.Make(text, typeof(EventText), StrictJson.Stored).Map(words =>
                part with { Event = (LedgerEvent)made, Text = (EventText)words }));
    }

    private static JObject Facts(RecordPart part) => JObject.FromObject(part.Event, StrictJson.Stored);

    private static JObject Text(RecordPart part) => JObject.FromObject(part.Text, StrictJson.Stored);

    private static JObject Change(JObject there, IEnumerable<FieldChange> changes)
    {
        foreach (var change in changes)
            Set(there, change);
        return there;
    }

    private static void Set(JObject there, FieldChange change)
    {
        if (change.To is null)
            there.Remove(change.Field);
        else
            there[change.Field] = StrictJson.Load(change.To.Text);
    }
}
