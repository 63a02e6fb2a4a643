using PolicyLedger.Cables;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Server.Answers;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Asking;

/// <summary><c>pressure</c>: what cables ask of a country, as far as sources say.</summary>
internal static class PressureVerb
{
    public static Verb Create(Workplace place)
    {
        var who = Parameters.RequiredJurisdiction("The country that is pressed.");
        var area = Parameters.Area("Only asks in this area.");
        return new Verb(
            place, "pressure", "Which cables press a country on a day: those that name it, and apart from them those that may include it.",
            "pressure DEU --on 2025-11-30",
            "pressure GBR --area migration:asylum -o json")
        {
            who, area,
        }.Does(async call =>
        {
            var (country, cell, printer) = (Parameters.Country(call.Get(who)!), call.Area(area), call.Printer());
            await using var ledger = await call.OpenAsync();
            var pressure = await ledger.AskAsync(new AskPressure(country, cell, call.Point()), call.Cancellation);
            var view = PressureView.Of(country, cell, pressure);
            if (printer.Format == OutputFormat.Csv)
                printer.List(view.Rows, [], CsvColumns.Pressure);
            else
                printer.One(view, card => Show(view, card), []);
            return ExitCode.Ok;
        });
    }

    internal static void Show(PressureView view, Card card)
    {
        card.Headline($"Cables that name {view.Recipient}, standing on {view.On}");
        Lines(view.Naming, card);
        card.Blank();
        card.Headline($"Cables to a class, or to a government not identified: they may include {view.Recipient}; no source says so");
        Lines(view.Maybe, card);
    }

    private static void Lines(IReadOnlyList<RelatedView> asks, Card card)
    {
        if (asks.Count == 0)
            card.Line("none", "according to the records of this ledger");
        foreach (var cable in asks.GroupBy(ask => (ask.RecordId, ask.Towards)))
        {
            card.Line(cable.First().Issuer, $"to {cable.Key.Towards}, {cable.Key.RecordId}");
            foreach (var ask in cable)
                card.Line("", ask.Area is null ? "no source says what it asks for" : $"asks for {StanceColumns.Wanted(ask.Wanted)} in {ask.Area}");
            card.Line("", $"standing since {cable.First().Since ?? "a day not known"}{(cable.First().Until is { } until ? $" until {until}" : "")}");
        }
    }
}
