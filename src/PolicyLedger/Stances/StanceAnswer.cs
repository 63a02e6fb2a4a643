using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>What was the stance of a cell on a day, as it was known at a time and as far as the log is read?</summary>
/// <param name="Jurisdiction">Whose stance.</param>
/// <param name="Area">In which area.</param>
/// <param name="Target">Towards whom; null asks for the general cell and never looks at targets.</param>
/// <param name="On">The day in the world.</param>
/// <param name="KnownAt">Claims known later are not taken.</param>
/// <param name="At">Events at later positions are not taken; -1 takes none.</param>
/// <param name="Basis">In force, or declared.</param>
public sealed record StanceQuestion(Jurisdiction Jurisdiction, AreaId Area, Jurisdiction? Target, DateOnly On, DateTimeOffset KnownAt, long At, Basis Basis)
{
    /// <summary>What it is asked with.</summary>
    public Reading Reading => new(On, KnownAt, At, Basis);
}

/// <summary>The answer by the as-of rule (<c>schemas/as-of/rule.md</c>), and what it rests on.</summary>
/// <param name="Question">As asked, all of it resolved: asked again it is identical for ever, except that erased text is shown as erased.</param>
/// <param name="Status">Whether there is an answer.</param>
/// <param name="Winner">The claim that speaks; null unless <paramref name="Status"/> is <see cref="StanceStatus.Known"/>.</param>
/// <param name="Certainty">Whether every reading of the imprecise dates gives this answer; null unless known.</param>
/// <param name="FromGeneral">A target was asked for, nothing is known for it, and the general cell answers.</param>
/// <param name="Rivals">The claims that make it merely possible, best first.</param>
/// <param name="Alternatives">The other layer's claim and every conflicting record that covers the day, best first; without the rivals.</param>
/// <param name="Sum">For direction areas: the sum over the derived layer, apart from the answer; null for others.</param>
public sealed record StanceAnswer(
    StanceQuestion Question,
    StanceStatus Status,
    Claim? Winner,
    Certainty? Certainty,
    bool FromGeneral,
    ValueList<Claim> Rivals,
    ValueList<Claim> Alternatives,
    DirectionSum? Sum)
{
    /// <summary>The version of the as-of rule.</summary>
    public const int RuleVersion = 1;
}

public enum StanceStatus
{
    Known,

    /// <summary>There are records of the cell, and none of them says anything for the day.</summary>
    Unknown,

    /// <summary>No record of the cell is among the events taken.</summary>
    NotYetKnown,
}

public enum Certainty
{
    Definite,
    Possible,
}

public enum Layer
{
    /// <summary>Coders' assessments.</summary>
    Coded,

    /// <summary>What follows from announcements and statements.</summary>
    Derived,
}

/// <summary>What one record says of a cell over a stretch of days.</summary>
/// <param name="Layer">Coded or derived.</param>
/// <param name="Value">As coded, with its codebook version.</param>
/// <param name="Start">The first day.</param>
/// <param name="End">The first day no more; <see cref="Days.Open"/> runs until further notice.</param>
/// <param name="EndUnknown">The end is not known and is treated as open.</param>
/// <param name="Record">The record.</param>
/// <param name="Position">Of its opening event.</param>
/// <param name="KnownAt">Of its opening event.</param>
/// <param name="OpenedBy">The position of the event that began this stretch: the opening, an amendment, a resumption.</param>
public sealed record Claim(
    Layer Layer,
    AreaValue Value,
    DayBounds Start,
    DayBounds End,
    bool EndUnknown,
    RecordId Record,
    long Position,
    DateTimeOffset KnownAt,
    long OpenedBy);

/// <param name="Total">More restrictive +, less restrictive −, weighted 1 to 4. Never a level.</param>
/// <param name="Records">How many records it adds.</param>
/// <param name="Unweighted">How many could not be weighted: no magnitude stated, or cannot be assessed.</param>
public sealed record DirectionSum(int Total, int Records, int Unweighted);
