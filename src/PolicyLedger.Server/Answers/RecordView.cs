using System.Text.Json;
using PolicyLedger.Auditing;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Http;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Answers;

/// <summary>A record's opening or one of its entries, with its fields as last corrected.</summary>
internal sealed record PartView(string Id, string Type, long Position, string KnownAt, bool Retracted, JsonElement Facts, JsonElement? Text);

/// <summary>One event of a record's history.</summary>
internal sealed record HistoryView(long Position, long Revision, string Type, string RecordedAt, string KnownAt, string Recorder, string? EntryId, JsonElement Facts, JsonElement? Text, bool TextErased);

/// <summary>A record or one of its entries, and everything that happened to it.</summary>
internal sealed record RecordView(
    string RecordId, string? EntryId, string Jurisdiction, bool Retracted, string? TextErasedOn, int Sources,
    PartView Opening, IReadOnlyList<PartView> Entries, IReadOnlyList<HistoryView> History)
{
    public static RecordView Of(RecordHistory history, EntryId? entry, EventCodec codec)
    {
        var state = history.State;
        PartView Part(RecordPart part)
        {
            var (facts, text) = Json(part.Event, part.Text, codec);
            return new(EventView.EntryOf(part.Event)?.ToString() ?? state.Id.Text, codec.Types.NameOf(part.Event), part.Position, Iso.Write(part.KnownAt), part.Retracted || state.Retracted, facts, text);
        }

        var events = history.Events.Where(e => entry is null || entry.Equals(EventView.EntryOf(e.Event))).Select(e =>
        {
            var (facts, text) = Json(e.Event, e.Text, codec);
            return new HistoryView(e.Position, e.Revision, e.Type, Iso.Write(e.Metadata.RecordedAt), Iso.Write(e.KnownAt), e.Metadata.Recorder, EventView.EntryOf(e.Event)?.ToString(), facts, text, history.TextErased(e));
        });
        return new(
            state.Id.Text, entry?.ToString(), state.Id.Jurisdiction.Code, state.Retracted,
            history.Erased is { } erased ? Iso.Write(erased.Metadata.RecordedAt) : null, state.Sources,
            Part(state.Opening), state.Entries.Where(part => entry is null || entry.Equals(EventView.EntryOf(part.Event))).Select(Part).ToArray(), events.ToArray());
    }

    // The stored form is how the ledger itself writes it.
    private static (JsonElement Facts, JsonElement? Text) Json(LedgerEvent e, EventText text, EventCodec codec)
    {
        var metadata = new EventMetadata(0, default, default, default, "", default, "", null, null);
        var (stored, _) = codec.Encode(default, new Decided(e, text), metadata, () => new byte[16]);
        return (ServerJson.Raw(stored.Facts), stored.Text is null ? null : ServerJson.Raw(stored.Text.Json));
    }
}
