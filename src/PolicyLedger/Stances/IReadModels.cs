using PolicyLedger.Cables;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Recording;

namespace PolicyLedger.Stances;

/// <summary>
/// The read models: rebuilt from the log at any time, the same rows for the same events whether live or rebuilt. No row
/// depends on the clock. Rows and checkpoint change together; an event is never applied twice, however many processes apply.
/// Reads answer for what has been applied: call <see cref="CatchUpAsync"/> first. Any member throws <see cref="Log.StoreException"/>
/// when the store cannot go on, or when the log holds an event that this version does not know.
/// </summary>
public interface IReadModels : IAsyncDisposable
{
    /// <summary>Applies events until the models hold at least <paramref name="at"/>, or the log's end as of the call where it is null or beyond the end.</summary>
    ValueTask<Horizon> CatchUpAsync(long? at = null, CancellationToken cancellation = default);

    /// <summary>Segments that could cover some day of the filter's range and are visible to it, in no order.</summary>
    IAsyncEnumerable<SegmentRow> SegmentsAsync(SegmentFilter filter, CancellationToken cancellation = default);

    /// <summary>All that the models hold about one cell, superseded rows too: what any question about it is answered from, up to the position that the models hold.</summary>
    ValueTask<CellContents> ContentsAsync(Cell cell, CancellationToken cancellation = default);

    /// <summary>Every row of what an issuer's cables ask, superseded rows too, in order.</summary>
    ValueTask<IReadOnlyList<AskRow>> AskRowsAsync(Jurisdiction issuer, CancellationToken cancellation = default);

    /// <summary>The cells that any record taken is of, in order of jurisdiction, area and target; of a jurisdiction and an area where these are not null.</summary>
    IAsyncEnumerable<Cell> CellsAsync(Jurisdiction? jurisdiction, AreaId? area, long at, DateTimeOffset knownAt, CancellationToken cancellation = default);

    /// <summary>Whether any record of the cell or of the general cell is among the events taken, retracted or not, in any basis or layer.</summary>
    ValueTask<bool> AnyRecordAsync(Jurisdiction jurisdiction, AreaId area, Jurisdiction? target, long at, DateTimeOffset knownAt, CancellationToken cancellation = default);

    /// <summary>The openings of records that are taken, in order of the records' ids, behind one where it is not null; of a jurisdiction where that is not null.</summary>
    IAsyncEnumerable<RecordVersionRow> RecordsAsync(Jurisdiction? jurisdiction, RecordId? after, long at, DateTimeOffset knownAt, CancellationToken cancellation = default);

    /// <summary>A record's events in order, up to a position; none if there is no such record.</summary>
    IAsyncEnumerable<RecordVersionRow> VersionsAsync(RecordId record, long at, CancellationToken cancellation = default);

    /// <summary>The positions of the events that an answer rests on: those of its record that were taken. Sources attached or checked and erased text change no answer, so none rests on them.</summary>
    async ValueTask<IReadOnlyList<long>> RestsOnAsync(StanceAnswer answer, CancellationToken cancellation = default)
    {
        if (answer.Winner is not { } winner)
            return [];
        var positions = new List<long>();
        await foreach (var version in VersionsAsync(winner.Record, answer.Question.At, cancellation))
        {
            if (version.Bears(answer.Question))
                positions.Add(version.Position);
        }

        return positions;
    }

    /// <summary>What cables ask of others, visible at a position and knowledge time: from an issuer, of a recipient, or all where both are null. Asks of classes and of unidentified governments come with every recipient.</summary>
    IAsyncEnumerable<AskRow> AsksAsync(Jurisdiction? issuer, Jurisdiction? recipient, long at, DateTimeOffset knownAt, CancellationToken cancellation = default);

    /// <summary>The change feed after a position, in order.</summary>
    IAsyncEnumerable<ChangeRow> ChangesAsync(long afterPosition, CancellationToken cancellation = default);

    /// <summary>The codebooks as of a position.</summary>
    ValueTask<CodebookShelf> BooksAsync(long at, CancellationToken cancellation = default);

    /// <summary>Builds all models anew beside the present ones and swaps them in; queries never stop.</summary>
    Task RebuildAsync(IProgress<long>? applied = null, CancellationToken cancellation = default);
}

/// <summary>How far the models can be asked.</summary>
/// <param name="At">The position to ask with: the one asked for if the log has it, else the log's last (-1: the ledger is empty).</param>
/// <param name="LastRecordedAt">No event that the models hold was recorded later; the default knowledge time is never before it.</param>
public readonly record struct Horizon(long At, DateTimeOffset LastRecordedAt);

/// <summary>Where stances are held: whose, in which area, towards whom (null: everybody).</summary>
public sealed record Cell(Jurisdiction Jurisdiction, AreaId Area, Jurisdiction? Target);

/// <summary>All about one cell.</summary>
/// <param name="Segments">Every segment that was ever stored, in no order.</param>
/// <param name="Versions">The events of those records of the cell that have more than their opening, in order of record and version.</param>
public sealed record CellContents(IReadOnlyList<SegmentRow> Segments, IReadOnlyList<RecordVersionRow> Versions);

