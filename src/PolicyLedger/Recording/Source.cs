namespace PolicyLedger.Recording;

/// <summary>Where a claim comes from: the part that is never erased.</summary>
/// <param name="Kind">Official, press, leak or dataset.</param>
/// <param name="Reliability">Of the source, Admiralty code A–F; F means that it cannot be judged, not that it is worst.</param>
/// <param name="Credibility">Of the claim, Admiralty code 1–6; 6 means that it cannot be judged, not that it is worst.</param>
/// <param name="Date">The day on which it was published, if known.</param>
/// <param name="Language">BCP 47, for example <c>en</c>, if known.</param>
/// <param name="Sha256">Of the captured document, 64 lower-case hex digits; null if none was captured.</param>
public sealed record SourceFacts(
    SourceKind Kind,
    Reliability Reliability,
    int Credibility,
    Dates.EdtfDate? Date = null,
    string? Language = null,
    string? Sha256 = null);

/// <summary>Where a claim comes from: the part that can be erased. In the order of the facts' sources.</summary>
public sealed record SourceText(string? Publisher = null, string? Title = null, string? Url = null);

/// <summary>A source as a recorder gives it.</summary>
public sealed record Source(
    string? Publisher,
    string? Title,
    string? Url,
    SourceKind Kind,
    Reliability Reliability,
    int Credibility,
    Dates.EdtfDate? Date = null,
    string? Language = null,
    string? Sha256 = null)
{
    public SourceFacts Facts => new(Kind, Reliability, Credibility, Date, Language, Sha256);

    public SourceText Text => new(Publisher, Title, Url);
}

public enum SourceKind
{
    Official,
    Press,
    Leak,
    Dataset,
}

/// <summary>Admiralty code of a source's reliability.</summary>
public enum Reliability
{
    A,
    B,
    C,
    D,
    E,

    /// <summary>Cannot be judged.</summary>
    F,
}
