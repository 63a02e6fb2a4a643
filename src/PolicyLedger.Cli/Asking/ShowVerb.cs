using System.CommandLine;
using System.Text.Json;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Asking;

/// <summary>A record's opening or one of its entries, with its fields as last corrected.</summary>
internal sealed record PartView(string Id, string Type, long Position, string KnownAt, bool Retracted, JsonElement Facts, JsonElement? Text);

/// <summary>One event of a record's history.</summary>
internal sealed record HistoryView(long Position, long Revision, string Type, string RecordedAt, string KnownAt, string Recorder, string? EntryId, JsonElement Facts, JsonElement? Text, bool TextErased);

/// <summary>A record or one of its entries, and everything that happened to it.</summary>
internal sealed record RecordView(
    string RecordId, string? EntryId, string Jurisdiction, bool Retracted, string? TextErasedOn, int Sources,
    PartView Opening, IReadOnlyList<PartView> Entries, IReadOnlyList<HistoryView> History);

/// <summary><c>show</c>: a record, or an entry.</summary>
internal static class ShowVerb
{
    public static Verb Create(Workplace place)
    {
        var id = new Argument<string>("id") { HelpName = "RECORD|ENTRY", Description = "GBR-2025-asylum-overhaul, or GBR-2025-asylum-overhaul/2." };
        return new Verb(place, "show", "A record or an entry: as it now reads, and everything that happened to it.", "show GBR-2025-asylum-overhaul", "show GBR-2025-asylum-overhaul/1 -o json")
        {
            id,
        }.Does(async call =>
        {
            var text = call.Get(id)!;
            var entry = text.Contains('/') ? EntryId.Parse(text, "id").OrThrow() : null;
            var record = entry?.Record ?? RecordId.Parse(text, "id").OrThrow();
            var printer = call.Printer();
            await using var ledger = await call.OpenAsync();
            var history = await ledger.AskAsync(new AskHistory(record, call.Position(call.Options.At), call.Instant(call.Options.KnownAt)), call.Cancellation);
            if (entry is not null && history.State.Find(entry) is null)
                throw new RefusedException(Refusal.NotFound("id", text, $"{record} has {history.State.Entries.Count} entries"));
            var view = View(history, entry, ledger.Codec);
            printer.One(view, card => Show(view, card), Csv(view));
            return ExitCode.Ok;
        });
    }

    private static RecordView View(RecordHistory history, EntryId? entry, EventCodec codec)
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
        return (Output.Json.Raw(stored.Facts), stored.Text is null ? null : Output.Json.Raw(stored.Text.Json));
    }

    private static void Show(RecordView view, Card card)
    {
        card.Headline($"{view.EntryId ?? view.RecordId}{(view.Retracted ? " (retracted)" : "")}");
        card.Line("text erased", view.TextErasedOn);
        foreach (var part in view.EntryId is null ? view.Entries.Prepend(view.Opening) : view.Entries)
        {
            card.Blank();
            card.Headline($"{part.Type}{(part.Id == view.RecordId ? "" : $" {part.Id}")}{(part.Retracted ? " (retracted)" : "")}");
            Members(part.Facts, card, "record", "entry");
            if (part.Text is { } text)
                Members(text, card);
        }

        card.Blank();
        card.Headline("History");
        foreach (var e in view.History)
        {
            card.Line($"position {e.Position}", $"{e.RecordedAt} {e.Type}{(e.EntryId is { } entry ? $" {entry}" : "")} by {e.Recorder}{(e.KnownAt == e.RecordedAt ? "" : $", known {e.KnownAt}")}{(e.TextErased ? ", text erased" : "")}");
            if (e.Text is { } said && said.TryGetProperty("reason", out var reason))
                card.Line("", $"because {reason.GetString()}");
        }
    }

    private static void Members(JsonElement json, Card card, params string[] without)
    {
        foreach (var member in json.EnumerateObject().Where(member => !without.Contains(member.Name)))
            card.Line(member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : JsonSerializer.Serialize(member.Value, Output.Json.Compact));
    }

    private static IReadOnlyList<Column<RecordView>> Csv(RecordView view) =>
    [
        new("record_id", _ => view.RecordId),
        new("entry_id", _ => view.EntryId),
        new("jurisdiction", _ => view.Jurisdiction),
        new("retracted", _ => Plain.Yes(view.Retracted)),
        new("entries", _ => Plain.Number(view.Entries.Count)),
        new("events", _ => Plain.Number(view.History.Count)),
        new("facts", _ => view.Opening.Facts.GetRawText()),
    ];
}
