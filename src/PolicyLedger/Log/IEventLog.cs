using System.Collections.Immutable;

namespace PolicyLedger.Log;

/// <summary>
/// The ledger's append-only store. An implementation MUST keep these promises; the contract suite holds each to them by number.
/// <list type="number">
/// <item>A stale expected revision writes nothing and reports the actual one.</item>
/// <item>An event id is stored once, for ever: an append with an id that is already there writes nothing, whatever its expected revision.</item>
/// <item>Where <see cref="AppendsAreAtomic"/>, an append over several streams is all or nothing; elsewhere its parts are written in
/// order, each atomically, and the same append sent again writes what is missing.</item>
/// <item>Of many writers with the same expected revision, one wins.</item>
/// <item>Positions start at 0 and have no gaps; revisions of a stream likewise; both never change.</item>
/// <item>What was acknowledged survives a kill, a power cut and a full disk; what could not be made durable is never acknowledged.</item>
/// <item>A subscription sees every event exactly once, in position order, also those committed by other processes, within a second.</item>
/// <item>Cancellation before the append was handed to the store writes nothing; later, the outcome is unknown until the same append is sent again.</item>
/// </list>
/// Any member throws <see cref="StoreException"/> when the store cannot go on.
/// </summary>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>Whether an append over several streams is all or nothing.</summary>
    bool AppendsAreAtomic { get; }

    /// <summary>Appends to one or more streams. An empty list of events on a stream only checks its revision.</summary>
    ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default);

    /// <summary>The events of a stream from a revision (inclusive) to its end as of the call. An unknown stream has none.</summary>
    IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, CancellationToken cancellation = default);

    /// <summary>Events from a position (inclusive) to the log's end as of the call, in order.</summary>
    IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, CancellationToken cancellation = default);

    /// <summary>
    /// As <see cref="ReadStreamAsync"/>, for who looks at no text: a store in which texts are dear to read leaves them out, so a
    /// <see cref="StoredEvent.Text"/> that is null says nothing of erasure.
    /// </summary>
    IAsyncEnumerable<StoredEvent> ReadStreamWithoutTextsAsync(string stream, long fromRevision = 0, CancellationToken cancellation = default) =>
        ReadStreamAsync(stream, fromRevision, cancellation);

    /// <summary>As <see cref="ReadAllAsync"/>, for who looks at no text; see <see cref="ReadStreamWithoutTextsAsync"/>.</summary>
    IAsyncEnumerable<StoredEvent> ReadAllWithoutTextsAsync(long fromPosition = 0, CancellationToken cancellation = default) => ReadAllAsync(fromPosition, cancellation);

    /// <summary>Events from a position on, then <see cref="LogMessage.CaughtUp"/> once at the end as of the call, then each new event until cancelled.</summary>
    IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, CancellationToken cancellation = default);

    /// <summary>The number of events in the ledger: the position that the next one will get.</summary>
    ValueTask<long> EndAsync(CancellationToken cancellation = default);

    /// <summary>The revision of a stream's last event; -1 where there is none.</summary>
    async ValueTask<long> RevisionAsync(string stream, CancellationToken cancellation = default)
    {
        var last = -1L;
        await foreach (var stored in ReadStreamWithoutTextsAsync(stream, 0, cancellation))
            last = stored.Revision;
        return last;
    }

    /// <summary>The events that commands recorded, by command id, each command's in position order; none for one that is not known.</summary>
    ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default);
}

/// <summary>Events to append to one stream.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="ExpectedRevision">The revision of its last event; -1 when it must not exist yet.</param>
/// <param name="Events">In order.</param>
public sealed record StreamAppend(string Stream, long ExpectedRevision, IReadOnlyList<NewEvent> Events);

/// <summary>An event to be stored.</summary>
/// <param name="Id">Unique ledger-wide.</param>
/// <param name="CommandId">The command that records it; several events may share one.</param>
/// <param name="Type">The stored name, <c>policy-announced.v1</c>.</param>
/// <param name="Facts">UTF-8 JSON.</param>
/// <param name="Text">The erasable part; null where there is none.</param>
/// <param name="Metadata">UTF-8 JSON.</param>
public sealed record NewEvent(Guid Id, Guid CommandId, string Type, ReadOnlyMemory<byte> Facts, SaltedText? Text, ReadOnlyMemory<byte> Metadata);

/// <summary>Erasable text as UTF-8 JSON beside its 16 random bytes of salt.</summary>
public sealed record SaltedText(ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Json);

/// <summary>An event as it is stored.</summary>
/// <param name="Position">Its ordinal in the ledger, from 0.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="Revision">Its number in the stream, from 0.</param>
/// <param name="Id">Unique ledger-wide.</param>
/// <param name="Type">The stored name.</param>
/// <param name="Facts">UTF-8 JSON.</param>
/// <param name="Text">Null where there is none, or where it was erased (the metadata's hash tells which).</param>
/// <param name="Metadata">UTF-8 JSON.</param>
public sealed record StoredEvent(
    long Position,
    string Stream,
    long Revision,
    Guid Id,
    string Type,
    ReadOnlyMemory<byte> Facts,
    SaltedText? Text,
    ReadOnlyMemory<byte> Metadata);

/// <summary>What became of an append.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>
    /// Durable. <paramref name="FirstPosition"/> is the first event's; the others follow without a gap where appends are atomic.
    /// A store that gives positions afterwards says -1 for one that was not known in time; the event is recorded all the same.
    /// </summary>
    public sealed record Appended(long FirstPosition, IReadOnlyList<long> Positions) : AppendOutcome
    {
        /// <summary>
        /// What stands there under an event's id, where the store stamped record time or recorder itself, as a node does; an
        /// event that is not in it stands as it was given.
        /// </summary>
        public IReadOnlyDictionary<Guid, StoredEvent> Stamped { get; init; } = ImmutableDictionary<Guid, StoredEvent>.Empty;
    }

    /// <summary>Nothing was written: the stream's last revision is <paramref name="Actual"/> (-1: it does not exist).</summary>
    public sealed record Conflict(string Stream, long Expected, long Actual) : AppendOutcome;

    /// <summary>Nothing was written: an event with this id is already there.</summary>
    public sealed record Duplicate(Guid EventId) : AppendOutcome;
}

/// <summary>What a subscription delivers.</summary>
public abstract record LogMessage
{
    private LogMessage()
    {
    }

    public sealed record Event(StoredEvent Stored) : LogMessage;

    /// <summary>Everything that was there when the subscription began has been delivered.</summary>
    public sealed record CaughtUp : LogMessage;
}

/// <summary>The store cannot go on. The message says what happened and what to do.</summary>
public class StoreException(StoreFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreFault Fault { get; } = fault;
}

public enum StoreFault
{
    /// <summary>Not there, locked, no permission, disk full, I/O error: once that is mended, try again.</summary>
    Unreachable,

    /// <summary>Not a ledger, from a newer version, or damaged: nothing was touched.</summary>
    Integrity,
}
