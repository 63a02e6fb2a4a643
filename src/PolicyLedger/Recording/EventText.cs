namespace PolicyLedger.Recording;

/// <summary>The free text of an event. Stored apart from its facts under a salted hash, so that it can be erased later.</summary>
/// <param name="Title">At most <see cref="TextLimits.Title"/> characters.</param>
/// <param name="Summary">In the recorder's words.</param>
/// <param name="Quotation">The source's own words.</param>
/// <param name="Instructions">What a cable tells its embassies to do.</param>
/// <param name="Reason">Why something is corrected, retracted or erased.</param>
/// <param name="Note">Anything else.</param>
/// <param name="Sources">Publisher, title and URL of each source, in the order of the facts' sources.</param>
/// <param name="Changes">Of a correction: the text fields that change.</param>
public sealed record EventText(
    string? Title = null,
    string? Summary = null,
    string? Quotation = null,
    string? Instructions = null,
    string? Reason = null,
    string? Note = null,
    ValueList<SourceText>? Sources = null,
    ValueList<FieldChange>? Changes = null)
{
    public static EventText None { get; } = new();

    public bool IsEmpty => this == None;
}

/// <summary>The most characters (UTF-16 units) that a text may have; longer ones are refused, never cut.</summary>
public static class TextLimits
{
    public const int Title = 500;
    public const int Body = 20_000;
    public const int Publisher = 300;
    public const int Url = 2_048;
    public const int Recorder = 100;
    public const int Sources = 50;
    public const int Areas = 50;
    public const int Addressees = 300;
}
