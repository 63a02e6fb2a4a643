using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>
/// A record's id: the jurisdiction on whose stream it stands, a hyphen, and a name that is unique there:
/// <c>GBR-2025-asylum-overhaul</c>. The stream follows from the id, so no index is needed to find it.
/// </summary>
public sealed record RecordId : IComparable<RecordId>
{
    private RecordId(string text, Jurisdiction jurisdiction) => (Text, Jurisdiction) = (text, jurisdiction);

    public const int MaxLength = 100;

    public string Text { get; }

    public Jurisdiction Jurisdiction { get; }

    /// <summary>Reads a full id: an ISO 3166-1 alpha-3 code, <c>-</c>, then 1 to 96 letters, digits, <c>. _ -</c>.</summary>
    public static Result<RecordId> Parse(string text, string field)
    {
        if (text.Length < 5 || text[3] != '-' || text.Length > MaxLength || !text.AsSpan(4).IsSlug())
            return Refusal.Invalid(field, text, "a record id is a jurisdiction's alpha-3 code, '-', and 1 to 96 letters, digits, '.', '_' or '-', for example GBR-2025-asylum-overhaul");
        return Jurisdiction.ParseCode(text[..3], field).TryGet(out var jurisdiction, out var refusal)
            ? new RecordId(text, jurisdiction)
            : refusal with { Value = text };
    }

    /// <summary>The id with this name on this jurisdiction's stream; a name that already starts with the code is taken as it is.</summary>
    public static Result<RecordId> Named(Jurisdiction jurisdiction, string name, string field) =>
        Parse(name.StartsWith(jurisdiction.Code + "-", StringComparison.Ordinal) ? name : $"{jurisdiction.Code}-{name}", field);

    /// <summary>The id of a record whose recorder gave it none: derived from the command id, so that a retry gets the same one.</summary>
    public static RecordId ForCommand(Jurisdiction jurisdiction, Guid commandId) =>
        new($"{jurisdiction.Code}-{commandId.ToString("N")[..16]}", jurisdiction);

    public int CompareTo(RecordId? other) => string.CompareOrdinal(Text, other?.Text);

    public bool Equals(RecordId? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}

/// <summary>An entry's id: its record's id, <c>/</c>, and its number among the record's entries, from 1: <c>GBR-2025-asylum-overhaul/2</c>.</summary>
public sealed record EntryId(RecordId Record, int Number)
{
    public static Result<EntryId> Parse(string text, string field)
    {
        var slash = text.LastIndexOf('/');
        if (slash < 0
            || !int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            || number < 1
            || text[slash + 1] == '0')
            return Refusal.Invalid(field, text, "an entry id is its record's id, '/', and a number from 1, for example GBR-2025-asylum-overhaul/2");
        return RecordId.Parse(text[..slash], field).Map(record => new EntryId(record, number));
    }

    public override string ToString() => $"{Record}/{Number}";
}
