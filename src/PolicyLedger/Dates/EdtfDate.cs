namespace PolicyLedger.Dates;

/// <summary>
/// One day, known as precisely as its source says it: kept as given, with its bounds. <c>2025-11</c> is one unknown day of November, never the whole month.
/// Equal to another when the text is the same. Source: EDTF (ISO 8601-2:2019), of level 0 and 1 what <see cref="Parse"/> names.
/// </summary>
public sealed record EdtfDate
{
    private EdtfDate(string text, EdtfForm form, DayBounds bounds, char mark) =>
        (Text, Form, Bounds, Uncertain, Approximate) = (text, form, bounds, mark is '?' or '%', mark is '~' or '%');

    /// <summary>The date as it was given, to the letter.</summary>
    public string Text { get; }

    /// <summary>The first and the last day that it can be; always days from year 0002 to 9998. A qualifier does not move them.</summary>
    public DayBounds Bounds { get; }

    /// <summary>The source is doubtful: <c>?</c> or <c>%</c>.</summary>
    public bool Uncertain { get; }

    /// <summary>The source gives an estimate: <c>~</c> or <c>%</c>.</summary>
    public bool Approximate { get; }

    internal EdtfForm Form { get; }

    /// <summary>
    /// Accepts <c>YYYY-MM-DD</c>, <c>YYYY-MM</c>, <c>YYYY</c>, <c>YYYY-MM-XX</c>, <c>YYYY-XX</c> and <c>YYYY-XX-XX</c>, each with at most one <c>?</c>, <c>~</c> or <c>%</c> at the end.
    /// Refuses everything else, saying what to write instead. No culture, no white space, no other digits than 0-9.
    /// </summary>
    public static Result<EdtfDate> Parse(string text, string field)
    {
        var mark = text.Length > 0 && EdtfSyntax.IsQualifier(text[^1]) ? text[^1] : '\0';
        var body = mark == '\0' ? text : text.AsSpan(0, text.Length - 1);
        return EdtfSyntax.TryRead(body, out var form, out var bounds)
            ? new EdtfDate(text, form, bounds, mark)
            : Refusal.Invalid(field, text, EdtfMistake.In(text));
    }

    /// <summary>A day that is known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Its year is 0001 or 9999, which stand for infinity.</exception>
    public static EdtfDate On(DateOnly day) => Days.CanBeWritten(day)
        ? new(Iso.Write(day), EdtfForm.Day, DayBounds.Exactly(day), '\0')
        : throw new ArgumentOutOfRangeException(nameof(day), Iso.Write(day), "the years 0001 and 9999 stand for infinity");

    public bool Equals(EdtfDate? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
