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

    /// <summary>A jurisdiction speaks, and is spoken to and about, only while it exists; of an imprecise day or a period any day will do.</summary>
    public static Refusal? Existed(Jurisdiction jurisdiction, DayBounds day, string field = "jurisdiction") =>
        day.Latest < (jurisdiction.ValidFrom ?? Days.Beginning)
            ? Refusal.Invalid(field, jurisdiction.Code, $"{jurisdiction.Name} exists as a code only since {Iso.Write(jurisdiction.ValidFrom!.Value)}")
            : day.Earliest >= (jurisdiction.ValidUntil ?? Days.Open) && jurisdiction.ValidUntil is { } until
                ? Refusal.Invalid(field, jurisdiction.Code, $"{jurisdiction.Name} was withdrawn on {Iso.Write(until)}")
                : null;

    /// <summary>A value is of its area's kind, in the codebook version that it is coded under.</summary>
    public static Refusal? Value(CodebookShelf books, AreaId area, int version, StanceValue value, string areaField, string valueField)
    {
        if (!books.Find(area, areaField, version).TryGet(out var found, out var refusal))
            return refusal;
        return found.Definition.Refuse(value) is not { } broken ? null : broken.Field == "value" ? broken with { Field = valueField } : broken.Within(valueField);
    }

    public static Refusal? Sources(ValueList<Source> sources) => Sources(sources.Facts(), sources.Select(source => source.Text).ToValueList());

    /// <summary>Sources, each with its text in the same place; <paramref name="texts"/> is null where the text was erased.</summary>
    public static Refusal? Sources(ValueList<SourceFacts> sources, ValueList<SourceText>? texts)
    {
        if (sources.Count == 0)
            return Refusal.Invalid("sources", null, "at least one source: who published it, where, how reliable");
        if (sources.Count > TextLimits.Sources)
            return Refusal.Invalid("sources", $"{sources.Count}", $"at most {TextLimits.Sources} sources");
        for (var i = 0; i < sources.Count; i++)
        {
            if ((One(sources[i]) ?? (texts?.ElementAtOrDefault(i) is { } text ? One(text) : null)) is { } refusal)
                return refusal.Within($"sources[{i}]");
        }

        return null;
    }

    public static Refusal? Limits(EventText text) =>
        Limit("text.title", text.Title, TextLimits.Title)
        ?? Limit("text.summary", text.Summary, TextLimits.Body)
        ?? Limit("text.quotation", text.Quotation, TextLimits.Body)
        ?? Limit("text.instructions", text.Instructions, TextLimits.Body)
        ?? Limit("text.note", text.Note, TextLimits.Body);

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
    public static EventText Text(Words? words, ValueList<Source> sources, string? reason = null) => new(
        words?.Title, words?.Summary, words?.Quotation, words?.Instructions, reason, words?.Note,
        sources.Count > 0 ? sources.Select(source => source.Text).ToValueList() : null);

    public static ValueList<SourceFacts> Facts(this ValueList<Source> sources) => sources.Select(source => source.Facts).ToValueList();

    private static Refusal? One(SourceFacts source)
    {
        if (source.Credibility is < 1 or > 6)
            return Refusal.Invalid("credibility", $"{source.Credibility}", "the Admiralty code's credibility is 1 to 6 (6: cannot be judged)");
        return source.Language is { } language && (language.Length is < 2 or > 35 || !language.AsSpan().ContainsOnly("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"))
            ? Refusal.Invalid("language", language, "a BCP 47 tag such as en or de-AT")
            : Sha256("sha256", source.Sha256);
    }

    private static Refusal? One(SourceText source)
    {
        if (string.IsNullOrWhiteSpace(source.Publisher) && string.IsNullOrWhiteSpace(source.Title) && string.IsNullOrWhiteSpace(source.Url))
            return Refusal.Invalid("publisher", null, "a source needs a publisher, a title or a URL");
        if (source.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https")))
            return Refusal.Invalid("url", url, "an absolute http or https address");
        return Limit("publisher", source.Publisher, TextLimits.Publisher)
            ?? Limit("title", source.Title, TextLimits.Title)
            ?? Limit("url", source.Url, TextLimits.Url);
    }
}
