using System.Globalization;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>The rules that several commands share.</summary>
internal static class Checks
{
    public static Refusal? Recorder(string recorder) =>
        recorder.Length is < 1 or > TextLimits.Recorder || recorder.Any(c => c is <= ' ' or > '~')
            ? Refusal.Invalid("recorder", recorder, $"a recorder is an opaque id of 1 to {TextLimits.Recorder} visible ASCII characters without spaces")
            : null;

    public static Refusal? KnownAt(DateTimeOffset? claimed, DateTimeOffset recordedAt) =>
        claimed > recordedAt
            ? Refusal.Invalid("knownAt", Iso.Write(claimed.Value), $"a knowledge time is never later than the record time, {Iso.Write(recordedAt)}")
            : null;

    /// <summary>A jurisdiction speaks only while it exists; an imprecise day counts if it existed on any of its days.</summary>
    public static Refusal? Existed(Jurisdiction jurisdiction, DayBounds day) =>
        day.Latest < (jurisdiction.ValidFrom ?? Days.Beginning)
            ? Refusal.Invalid("jurisdiction", jurisdiction.Code, $"{jurisdiction.Name} exists as a code only since {Iso.Write(jurisdiction.ValidFrom!.Value)}")
            : day.Earliest >= (jurisdiction.ValidUntil ?? Days.Open) && jurisdiction.ValidUntil is { } until
                ? Refusal.Invalid("jurisdiction", jurisdiction.Code, $"{jurisdiction.Name} was withdrawn on {Iso.Write(until)}")
                : null;

    public static Result<AreaValue> Value(CodebookShelf books, AreaId area, int? version, StanceValue value, string field)
    {
        if (!books.Find(area, $"{field}.area", version).TryGet(out var found, out var refusal))
            return refusal;
        return found.Definition.Refuse(value) is { } broken
            ? broken.Within(broken.Field == "value" ? field : $"{field}.value")
            : new AreaValue(area, found.Version, value);
    }

    public static Refusal? Sources(ValueList<Source> sources, bool required = true)
    {
        if (sources.Count == 0 && required)
            return Refusal.Invalid("sources", null, "at least one source: who published it, where, how reliable");
        if (sources.Count > TextLimits.Sources)
            return Refusal.Invalid("sources", $"{sources.Count}", $"at most {TextLimits.Sources} sources");
        for (var i = 0; i < sources.Count; i++)
        {
            if (One(sources[i]) is { } refusal)
                return refusal.Within($"sources[{i}]");
        }

        return null;
    }

    public static Refusal? Words(Words? words) =>
        words is null
            ? null
            : Limit("text.title", words.Title, TextLimits.Title)
              ?? Limit("text.summary", words.Summary, TextLimits.Body)
              ?? Limit("text.quotation", words.Quotation, TextLimits.Body)
              ?? Limit("text.instructions", words.Instructions, TextLimits.Body)
              ?? Limit("text.note", words.Note, TextLimits.Body);

    /// <summary>A text that must say something.</summary>
    public static Refusal? Said(string field, string? text, int limit) =>
        string.IsNullOrWhiteSpace(text) ? Refusal.Invalid(field, text, "required, and empty") : Limit(field, text, limit);

    public static Refusal? Limit(string field, string? text, int limit)
    {
        if (text is null)
            return null;
        if (text.Length > limit)
            return Refusal.Invalid(field, text, $"at most {limit} characters; this has {text.Length}");
        return Characters.FirstForbidden(text) is { } index
            ? Refusal.Invalid(field, null, string.Create(CultureInfo.InvariantCulture, $"character {index + 1} is U+{(int)text[index]:X4}; control characters other than tab and line feed, and halves of surrogate pairs, are refused"))
            : null;
    }

    public static Refusal? Sha256(string field, string? hash) =>
        hash is null || (hash.Length == 64 && hash.AsSpan().ContainsOnly("0123456789abcdef"))
            ? null
            : Refusal.Invalid(field, hash, "a SHA-256 is 64 lower-case hex digits");

    /// <summary>The words and the erasable part of the sources, as one text.</summary>
    public static EventText Text(Words? words, ValueList<Source> sources, string? reason = null)
    {
        var texts = sources.Select(source => source.Text).ToValueList();
        return new(
            words?.Title, words?.Summary, words?.Quotation, words?.Instructions, reason, words?.Note,
            texts.Any(text => text != new SourceText()) ? texts : null);
    }

    public static ValueList<SourceFacts> Facts(this ValueList<Source> sources) => sources.Select(source => source.Facts).ToValueList();

    private static Refusal? One(Source source)
    {
        if (source.Credibility is < 1 or > 6)
            return Refusal.Invalid("credibility", $"{source.Credibility}", "the Admiralty code's credibility is 1 to 6 (6: cannot be judged)");
        if (string.IsNullOrWhiteSpace(source.Publisher) && string.IsNullOrWhiteSpace(source.Title) && string.IsNullOrWhiteSpace(source.Url))
            return Refusal.Invalid("publisher", null, "a source needs a publisher, a title or a URL");
        if (source.Language is { } language && (language.Length is < 2 or > 35 || !language.AsSpan().ContainsOnly("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")))
            return Refusal.Invalid("language", language, "a BCP 47 tag such as en or de-AT");
        if (source.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")))
            return Refusal.Invalid("url", url, "an absolute http or https address");
        return Limit("publisher", source.Publisher, TextLimits.Publisher)
            ?? Limit("title", source.Title, TextLimits.Title)
            ?? Limit("url", source.Url, TextLimits.Url)
            ?? Sha256("sha256", source.Sha256);
    }
}
