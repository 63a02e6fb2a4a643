using System.CommandLine;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Import;
using PolicyLedger.Log;

namespace PolicyLedger.Cli.Importing;

/// <summary>How one file went.</summary>
internal sealed record ImportView(
    string File, long Rows, long Recorded, long AlreadyThere, long Skipped, long Rejected, IReadOnlyDictionary<string, long> SkippedBy,
    string? Rejects, string? FirstReject, string? Stopped, bool Cancelled, bool DryRun)
{
    public static ImportView Of(ImportSummary s, string rejects) => new(
        s.Name, s.Counts.Rows, s.Counts.Recorded, s.Counts.AlreadyThere, s.Counts.Skipped, s.Counts.Rejected, s.SkippedBy,
        s.Counts.Rejected > 0 ? rejects : null, s.FirstReject is { } first ? $"line {first.Line}: {first.Reason}" : null, s.Stopped?.Message, s.Cancelled, s.DryRun);
}

/// <summary><c>import</c>: sheets by a mapping, or JSON lines of commands.</summary>
internal static class ImportVerb
{
    private static readonly IReadOnlyList<Column<ImportView>> Columns =
    [
        new("file", v => v.File),
        new("rows", v => Plain.Number(v.Rows)),
        new("recorded", v => Plain.Number(v.Recorded)),
        new("already_there", v => Plain.Number(v.AlreadyThere)),
        new("skipped", v => Plain.Number(v.Skipped)),
        new("rejected", v => Plain.Number(v.Rejected)),
    ];

    public static Verb Create(Workplace place)
    {
        var files = new Argument<string[]>("files") { HelpName = "FILE|-", Arity = ArgumentArity.OneOrMore, Description = "CSV for a mapping, else JSON lines of commands; gzip is recognised." };
        var mapping = Fields.Option("--mapping", "NAME|FILE", $"How rows become commands: {string.Join(", ", Mapping.Shipped)}, or a file like those in schemas/mappings.");
        mapping.CompletionSources.Add(Mapping.Shipped.ToArray());
        var dry = new Option<bool>("--dry-run") { Description = "Decide everything, record nothing." };
        return new Verb(
            place, "import", "Import tracker data. Good rows are kept, bad ones go to FILE.rejects.jsonl; again, and nothing is written twice.",
            "import assertions.csv.gz --mapping oxcgrt-assertions",
            "import sheet.csv --mapping announcements --dry-run",
            "import commands.jsonl")
        {
            files, mapping, dry,
        }.Does(async call =>
        {
            var map = call.Get(mapping) is { } name ? await MappingAsync(call, name) : null;
            var (printer, correlation) = (call.Printer(), Guid.CreateVersion7());
            var names = call.Get(files)!;
            if (names.FirstOrDefault(file => file != "-" && !File.Exists(file)) is { } missing)
                throw new FileNotFoundException($"no file at {missing}");
            await using var ledger = await OpenAsync(call, call.Get(dry));
            var views = new List<ImportView>();
            foreach (var file in names)
            {
                var summary = await ImportAsync(call, ledger, new ImportRequest(Stream.Null, file, map, call.Recorder, correlation, call.Get(dry)));
                views.Add(ImportView.Of(summary, RejectsPath(file)));
                if (summary.Cancelled)
                    break;
            }

            printer.List(views, Columns, Columns);
            return Conclude(call, views);
        });
    }

    private static async Task<ImportSummary> ImportAsync(Call call, LedgerSession ledger, ImportRequest request)
    {
        await using var content = request.Name == "-" ? call.Here.In : File.OpenRead(request.Name);
        using var rejects = new RejectsFile(RejectsPath(request.Name));
        var importer = new Importer(ledger.Get<CommandRunner>());
        return await ImportProgressBar.ShowAsync(call, request.Name, async progress => (await importer.ImportAsync(
            request with { Content = content, Rejects = rejects, Progress = progress }, call.Cancellation)).OrThrow());
    }

    private static ExitCode Conclude(Call call, List<ImportView> views)
    {
        foreach (var view in views)
        {
            foreach (var (reason, count) in view.SkippedBy)
                call.Note($"{view.File}: skipped {count}: {reason}");
            if (view.Rejects is not null)
                call.Error($"{view.File}: {view.Rejected} rejected, see {view.Rejects}; the first is {view.FirstReject}");
            if (view.Stopped is not null)
                call.Error($"{view.File}: {view.Stopped}");
            if (view.DryRun)
                call.Note($"{view.File}: a dry run, nothing was written to the ledger");
        }

        if (views[^1].Cancelled)
        {
            call.Error("cancelled; what is recorded stays, and the same import again goes on from there");
            return ExitCode.Cancelled;
        }

        return views.TrueForAll(view => view is { Rejected: 0, Stopped: null }) ? ExitCode.Ok : ExitCode.Failed;
    }

    // A trial needs no ledger: where there is none yet, the rows are tried against an empty one.
    private static Task<LedgerSession> OpenAsync(Call call, bool dry) =>
        !dry ? call.OpenAsync(LedgerUse.Record)
        : call.Ledger.IsThere ? call.OpenAsync(LedgerUse.Read)
        : Task.FromResult(new LedgerSession(new InMemoryEventLog(), null, call.Here.Clock));

    private static async Task<Mapping> MappingAsync(Call call, string name)
    {
        if (Mapping.Shipped.Contains(name, StringComparer.Ordinal))
            return Mapping.Find(name).OrThrow();
        return File.Exists(name)
            ? Mapping.Read(await File.ReadAllBytesAsync(name, call.Cancellation)).OrThrow()
            : throw new RefusedException(Refusal.Invalid("--mapping", name, $"neither a file nor one of {string.Join(", ", Mapping.Shipped)}"));
    }

    private static string RejectsPath(string file) => (file == "-" ? "stdin" : file) + ".rejects.jsonl";
}
