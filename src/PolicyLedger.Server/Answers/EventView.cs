using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Http;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Answers;

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
        ServerJson.Raw(stored.Facts), erased || stored.Text is null ? null : ServerJson.Raw(stored.Text.Json), erased || e.TextErased, e.Metadata.TextHash);

    public static EntryId? EntryOf(LedgerEvent e) => e switch
    {
        EntryEvent entry => entry.Entry,
        RecordCorrected corrected => corrected.Entry,
        RecordRetracted retracted => retracted.Entry,
        _ => null,
    };
}
