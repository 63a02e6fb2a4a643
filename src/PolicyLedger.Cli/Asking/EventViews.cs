using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Asking;

/// <summary>An event for reading. <c>text</c> is null where there is none and where it was erased, which <c>textErased</c> tells apart.</summary>
internal sealed record EventView(
    long Position, string Stream, long Revision, string EventId, string Type, string RecordedAt, string KnownAt, string Recorder,
    string CommandId, string? RecordId, string? EntryId, JsonElement Facts, JsonElement? Text, bool TextErased, string? TextHash)
{
    [JsonIgnore]
    public string? Title => Text is { } text && text.TryGetProperty("title", out var title) ? title.GetString() : null;

    public static EventView Of(RecordedEvent e, StoredEvent stored, bool erased) => new(
        e.Position, e.Stream, e.Revision, e.Id.ToString("D"), e.Type, Iso.Write(e.Metadata.RecordedAt), Iso.Write(e.KnownAt), e.Metadata.Recorder,
        e.Metadata.CommandId.ToString("D"), (e.Event as RecordEvent)?.Record.Text, EntryOf(e.Event)?.ToString(),
        Json.Raw(stored.Facts), erased || stored.Text is null ? null : Json.Raw(stored.Text.Json), erased || e.TextErased, e.Metadata.TextHash);

    public static EntryId? EntryOf(LedgerEvent e) => e switch
    {
        EntryEvent entry => entry.Entry,
        RecordCorrected corrected => corrected.Entry,
        RecordRetracted retracted => retracted.Entry,
        _ => null,
    };
}

/// <summary>Which texts are erased by decree: those of a record's events before its erasure. What is erased today reads as erased in every past view.</summary>
internal sealed class Erasures
{
    private readonly Dictionary<RecordId, RecordedEvent> erasures = [];

    /// <summary>The newest; null where there is none.</summary>
    public RecordedEvent? Last { get; private set; }

    /// <summary>Looks for erasures from a position on; those before it cannot concern later events.</summary>
    public static async Task<Erasures> ReadAsync(LedgerSession ledger, long from, CancellationToken cancellation)
    {
        var found = new Erasures();
        await foreach (var stored in ledger.Log.ReadAllWithoutTextsAsync(from, cancellation))
        {
            if (EventFacts.IsErasure(stored.Type) && ledger.Codec.Decode(stored) is { Event: RecordErased erased } erasure)
                found.erasures[erased.Record] = found.Last = erasure;
        }

        return found;
    }

    public bool Erased(RecordedEvent e) =>
        e.Event is RecordEvent about && e.Metadata.TextHash is not null && erasures.TryGetValue(about.Record, out var erasure) && TextErasure.Covers(erasure, e);
}
