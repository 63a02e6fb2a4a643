using System.CommandLine;
using System.Text.Json;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Dates;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Asking;

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
            var view = RecordView.Of(history, entry, ledger.Codec);
            printer.One(view, card => Show(view, card), Csv(view));
            return ExitCode.Ok;
        });
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
            card.Line(member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : JsonSerializer.Serialize(member.Value, ServerJson.Options));
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
