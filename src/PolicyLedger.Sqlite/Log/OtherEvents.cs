using PolicyLedger.Log;

namespace PolicyLedger.Sqlite.Log;

/// <summary>An event of a stream that is no part of the ledger, kept beside it for clients of a node.</summary>
/// <param name="Place">Where it stands among all events of the file; see <see cref="Places"/>.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="Revision">Its number in the stream, from 0.</param>
/// <param name="Id">As its client gave it; the same one may stand in several streams.</param>
/// <param name="Type">As its client gave it.</param>
/// <param name="IsJson">Whether its client called the data JSON; nobody looked.</param>
/// <param name="Data">Any bytes.</param>
/// <param name="Metadata">Any bytes.</param>
/// <param name="Created">When it was appended, UTC.</param>
public sealed record OtherEvent(
    long Place,
    string Stream,
    long Revision,
    Guid Id,
    string Type,
    bool IsJson,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> Metadata,
    DateTimeOffset Created);

/// <summary>An event to be appended to a stream that is no part of the ledger.</summary>
public sealed record NewOtherEvent(Guid Id, string Type, bool IsJson, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata);

/// <summary>What became of an append to a stream that is no part of the ledger.</summary>
public abstract record OtherOutcome
{
    private OtherOutcome()
    {
    }

    /// <summary>Durable, now or since the same append before.</summary>
    /// <param name="Revision">Of the append's last event; of the stream's, where the append was empty (-1: there is none).</param>
    /// <param name="Place">Likewise; null where there is none.</param>
    public sealed record Appended(long Revision, long? Place) : OtherOutcome;

    /// <summary>Nothing was written: the stream's last revision is <paramref name="Actual"/> (-1: it does not exist).</summary>
    public sealed record Conflict(long Actual) : OtherOutcome;

    /// <summary>Nothing was written: there is no place left before the ledger's next event.</summary>
    public sealed record Full : OtherOutcome;
}

/// <summary>An event of the whole file: one of the ledger's own, or of another stream.</summary>
/// <param name="Place">See <see cref="Places"/>.</param>
/// <param name="Ledger">Null for another stream's.</param>
/// <param name="Other">Null for the ledger's own.</param>
public sealed record PlacedEvent(long Place, StoredEvent? Ledger, OtherEvent? Other)
{
    public string Stream => Ledger?.Stream ?? Other!.Stream;

    public long Revision => Ledger?.Revision ?? Other!.Revision;

    public Guid Id => Ledger?.Id ?? Other!.Id;

    public string Type => Ledger?.Type ?? Other!.Type;
}

/// <summary>
/// One order over all events of a file. The ledger's event at position p has place (p + 1) · 2²⁴. The n-th event of other
/// streams (from 1) that was appended while the ledger had a events has place a · 2²⁴ + n: so the ledger's own places, as
/// its positions, depend on nothing else that is in the file.
/// </summary>
public static class Places
{
    /// <summary>How many events of other streams fit between two of the ledger's.</summary>
    public const int Between = (1 << Bits) - 1;

    private const int Bits = 24;

    /// <summary>Before which every place is, with room to calculate.</summary>
    internal const long Beyond = 1L << 62;

    public static long OfPosition(long position) => (position + 1) << Bits;

    /// <summary>The ledger's first position at or behind a place.</summary>
    internal static long FirstPositionFrom(long place) => Math.Max(0, ((place + Between) >> Bits) - 1);

    /// <summary>The ledger's last position at or before a place; -1 where there is none.</summary>
    internal static long LastPositionUntil(long place) => (place >> Bits) - 1;

    /// <summary>The place before the first that another stream's event can get while the ledger has this many events.</summary>
    internal static long After(long events) => events << Bits;
}
