using MediatR;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;

namespace PolicyLedger.Recording;

/// <summary>Something that a recorder asks the ledger to record.</summary>
/// <param name="Envelope">Who asks, under which id.</param>
public abstract record Command(Envelope Envelope) : IRequest<Result<Receipt>>;

/// <summary>A command about one or more jurisdictions: an event on the stream of each.</summary>
public abstract record CountryCommand(Envelope Envelope) : Command(Envelope)
{
    /// <summary>On whose streams it records, each at most once, in order.</summary>
    public abstract ValueList<Jurisdiction> Concerns { get; }

    /// <summary>The areas that it speaks of, so that their codebooks can be adopted with it.</summary>
    public virtual IEnumerable<AreaId> AreasUsed => [];

    /// <summary>Decides for one of its jurisdictions, purely.</summary>
    public abstract Result<ValueList<Decided>> Decide(CountryState state, Circumstances at);
}

/// <summary>Who asks, under which id, and what else is not content.</summary>
/// <param name="CommandId">The same id with the same content is recorded once, for ever.</param>
/// <param name="Recorder">An opaque id of 1 to <see cref="TextLimits.Recorder"/> visible characters; never a private person's name.</param>
/// <param name="KnownAt">When the source published the claim, where an import states it; null: the record time.</param>
/// <param name="CorrelationId">Null: the command id.</param>
/// <param name="CausationId">Null: the command id.</param>
/// <param name="ExpectedRevision">The stream's last revision that the recorder has seen; a later one is a conflict. Null: whatever it is.</param>
public sealed record Envelope(
    Guid CommandId,
    string Recorder,
    DateTimeOffset? KnownAt = null,
    Guid? CorrelationId = null,
    Guid? CausationId = null,
    long? ExpectedRevision = null);

/// <summary>What a command recorded.</summary>
/// <param name="Lines">One for each event, in order.</param>
/// <param name="RecordedAt">The record time.</param>
/// <param name="Already">True when the same command had been recorded before: this is the first result.</param>
public sealed record Receipt(ValueList<ReceiptLine> Lines, DateTimeOffset RecordedAt, bool Already);

/// <param name="Position">In the ledger; -1 where it is recorded and its position was not known in time.</param>
/// <param name="Stream">Where it stands.</param>
/// <param name="Revision">Its number there.</param>
/// <param name="EventId">Its id.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Record">The record that it is about; null for codebook events.</param>
/// <param name="Entry">The entry that it made; null for others.</param>
public sealed record ReceiptLine(long Position, string Stream, long Revision, Guid EventId, string Type, RecordId? Record, EntryId? Entry);

/// <summary>What a decision wants recorded on a stream.</summary>
public sealed record Decided(LedgerEvent Event, EventText Text);

/// <summary>What a decision may look at: nothing else exists for it.</summary>
/// <param name="CommandId">For ids of records that the recorder did not name.</param>
/// <param name="RecordedAt">The record time that its events will get.</param>
/// <param name="KnownAt">The knowledge time that its events will have.</param>
/// <param name="Books">The codebooks as adopted so far, or as they will be with this command.</param>
public sealed record Circumstances(Guid CommandId, DateTimeOffset RecordedAt, DateTimeOffset KnownAt, CodebookShelf Books)
{
    /// <summary>The UTC date of the record time.</summary>
    public DateOnly Today => DateOnly.FromDateTime(RecordedAt.UtcDateTime);
}
