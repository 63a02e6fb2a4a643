using PolicyLedger.Cables;
using PolicyLedger.Cli.Asking;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Cli.Demonstrating;

/// <summary>What the demo shows. Every line is a claim of a source, and worded as one.</summary>
internal sealed class DemoStory(Call call, LedgerSession ledger, string path)
{
    private static readonly DateOnly During = new(2025, 11, 15);
    private static readonly DateOnly After = new(2025, 11, 30);
    private static readonly Jurisdiction Germany = Of("DEU");
    private static readonly Jurisdiction Syria = Of("SYR");
    private static readonly AreaId Recognition = AreaId.Parse("migration:asylum.recognition", "area").OrThrow();

    private readonly Printer printer = new(call.Out, OutputFormat.Table, call.Fancy, call.Here.Width);

    public async Task TellAsync()
    {
        Say($"PolicyLedger demo. The ledger is {path}");
        var events = new List<RecordedEvent>();
        await foreach (var stored in ledger.Log.ReadAllAsync(0, call.Cancellation))
            events.Add(ledger.Codec.Decode(stored));
        WhoSaidWhat(events);
        await BeforeAndAfterAsync();
        await WhatWasKnownAsync(events);
        await PressureAsync();
        DemoNextSteps.Tell(call.Out, path);
    }

    private void WhoSaidWhat(List<RecordedEvent> events)
    {
        Title("1. Who said what, and when", "Recorded from one press report. Each entry is what its source says, dated no more precisely.");
        var openings = events.Where(e => e.Event is OpeningEvent).OrderBy(e => DateOf(e).Bounds.Earliest).ThenBy(e => DateOf(e).Bounds.Latest).ThenBy(e => e.Position);
        foreach (var e in openings)
        {
            var opening = (OpeningEvent)e.Event;
            Say($"  {DateOf(e).Text,-12} {opening.Record.Jurisdiction.Code}  {Form(e.Event)}");
            Say($"               {e.Text.Title}");
            var (facts, text) = (opening.Sources[0], e.Text.Sources?[0]);
            Say($"               according to {text?.Publisher} ({Spelling.Of(facts.Kind)}, reliability {facts.Reliability}, credibility {facts.Credibility})");
        }
    }

    private async Task BeforeAndAfterAsync()
    {
        Title("2. The stance on a day, in force and declared", "What applies, and what a government says that it will have, are two questions. A date known as\n   2025-11 makes an answer possible within that month, and definite at its end.");
        foreach (var (who, area, target, before) in new[] { ("USA", "advocacy", null, new DateOnly(2025, 2, 13)), ("GBR", "asylum", null, new(2025, 10, 31)), ("DEU", "asylum.recognition", Syria, new DateOnly(2025, 10, 31)) })
        {
            var cell = AreaId.Parse("migration:" + area, "area").OrThrow();
            var rows = new List<string?[]>();
            foreach (var day in new[] { before, During, After })
            {
                var point = new AsOfPoint(day);
                var inForce = await ledger.AskAsync(new AskStance(Of(who), cell, target, point), call.Cancellation);
                var declared = await ledger.AskAsync(new AskStance(Of(who), cell, target, point with { Basis = Basis.Declared }), call.Cancellation);
                rows.Add([Iso.Write(day), await InForceAsync(inForce, declared), Short(declared)]);
            }

            Say($"  {who} {cell}{(target is null ? "" : $" for target {target.Code}")}");
            printer.Table(["on", "in force", "declared"], rows, "    ");
        }
    }

    private async Task WhatWasKnownAsync(List<RecordedEvent> events)
    {
        Title("3. What was known when", "The same day, asked twice: as this ledger knew it before and after it learned of the record.");
        var record = events.First(e => e.Event is PolicyAnnounced { Record.Jurisdiction: var who } && who.Equals(Germany));
        var before = events.Last(e => e.KnownAt < record.KnownAt);
        var rows = new List<string?[]>();
        foreach (var knownAt in new[] { before.KnownAt, record.KnownAt })
        {
            var report = await ledger.AskAsync(new AskStance(Germany, Recognition, Syria, new AsOfPoint(After, knownAt, null, Basis.Declared)), call.Cancellation);
            rows.Add([Iso.Write(knownAt), Short(report)]);
        }

        Say($"  DEU {Recognition} for target SYR on {Iso.Write(After)}, declared");
        printer.Table(["known at", "answer"], rows, "    ");
    }

    private async Task PressureAsync()
    {
        Title("4. The pressure on Germany", "A cable is its issuer's act. It never changes the stance of whom it presses.");
        var pressure = await ledger.AskAsync(new AskPressure(Germany, null, new AsOfPoint(After)), call.Cancellation);
        PressureVerb.Show(PressureView.Of(Germany, null, pressure), new Card(call.Out, call.Fancy));
    }

    // Where nothing is in force, the record behind the declared stance says why.
    private async Task<string> InForceAsync(StanceReport inForce, StanceReport declared)
    {
        if (inForce.Answer.Winner is not null || declared.Answer.Winner is not { } said)
            return Short(inForce);
        await foreach (var version in ledger.Models.VersionsAsync(said.Record, declared.Answer.Question.At, call.Cancellation))
            return version.Type.StartsWith("policy-announced.", StringComparison.Ordinal) ? "announced, not in force" : "said, no policy recorded";
        return Short(inForce);
    }

    private static string Short(StanceReport report) => report.Answer.Status switch
    {
        StanceStatus.NotYetKnown => "not yet known",
        StanceStatus.Unknown => "unknown",
        _ => report.Label + (report.Answer.Certainty == Certainty.Possible ? " (possible)" : ""),
    };

    private static EdtfDate DateOf(RecordedEvent e) => e.Event switch
    {
        PolicyAnnounced announced => announced.Announced,
        StatementMade statement => statement.On,
        CableSent cable => cable.On,
        _ => throw new InvalidOperationException($"{e.Type} has no day of its own."),
    };

    private static string Form(LedgerEvent e) => e switch
    {
        PolicyAnnounced => "announced a policy",
        StatementMade made => made.Form switch
        {
            StatementForm.PolicyPaper => "policy paper",
            StatementForm.PressStatement => "statement to the press",
            var form => form.ToString().ToLowerInvariant(),
        },
        CableSent => "cable",
        _ => "record",
    };

    private static Jurisdiction Of(string code) => Jurisdiction.ParseCode(code, "jurisdiction").OrThrow();

    private void Title(string title, string what)
    {
        call.Out.WriteLine();
        new Card(call.Out, call.Fancy).Headline(title);
        foreach (var line in what.Split('\n'))
            Say(line[0] == ' ' ? line : $"   {line}");
        call.Out.WriteLine();
    }

    private void Say(string line) => call.Out.WriteLine(Plain.Line(line));
}
