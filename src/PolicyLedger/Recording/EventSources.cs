namespace PolicyLedger.Recording;

/// <summary>The sources that an event names.</summary>
public static class EventSources
{
    /// <summary>Their facts, in order; none for events that have none.</summary>
    public static ValueList<SourceFacts> Of(LedgerEvent e) => e switch
    {
        OpeningEvent opening => opening.Sources,
        RecordCorrected corrected => corrected.Sources,
        PolicyAmended amended => amended.Sources,
        PolicyTookEffect took => took.Sources,
        PolicySuspended suspended => suspended.Sources,
        PolicyResumed resumed => resumed.Sources,
        PolicyEnded ended => ended.Sources,
        Cables.CableWithdrawn withdrawn => withdrawn.Sources,
        SourceAttached attached => attached.Sources,
        _ => [],
    };

    /// <summary>Facts and text together; without publisher, title and URL where the text was erased.</summary>
    public static IEnumerable<Source> Of(LedgerEvent e, EventText text) => Of(e).Select((f, i) =>
    {
        var words = text.Sources is { } there && i < there.Count ? there[i] : new SourceText();
        return new Source(words.Publisher, words.Title, words.Url, f.Kind, f.Reliability, f.Credibility, f.Date, f.Language, f.Sha256);
    });
}
