using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Cables;

/// <summary>
/// <c>cable-sent.v1</c>: a foreign ministry cabled its embassies. It stands on the issuer's stream, is a pressure on the
/// addressees, and never enters a stance, the issuer's or a recipient's.
/// </summary>
/// <param name="Record">The new record's id, on the issuer's stream.</param>
/// <param name="Addressees">At least one. Only whom a source names: an addressee is never inferred.</param>
/// <param name="Instructions">What the embassies are told to do; their wording is text.</param>
/// <param name="Asks">What the hosts are asked for; may be empty where no source says.</param>
/// <param name="On">The day on which it was sent.</param>
/// <param name="Channel">By which way it went.</param>
/// <param name="KnownBy">How it became known.</param>
/// <param name="Action">PLOVER event and mode, issuer towards addressees.</param>
/// <param name="Sources">At least one.</param>
public sealed record CableSent(
    RecordId Record,
    ValueList<Addressee> Addressees,
    ValueList<Instruction> Instructions,
    ValueList<Ask> Asks,
    EdtfDate On,
    Channel Channel,
    KnownBy KnownBy,
    PloverAction Action,
    ValueList<SourceFacts> Sources) : OpeningEvent(Record, Sources);

/// <summary><c>cable-withdrawn.v1</c>: its asks stand no longer from this day on.</summary>
public sealed record CableWithdrawn(RecordId Record, EntryId Entry, EdtfDate On, ValueList<SourceFacts> Sources) : EntryEvent(Record, Entry);

/// <summary>To whom a cable speaks.</summary>
public abstract record Addressee
{
    private Addressee()
    {
    }

    /// <summary>A host country that a source names.</summary>
    public sealed record Host(Jurisdiction Jurisdiction) : Addressee;

    /// <summary>A class of countries, as the source describes it.</summary>
    /// <param name="Class">A code for the description, 1–64 of <c>a-z 0-9 -</c>: <c>western-countries</c>.</param>
    /// <param name="Members">Only those that a source names as members; may be empty.</param>
    public sealed record Class(string Name, ValueList<Jurisdiction> Members) : Addressee;

    /// <summary>A government that the source does not identify.</summary>
    public sealed record Unidentified : Addressee;
}

/// <param name="Area">A direction area.</param>
/// <param name="CodebookVersion">From 1.</param>
/// <param name="Wanted">The direction that the issuer asks for.</param>
public sealed record Ask(AreaId Area, int CodebookVersion, Towards Wanted);

public enum Instruction
{
    Report,
    Advocate,
    DeliverMessage,
}

public enum Channel
{
    Cable,
    Demarche,
    NoteVerbale,
    Letter,
    Other,
}

public enum KnownBy
{
    /// <summary>An outlet says that it has seen the document, which is not published.</summary>
    SeenByOutlet,

    /// <summary>The document itself was leaked and can be read.</summary>
    Leaked,

    /// <summary>The issuer published it.</summary>
    Published,

    /// <summary>Somebody who knows it said so on the record.</summary>
    Statement,
}

/// <summary>The modes of PLOVER's REQUEST, written <c>REQUEST/change</c>.</summary>
public enum PloverAction
{
    RequestAssist,
    RequestChange,
    RequestYield,
    RequestMeet,
}
