using System.CommandLine;
using PolicyLedger.Cli.Auditing;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Codebooks;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Server.Answers;
using PolicyLedger.Stances;

namespace PolicyLedger.Cli.Asking;

/// <summary><c>stance</c>: one cell, all cells of a country, one area over all countries, or a file of questions.</summary>
internal static class StanceVerb
{
    public static Verb Create(Workplace place)
    {
        var who = Parameters.OptionalJurisdiction("Whose stance. Left out: every country, for --area.");
        var area = Parameters.Area("Which area, codebook:area. Left out: every area of the country.");
        var batch = new Option<string?>("--batch") { HelpName = "FILE|-", Description = "Answer CSV rows jurisdiction,area[,target],on[,known_at][,at][,basis], in their order." };
        var evidence = Fields.Option("--evidence", "DIR", "Also write what proves the answer of one cell into a new or empty folder, for policyledger-verifier.");
        var key = Fields.Option("--key", "FILE", "With --evidence: sign a checkpoint first. Default: POLICYLEDGER_SIGNING_KEY, else the last checkpoint is taken.");
        return new Verb(
            place, "stance", "What was the stance on a day, as it was known at a time?",
            "stance DEU --area oxcgrt:C8 --on 2021-03-01 --known-at 2022-10-29T00:00:00Z -o json",
            "stance DEU --area migration:asylum.recognition --target SYR --basis declared",
            "stance DEU --on 2025-11-30",
            "stance --area migration:asylum -o csv",
            "stance --batch questions.csv > answers.csv",
            "stance DEU --area oxcgrt:C8 --on 2021-03-01 --evidence kit/ --key ledger.key")
        {
            who, area, batch, evidence, key,
        }.Does(call => (call.Get(batch), call.Get(who), call.Area(area)) switch
        {
            _ when call.Get(evidence) is null && call.Get(key) is { } file => throw new RefusedException(Refusal.Invalid(key.Name, file, $"signs the checkpoint of a kit; name its folder with {evidence.Name}")),
            (null, { } code, { } cell) when call.Get(evidence) is { } folder => EvidencedAsync(call, Jurisdiction.Parse(code, "jurisdiction").OrThrow(), cell, new(folder, evidence.Name, key)),
            _ when call.Get(evidence) is { } folder => throw new RefusedException(Refusal.Invalid(evidence.Name, folder, "proves the answer of one cell: name a jurisdiction and an --area, and no --batch")),
            ({ } file, null, null) => StanceBatch.RunAsync(call, file),
            ({ } file, _, _) => throw new RefusedException(Refusal.Invalid("--batch", file, "the rows name jurisdiction and area; leave both out here")),
            (_, null, null) => throw new RefusedException(Refusal.Invalid("jurisdiction", null, "name a jurisdiction, an --area, or a --batch of questions")),
            (_, { } code, { } cell) => OneAsync(call, Jurisdiction.Parse(code, "jurisdiction").OrThrow(), cell),
            (_, var code, var cell) => ManyAsync(call, code is null ? null : Jurisdiction.Parse(code, "jurisdiction").OrThrow(), cell),
        });
    }

    private static async Task<ExitCode> OneAsync(Call call, Jurisdiction who, AreaId area)
    {
        var (point, target, printer) = (call.Point(), call.Target(), call.Printer());
        await using var ledger = await call.OpenAsync();
        var report = await ledger.AskAsync(new AskStance(who, area, target, point), call.Cancellation);
        return await PrintAsync(call, ledger, report, printer);
    }

    private static async Task<ExitCode> EvidencedAsync(Call call, Jurisdiction who, AreaId area, EvidenceFolder folder)
    {
        var (point, target, printer) = (call.Point(), call.Target(), call.Printer());
        folder.RefuseUnlessNew();
        await using var audit = await AuditSession.OpenAsync(call, LedgerUse.Ask);
        var report = await audit.Ledger.AskAsync(new AskStance(who, area, target, point), call.Cancellation);
        await folder.WriteAsync(call, audit, report.Answer);
        return await PrintAsync(call, audit.Ledger, report, printer);
    }

    private static async Task<ExitCode> PrintAsync(Call call, LedgerSession ledger, StanceReport report, Printer printer)
    {
        var view = (await StanceViews.OfAsync(ledger.Models, [report], call.Cancellation))[0];
        printer.One(view, card => StanceColumns.Card(view, card), CsvColumns.Stance);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ManyAsync(Call call, Jurisdiction? who, AreaId? area)
    {
        var (point, target, printer) = (call.Point(), call.Target(), call.Printer());
        await using var ledger = await call.OpenAsync();
        var reports = who is not null
            ? await ledger.AskAsync(new AskCountry(who, point), call.Cancellation)
            : await ledger.AskAsync(new AskArea(area!, point), call.Cancellation);
        var wanted = reports.Where(report => target is null || target.Equals(report.Answer.Question.Target)).ToList();
        printer.List(await StanceViews.OfAsync(ledger.Models, wanted, call.Cancellation), StanceColumns.Table, CsvColumns.Stance);
        if (wanted.Count == 0)
            call.Note("no record of any such cell is known");
        return ExitCode.Ok;
    }
}
