using System.CommandLine;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Asking;

/// <summary><c>log</c>: the events in the order in which they were recorded.</summary>
internal static class LogVerb
{
    private static readonly IReadOnlyList<Column<EventView>> Table =
    [
        new("position", v => Plain.Number(v.Position)),
        new("recorded", v => v.RecordedAt),
        new("event", v => v.Type),
        new("about", v => v.EntryId ?? v.RecordId ?? v.Stream),
        new("title", v => v.TextErased ? "(erased)" : v.Title ?? ""),
    ];

    public static Verb Create(Workplace place)
    {
        var who = Parameters.OptionalJurisdiction("Only this country's stream.");
        var from = new Option<string?>("--from") { HelpName = "POSITION", Description = "From this position on. Default: 0." };
        var limit = new Option<string?>("--limit") { HelpName = "N", Description = "At most so many events." };
        var type = new Option<string?>("--type") { HelpName = "NAME", Description = "Only events of this type, with or without its version." };
        return new Verb(place, "log", "The events, in the order in which they were recorded.", "log --limit 20", "log DEU -o json", "log --type record-corrected --from 1000")
        {
            who, from, limit, type,
        }.Does(async call =>
        {
            var (start, most, printer) = (Math.Max(0, call.Position(from) ?? 0), call.Get(limit) is { } n ? Arguments.Count(n, "--limit").OrThrow() : int.MaxValue, call.Printer());
            var (until, known, name) = (call.Position(call.Options.At), call.Instant(call.Options.KnownAt), call.Get(type));
            var stream = call.Get(who) is { } code ? Streams.Of(Parameters.Country(code)) : null;
            await using var ledger = await call.OpenAsync(LedgerUse.Read);
            var erasures = await Erasures.ReadAsync(ledger.Log, ledger.Codec, start, call.Cancellation);
            var events = (stream is null ? ledger.Log.ReadAllAsync(start, call.Cancellation) : ledger.Log.ReadStreamAsync(stream, 0, call.Cancellation))
                .Where(e => e.Position >= start && !(e.Position > until) && (name is null || EventTypes.IsNamed(e.Type, name)))
                .Select(stored => (Stored: stored, Event: ledger.Codec.Decode(stored)))
                .Where(e => !(e.Event.KnownAt > known))
                .Take(most)
                .Select(e => EventView.Of(e.Event, e.Stored, erasures.Erased(e.Event)));
            printer.List(events.ToBlockingEnumerable(call.Cancellation), Table, CsvColumns.Event);
            return ExitCode.Ok;
        });
    }
}
