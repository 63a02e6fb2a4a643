using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>A stretch of days for which one version of a record says one thing in one cell. What the stance model stores.</summary>
/// <param name="Area">Of the cell; the jurisdiction is the record's.</param>
/// <param name="Target">Of the cell; null for the general cell.</param>
/// <param name="Basis">In force or declared.</param>
/// <param name="Layer">Coded or derived; null: the record is of this cell and says nothing there.</param>
/// <param name="Value">As coded; null where <paramref name="Layer"/> is.</param>
/// <param name="Start">The first day.</param>
/// <param name="End">The first day no more.</param>
/// <param name="EndUnknown">The end is not known and is treated as open.</param>
/// <param name="DoubtFrom">From this day on the order of the policy's entries cannot be told from their dates, and nothing is definite; <see cref="Days.Open"/>: never.</param>
/// <param name="Shadow">Only a possibility that such doubt leaves: it never answers at the earliest reading.</param>
/// <param name="OpenedBy">The position of the event that began the stretch.</param>
/// <param name="ClosedBy">The position of the entry that ends it; null where its own period does, or nothing.</param>
/// <param name="Place">Among the segments of its record: where nothing else decides, the later one goes first.</param>
public sealed record Segment(
    AreaId Area,
    Jurisdiction? Target,
    Basis Basis,
    Layer? Layer,
    AreaValue? Value,
    DayBounds Start,
    DayBounds End,
    bool EndUnknown,
    DateOnly DoubtFrom,
    bool Shadow,
    long OpenedBy,
    long? ClosedBy = null,
    int Place = 0)
{
    /// <summary>Whether it covers the day with every date read at its earliest bound.</summary>
    public bool CoversAtEarliest(DateOnly day) => !Shadow && Start.Earliest <= day && day < End.Earliest;

    /// <summary>Whether some reading of its dates covers the day.</summary>
    public bool CouldCover(DateOnly day) => Start.Earliest <= day && day < End.Latest;

    /// <summary>Whether every reading of its dates covers the day.</summary>
    public bool SurelyCovers(DateOnly day) => !Shadow && Start.Latest <= day && day < End.Earliest && day < DoubtFrom;
}

/// <summary>A segment with the record that says it and the stretch of the log and of knowledge in which it is the record's last word.</summary>
/// <param name="Segment">What it says.</param>
/// <param name="Record">Who says it.</param>
/// <param name="Position">Of the record's opening event.</param>
/// <param name="KnownAt">Of the record's opening event.</param>
/// <param name="FromPosition">Of the event that made this version of the record.</param>
/// <param name="FromKnownAt">Its knowledge time.</param>
/// <param name="UntilPosition">Of the event that made the next version that says something else; null while there is none.</param>
/// <param name="UntilKnownAt">Its knowledge time; null with <paramref name="UntilPosition"/>.</param>
public sealed record SegmentRow(
    Segment Segment,
    RecordId Record,
    long Position,
    DateTimeOffset KnownAt,
    long FromPosition,
    DateTimeOffset FromKnownAt,
    long? UntilPosition,
    DateTimeOffset? UntilKnownAt)
{
    /// <summary>Whether it is the record's word as known at a time, reading the log to a position (inclusive).</summary>
    public bool Visible(long at, DateTimeOffset knownAt) =>
        FromPosition <= at && FromKnownAt <= knownAt && !(UntilPosition <= at && UntilKnownAt <= knownAt);

    public Claim Claim => new(
        Segment.Layer!.Value, Segment.Value!, Segment.Start, Segment.End, Segment.EndUnknown, Record, Position, KnownAt, Segment.OpenedBy);
}
