using PolicyLedger.Recording;

namespace PolicyLedger.Log;

/// <summary>An event of the ledger, read and understood.</summary>
/// <param name="Position">Its ordinal in the ledger, from 0.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Revision">Its number in the stream, from 0.</param>
/// <param name="Id">Its id.</param>
/// <param name="Type">The stored name that it was read from, before upcasting.</param>
/// <param name="Event">The facts, upcast to the newest version.</param>
/// <param name="Text">The text; <see cref="EventText.None"/> where there is none or it was erased.</param>
/// <param name="TextErased">Whether the metadata has a text hash for which no text is stored.</param>
/// <param name="Metadata">Who, when, by which command.</param>
public sealed record RecordedEvent(
    long Position,
    string Stream,
    long Revision,
    Guid Id,
    string Type,
    LedgerEvent Event,
    EventText Text,
    bool TextErased,
    EventMetadata Metadata)
{
    /// <summary>The instant from which the claim could be known.</summary>
    public DateTimeOffset KnownAt => Metadata.KnownAt ?? Metadata.RecordedAt;
}

/// <summary>What stands beside an event's facts.</summary>
/// <param name="SchemaVersion">Of the event type as stored.</param>
/// <param name="CorrelationId">One for all that belongs to one undertaking (a joint announcement, an import run).</param>
/// <param name="CausationId">The command or event that led to it.</param>
/// <param name="CommandId">The command that recorded it.</param>
/// <param name="CommandHash">SHA-256 of the normalised command without times, 64 lower-case hex digits.</param>
/// <param name="RecordedAt">The record time, UTC: the later of the clock and the stream's last record time.</param>
/// <param name="Recorder">Who recorded it, as an opaque id.</param>
/// <param name="KnownAt">The knowledge time where an import states one, never later than the record time; null: the record time.</param>
/// <param name="TextHash">SHA-256(salt ‖ text), 64 lower-case hex digits; null where the event has no text.</param>
public sealed record EventMetadata(
    int SchemaVersion,
    Guid CorrelationId,
    Guid CausationId,
    Guid CommandId,
    string CommandHash,
    DateTimeOffset RecordedAt,
    string Recorder,
    DateTimeOffset? KnownAt,
    string? TextHash);

/// <summary>The streams of a ledger and their names.</summary>
public static class Streams
{
    public const string CountryPrefix = "country-";
    public const string CodebookPrefix = "codebook-";

    /// <summary>Of streams beside the ledger's that hold the keys of sealed texts, on stores that seal them.</summary>
    public const string TextKeyPrefix = "textkey-";

    /// <summary>Whether a name is one of the ledger's streams, or would be.</summary>
    public static bool AreLedgers(string stream) =>
        stream.StartsWith(CountryPrefix, StringComparison.Ordinal) || stream.StartsWith(CodebookPrefix, StringComparison.Ordinal);

    public static string Of(Jurisdictions.Jurisdiction jurisdiction) => CountryPrefix + jurisdiction.Code;

    public static string OfCodebook(string codebook) => CodebookPrefix + codebook;
}