/// <param name="Jurisdiction">Null: every one.</param>
/// <param name="Area">Null: every one.</param>
/// <param name="Targets">Which cells.</param>
/// <param name="From">The first day of the range.</param>
/// <param name="Until">The first day after it.</param>
/// <param name="At">Position, inclusive.</param>
/// <param name="KnownAt">Knowledge time, inclusive.</param>
/// <param name="Basis">Null: both.</param>
public sealed record SegmentFilter(
    Jurisdiction? Jurisdiction,
    AreaId? Area,
    TargetFilter Targets,
    DateOnly From,
    DateOnly Until,
    long At,
    DateTimeOffset KnownAt,
    Basis? Basis)
{
    /// <summary>Whether a row is one of them.</summary>
    public bool Takes(SegmentRow row) =>
        row.Segment.Start.Earliest < Until && From < row.Segment.End.Latest
        && (Jurisdiction ?? row.Record.Jurisdiction).Equals(row.Record.Jurisdiction)
        && (Area ?? row.Segment.Area).Equals(row.Segment.Area)
        && (Basis ?? row.Segment.Basis) == row.Segment.Basis
        && (Targets.All || row.Segment.Target is null || row.Segment.Target.Equals(Targets.One))
        && row.Visible(At, KnownAt);

    /// <summary>Exactly what the as-of rule needs for a question.</summary>
    public static SegmentFilter For(StanceQuestion q) =>
        new(q.Jurisdiction, q.Area, TargetFilter.OrGeneral(q.Target), q.On, q.On.AddDays(1), q.At, q.KnownAt, q.Basis);
}

/// <summary>Which targets: all of them, or one and the general cell.</summary>
public readonly record struct TargetFilter(bool All, Jurisdiction? One)
{
    public static TargetFilter Any => new(true, null);

    public static TargetFilter OrGeneral(Jurisdiction? target) => new(false, target);
}

/// <summary>One event of a record's history.</summary>
/// <param name="Record">The record.</param>
/// <param name="Version">From 0, the opening.</param>
/// <param name="Position">Of the event.</param>
/// <param name="Revision">Of the event, in the record's stream.</param>
/// <param name="KnownAt">Its knowledge time.</param>
/// <param name="RecordedAt">Its record time.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Entry">The entry that it made, corrected or retracted; null for the opening.</param>
/// <param name="Recorder">Who recorded it.</param>
public sealed record RecordVersionRow(
    RecordId Record,
    int Version,
    long Position,
    long Revision,
    DateTimeOffset KnownAt,
    DateTimeOffset RecordedAt,
    Guid EventId,
    string Type,
    EntryId? Entry,
    string Recorder)
{
    /// <summary>Whether an answer to a question, if it is of this record, rests on this event.</summary>
    public bool Bears(StanceQuestion question) =>
        Position <= question.At && KnownAt <= question.KnownAt && Type is not ("source-attached.v1" or "source-checked.v1" or "record-erased.v1");
}

/// <summary>What a cable asks of one addressee in one area.</summary>
/// <param name="Record">The cable; its issuer is the record's jurisdiction.</param>
/// <param name="Recipient">A named host, or a class member that a source names; null for a class as such and for an unidentified government.</param>
/// <param name="Class">The class's code; null for a host or an unidentified government.</param>
/// <param name="Unidentified">The source does not say which government.</param>
/// <param name="Ask">The area and the direction; null where no source says what is asked.</param>
/// <param name="Start">The day of the cable.</param>
/// <param name="End">The first day on which it stands no more.</param>
/// <param name="Position">Of the cable's event.</param>
/// <param name="KnownAt">Of the cable's event.</param>
/// <param name="FromPosition">As in <see cref="SegmentRow"/>, with the three that follow.</param>
/// <param name="FromKnownAt">See there.</param>
/// <param name="UntilPosition">See there.</param>
/// <param name="UntilKnownAt">See there.</param>
public sealed record AskRow(
    RecordId Record,
    Jurisdiction? Recipient,
    string? Class,
    bool Unidentified,
    Ask? Ask,
    DayBounds Start,
    DayBounds End,
    long Position,
    DateTimeOffset KnownAt,
    long FromPosition,
    DateTimeOffset FromKnownAt,
    long? UntilPosition,
    DateTimeOffset? UntilKnownAt)
{
    /// <summary>Whether it is the cable's word as known at a time, reading the log to a position (inclusive).</summary>
    public bool Visible(long at, DateTimeOffset knownAt) =>
        FromPosition <= at && FromKnownAt <= knownAt && !(UntilPosition <= at && UntilKnownAt <= knownAt);
}

/// <summary>An entry of the change feed: on these days the answer for this cell, with all that is known, is another than before the event.</summary>
/// <param name="Position">Of the event.</param>
/// <param name="EventId">Of the event.</param>
/// <param name="Jurisdiction">Of the cell.</param>
/// <param name="Area">Of the cell.</param>
/// <param name="Target">Of the cell; where a general cell changes, so may targets for which nothing is known.</param>
/// <param name="Basis">In which basis.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The first day after.</param>
/// <param name="Recoding">Only the coding changed, not what it says of the world.</param>
public sealed record ChangeRow(
    long Position,
    Guid EventId,
    Jurisdiction Jurisdiction,
    AreaId Area,
    Jurisdiction? Target,
    Basis Basis,
    DateOnly From,
    DateOnly Until,
    bool Recoding);

/// <summary>Somebody looked at a source again.</summary>
public sealed record SourceCheckRow(RecordId Record, EntryId Entry, int Source, DateOnly On, SourceFinding Finding, string? Sha256, long Position, DateTimeOffset KnownAt);
