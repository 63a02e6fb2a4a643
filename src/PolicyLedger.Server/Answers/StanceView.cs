using System.Text.Json.Serialization;
using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Answers;

/// <summary>A stance as JSON: flat, every member always there. <c>until</c> is exclusive; <c>since</c> and <c>until</c> are null where open.</summary>
internal sealed record StanceView(
    string Jurisdiction,
    string Area,
    string? Target,
    string Status,
    int? Level,
    string? Category,
    int? Days,
    string? Direction,
    string? Magnitude,
    string? Label,
    int? CodebookVersion,
    TranslatedView? Translated,
    IReadOnlyList<string> Candidates,
    string? Certainty,
    string? Since,
    string? Until,
    bool EndUnknown,
    string? Layer,
    bool FromGeneral,
    string? RecordId,
    long? Position,
    IReadOnlyList<long> RestsOn,
    IReadOnlyList<ClaimView> Rivals,
    IReadOnlyList<ClaimView> Alternatives,
    IReadOnlyList<RelatedView> Related,
    DirectionSum? Sum,
    string On,
    string KnownAt,
    long At,
    string Basis,
    int RuleVersion)
{
    /// <summary>The value in one word: level, category or direction; null where nothing is known.</summary>
    [JsonIgnore]
    public string? Value => Plain.Number(Level) ?? Category ?? Direction;

    public static StanceView Of(StanceReport report, CodebookShelf books, IReadOnlyList<long> restsOn)
    {
        var (answer, q) = (report.Answer, report.Answer.Question);
        var (winner, value) = (answer.Winner, ValueView.Of(answer.Winner?.Value.Value));
        var translated = report.Translation is { } t && t.Version != winner!.Value.CodebookVersion ? TranslatedView.Of(t, report.TranslatedLabel) : null;
        return new(
            q.Jurisdiction.Code, q.Area.Full, q.Target?.Code, Spelling.Of(answer.Status),
            value.Level, value.Category, value.Days, value.Direction, value.Magnitude, report.Label, winner?.Value.CodebookVersion,
            translated, report.Translation?.Candidates.ToArray() ?? [],
            answer.Certainty is { } certainty ? Spelling.Of(certainty) : null,
            winner is null ? null : Plain.Bound(winner.Start), winner is null ? null : Plain.Bound(winner.End), winner?.EndUnknown ?? false,
            winner is null ? null : Spelling.Of(winner.Layer), answer.FromGeneral, winner?.Record.Text, winner?.Position, restsOn,
            answer.Rivals.Select(claim => ClaimView.Of(claim, books)).ToArray(),
            answer.Alternatives.Select(claim => ClaimView.Of(claim, books)).ToArray(),
            report.Related.Select(RelatedView.Of).ToArray(),
            answer.Sum, Iso.Write(q.On), Iso.Write(q.KnownAt), q.At, Spelling.Of(q.Basis), StanceAnswer.RuleVersion);
    }
}

/// <summary>A value of any kind, spread over the members that it uses.</summary>
internal sealed record ValueView(int? Level, string? Category, int? Days, string? Direction, string? Magnitude, bool NoData)
{
    public static ValueView Of(StanceValue? value) => value switch
    {
        StanceValue.Level level => new(level.Number, null, null, null, null, false),
        StanceValue.Category category => new(null, category.Code, category.Days, null, null, false),
        StanceValue.Direction direction => new(
            null, null, null, Spelling.Of(direction.Towards), direction.Magnitude is { } magnitude ? Spelling.Of(magnitude) : null, false),
        StanceValue.NoData => new(null, null, null, null, null, true),
        _ => new(null, null, null, null, null, false),
    };
}

/// <summary>The value in a newer codebook version.</summary>
internal sealed record TranslatedView(int CodebookVersion, int? Level, string? Category, int? Days, string? Label)
{
    public static TranslatedView Of(Translation translation, string? label)
    {
        var value = ValueView.Of(translation.Value);
        return new(translation.Version, value.Level, value.Category, value.Days, label);
    }
}

/// <summary>A claim beside the answer. A coder's "no data" has <c>noData</c> and no value.</summary>
internal sealed record ClaimView(
    string RecordId, long Position, string Layer, int? Level, string? Category, int? Days, string? Direction, string? Magnitude, bool NoData,
    string? Label, int CodebookVersion, string? Since, string? Until, bool EndUnknown, string KnownAt)
{
    public static ClaimView Of(Claim claim, CodebookShelf books)
    {
        var value = ValueView.Of(claim.Value.Value);
        return new(
            claim.Record.Text, claim.Position, Spelling.Of(claim.Layer), value.Level, value.Category, value.Days, value.Direction, value.Magnitude, value.NoData,
            Labels.Of(claim.Value, books), claim.Value.CodebookVersion, Plain.Bound(claim.Start), Plain.Bound(claim.End), claim.EndUnknown, Iso.Write(claim.KnownAt));
    }
}

/// <summary>What a cable asks of somebody: no part of any stance.</summary>
internal sealed record RelatedView(string RecordId, string Issuer, string? Recipient, string? Class, bool Unidentified, string? Area, string? Wanted, string? Since, string? Until, long Position, string KnownAt)
{
    public static RelatedView Of(AskRow ask) => new(
        ask.Record.Text, ask.Record.Jurisdiction.Code, ask.Recipient?.Code, ask.Class, ask.Unidentified, ask.Ask?.Area.Full,
        ask.Ask is { } asked ? Spelling.Of(asked.Wanted) : null, Plain.Bound(ask.Start), Plain.Bound(ask.End), ask.Position, Iso.Write(ask.KnownAt));

    /// <summary>To whom it speaks, in words.</summary>
    [JsonIgnore]
    public string Towards => (Recipient, Class) switch
    {
        ({ } country, null) => country,
        ({ } country, { } group) => $"{country} (in {group})",
        (null, { } group) => $"class {group}",
        _ => "a government not identified",
    };
}

internal static class Labels
{
    public static string? Of(AreaValue value, CodebookShelf books) =>
        books.Find(value.Area, "", value.CodebookVersion).TryGet(out var found, out _) ? found.Definition.Label(value.Value) : null;
}
