using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>A value in an area, under the codebook version that it was coded with.</summary>
/// <param name="Area">The full id.</param>
/// <param name="CodebookVersion">From 1.</param>
/// <param name="Value">Of the area's kind.</param>
public sealed record AreaValue(AreaId Area, int CodebookVersion, StanceValue Value);

/// <summary><c>policy-announced.v1</c>: a government announced a policy.</summary>
/// <param name="Record">The new record's id.</param>
/// <param name="Instrument">What form it takes.</param>
/// <param name="Areas">At least one; each area at most once; never "no data".</param>
/// <param name="Target">Whom it is about; null for everybody.</param>
/// <param name="Announced">The day on which it was announced, as precise as the source.</param>
/// <param name="Effective">From when, and until when if stated; null where the source states no effective date.</param>
/// <param name="Sources">At least one.</param>
public sealed record PolicyAnnounced(
    RecordId Record,
    Instrument Instrument,
    ValueList<AreaValue> Areas,
    Jurisdiction? Target,
    EdtfDate Announced,
    EdtfPeriod? Effective,
    ValueList<SourceFacts> Sources) : OpeningEvent(Record, Sources);

/// <summary><c>policy-amended.v1</c>: the policy changes from a date.</summary>
/// <param name="Record">The policy.</param>
/// <param name="Entry">This entry.</param>
/// <param name="From">The first day of the change.</param>
/// <param name="Announced">The day on which the change was announced.</param>
/// <param name="Areas">New values for some or all of its areas; null where no value changes.</param>
/// <param name="Target">The new target; null where it does not change.</param>
/// <param name="Effective">The whole effective period as it now stands; null where it does not change.</param>
/// <param name="Sources">At least one.</param>
public sealed record PolicyAmended(
    RecordId Record,
    EntryId Entry,
    EdtfDate From,
    EdtfDate Announced,
    ValueList<AreaValue>? Areas,
    NewTarget? Target,
    EdtfPeriod? Effective,
    ValueList<SourceFacts> Sources) : EntryEvent(Record, Entry);

/// <summary>A target as an amendment sets it.</summary>
/// <param name="Jurisdiction">The new target; null for everybody.</param>
public sealed record NewTarget(Jurisdiction? Jurisdiction);

/// <summary><c>policy-took-effect.v1</c>: its effective date is now known, whatever was expected before.</summary>
public sealed record PolicyTookEffect(RecordId Record, EntryId Entry, EdtfDate On, ValueList<SourceFacts> Sources) : EntryEvent(Record, Entry);

/// <summary><c>policy-suspended.v1</c>: not applied from this day on, until resumed.</summary>
public sealed record PolicySuspended(RecordId Record, EntryId Entry, EdtfDate On, ValueList<SourceFacts> Sources) : EntryEvent(Record, Entry);

/// <summary><c>policy-resumed.v1</c>: applied again from this day on.</summary>
public sealed record PolicyResumed(RecordId Record, EntryId Entry, EdtfDate On, ValueList<SourceFacts> Sources) : EntryEvent(Record, Entry);

/// <summary><c>policy-ended.v1</c>: over; also ends a statement (withdrawn or denied).</summary>
/// <param name="Record">A policy or a statement.</param>
/// <param name="Entry">This entry.</param>
/// <param name="On">The first day on which it no longer stands.</param>
/// <param name="How">In which way.</param>
/// <param name="Sources">At least one.</param>
public sealed record PolicyEnded(RecordId Record, EntryId Entry, EdtfDate On, Ending How, ValueList<SourceFacts> Sources) : EntryEvent(Record, Entry);

/// <summary><c>statement-made.v1</c>: a speech, a manifesto, a policy paper. It speaks for the declared stance only.</summary>
/// <param name="Record">The new record's id.</param>
/// <param name="Form">What kind of statement.</param>
/// <param name="Areas">May be empty: words that take no position in a codebook's area.</param>
/// <param name="Target">Whom it is about; null for everybody.</param>
/// <param name="On">The day on which it was made.</param>
/// <param name="Sources">At least one.</param>
public sealed record StatementMade(
    RecordId Record,
    StatementForm Form,
    ValueList<AreaValue> Areas,
    Jurisdiction? Target,
    EdtfDate On,
    ValueList<SourceFacts> Sources) : OpeningEvent(Record, Sources);

/// <summary><c>stance-coded.v1</c>: a coder's assessment of a cell over a period.</summary>
/// <param name="Record">The new record's id.</param>
/// <param name="Area">The full id of the area.</param>
/// <param name="CodebookVersion">The version that it is coded under, from 1.</param>
/// <param name="Target">Whom it is about; null for everybody.</param>
/// <param name="Basis">Whether it assesses what is in force or what is declared.</param>
/// <param name="Period">A bare year or month is the whole of it.</param>
/// <param name="Value">Of the area's kind, or "no data".</param>
/// <param name="Recoded">True where the value differs from the one before only because the codebook was revised.</param>
/// <param name="Sources">At least one.</param>
public sealed record StanceCoded(
    RecordId Record,
    AreaId Area,
    int CodebookVersion,
    Jurisdiction? Target,
    Basis Basis,
    EdtfPeriod Period,
    StanceValue Value,
    bool Recoded,
    ValueList<SourceFacts> Sources) : OpeningEvent(Record, Sources);

public enum Instrument
{
    Law,
    Regulation,
    Order,
    MinisterialStatement,
    Agreement,
    Ruling,
    Other,
}

public enum StatementForm
{
    Speech,
    Manifesto,
    PolicyPaper,
    Interview,
    PressStatement,
    Other,
}

public enum Ending
{
    Repealed,
    Expired,
    Superseded,
    StruckDown,
    Withdrawn,
    Denied,
}

/// <summary>Which question a stance answers.</summary>
public enum Basis
{
    /// <summary>What applies on the day.</summary>
    InForce,

    /// <summary>What the government says it will have.</summary>
    Declared,
}
