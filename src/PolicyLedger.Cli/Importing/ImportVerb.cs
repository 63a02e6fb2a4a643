using System.CommandLine;
using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Recording;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Import;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;

namespace PolicyLedger.Cli.Importing;

/// <summary><c>import</c>: sheets by a mapping, or JSON lines of commands.</summary>
internal static class ImportVerb
{
    private const string NotToItsEnd = "not imported to its end, and the same import again goes on from there";

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
        var rejects = Fields.Option("--rejects", "PATH", "Where rows go that cannot be recorded. Default: FILE.rejects.jsonl.");
        var dry = new Option<bool>("--dry-run") { Description = "Decide everything, record nothing." };
        return new Verb(
            place, "import", "Import tracker data. Good rows are kept, bad ones go to FILE.rejects.jsonl; again, and nothing is written twice.",
            "import assertions.csv.gz --mapping oxcgrt-assertions",
            "import sheet.csv --mapping announcements --dry-run",
            "import commands.jsonl")
        {
            files, mapping, rejects, dry,
        }.Does(async call =>
        {
            var map = call.Get(mapping) is { } name ? await MappingAsync(call, name) : null;
            var (printer, correlation) = (call.Printer(), Guid.CreateVersion7());
            var names = call.Get(files)!;
            if (names.FirstOrDefault(Directory.Exists) is { } folder)
                throw new RefusedException(Refusal.Invalid("FILE", folder, "is a folder; name the files in it"));
            if (names.FirstOrDefault(file => file != "-" && !File.Exists(file)) is { } missing)
                throw new FileNotFoundException($"no file at {missing}");
            if (call.Get(rejects) is { } place && Unfit(place, names) is { } unfit)
                throw new RefusedException(unfit);
            await using var ledger = await OpenAsync(call, call.Get(dry));
            var views = new List<ImportView>();
            try
            {
                foreach (var file in names)
                {
                    using var bad = new RejectsFile(call.Get(rejects) ?? RejectsPath(file));
                    await ImportAsync(call, ledger, new ImportRequest(Stream.Null, file, map, call.Recorder, correlation, call.Get(dry), Rejects: bad), views);
                    if (views[^1].Cancelled)
                        break;
                }
            }
            catch (Exception) when (views.Count > 0)
            {
                // What was recorded stays recorded, and who reads only the error would not know of it.
                printer.List(views, Columns, Columns);
                Conclude(call, views);
                throw;
            }

            printer.List(views, Columns, Columns);
            return Conclude(call, views);
        });
    }

    /// <summary>Imports one file, and adds how it went, also where the ledger failed half way.</summary>
    private static async Task ImportAsync(Call call, LedgerSession ledger, ImportRequest request, List<ImportView> views)
    {
        var latest = new Latest();
        await using var content = call.OpenFile(request.Name, "FILE");
        var importer = new Importer(ledger.Get<CommandRunner>());
        try
        {
            var summary = await ImportProgressBar.ShowAsync(call, request.Name, async shown =>
                (await importer.ImportAsync(request with { Content = content, Progress = latest.And(shown) }, call.Cancellation)).TryGet(out var done, out var refusal)
                    ? done
                    : throw new RefusedException(refusal.Field == "rejects" ? refusal with { Field = "--rejects" } : refusal));
            views.Add(ImportView.Of(summary, request.Rejects!.Path));
        }
        catch (StoreException e) when (latest.Counts is { } counts)
        {
            var stopped = Refusal.Invalid("file", request.Name, $"{NotToItsEnd}: {e.Message}");
            views.Add(ImportView.Of(new(request.Name, counts, new Dictionary<string, long>(), null, stopped, false, request.DryRun), request.Rejects!.Path));
            throw;
        }
        catch (StoreException e) when (e.Fault == StoreFault.Unreachable)
        {
            // Part of the first batch may be recorded, where a store cannot take all of it or nothing: no count would be true.
            throw new StoreException(e.Fault, $"{request.Name}: {NotToItsEnd}: {e.Message}", e);
        }
    }

    private static ExitCode Conclude(Call call, List<ImportView> views)
    {
        foreach (var view in views)
        {
            foreach (var (reason, count) in view.SkippedBy)
                call.Note($"{view.File}: skipped {count}: {reason}");
            if (view.Rejects is not null)
                call.Error($"{view.File}: {view.Rejected} rejected, see {view.Rejects}{(view.FirstReject is { } first ? $"; the first is {first}" : "")}");
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
            ? Mapping.Read(await call.ReadAsync(name, "--mapping")).OrThrow()
            : throw new RefusedException(Refusal.Invalid("--mapping", name, $"neither a file nor one of {string.Join(", ", Mapping.Shipped)}"));
    }

    private static Refusal? Unfit(string rejects, string[] files) =>
        files.Length > 1 ? Refusal.Invalid("--rejects", rejects, "holds the rejects of one file; import the files one by one, or leave it out")
        : rejects == "-" || string.IsNullOrWhiteSpace(rejects) ? Refusal.Invalid("--rejects", rejects, "the path of a file; the summary is what goes to standard output")
        : Path.GetFullPath(rejects) == Path.GetFullPath(files[0]) ? Refusal.Invalid("--rejects", rejects, "is the file to be imported; name another")
        : null;

    private static string RejectsPath(string file) => (file == "-" ? "stdin" : file) + ".rejects.jsonl";

    /// <summary>The last that was told, for when nothing more can be.</summary>
    private sealed class Latest : IProgress<ImportProgress>
    {
        private IProgress<ImportProgress>? next;

        public ImportCounts? Counts { get; private set; }

        public Latest And(IProgress<ImportProgress>? shown)
        {
            next = shown;
            return this;
        }

        public void Report(ImportProgress value)
        {
            Counts = value.Counts;
            next?.Report(value);
        }
    }
}
