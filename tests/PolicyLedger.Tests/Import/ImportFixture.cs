using System.IO.Compression;
using System.Text;
using PolicyLedger.Codebooks;
using PolicyLedger.Dates;
using PolicyLedger.Import;
using PolicyLedger.Jurisdictions;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Tests.Import;

/// <summary>A ledger in memory, something to import into it, and its answers.</summary>
public sealed class ImportFixture : IDisposable
{
    public const string Header = "seq,recorded_at,commit,country,indicator,from_date,to_date,value,kind\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("import-");

    public ImportFixture()
    {
        Runner = new(Log, EventCodec.Current, TimeProvider.System, () => new byte[16]);
        Models = new(Log, EventCodec.Current);
        Stances = new(Models, TimeProvider.System);
    }

    public InMemoryEventLog Log { get; } = new();

    public CommandRunner Runner { get; }

    public InMemoryReadModels Models { get; }

    public StanceReader Stances { get; }

    public string RejectsPath => Path.Combine(folder.FullName, "x.csv.rejects.jsonl");

    public IReadOnlyList<string> Rejects => File.Exists(RejectsPath) ? File.ReadAllLines(RejectsPath) : [];

    public static string Assertion(int seq, string value = "1", string day = "2020-01-01", string country = "DEU", string recordedAt = "2022-01-01T00:00:00Z") =>
        $"{seq},{recordedAt},abc,{country},C1,{day},{day},{value},new_day\n";

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public async Task<ImportSummary> ImportAsync(string text, string? mapping = "oxcgrt-assertions") =>
        (await TryImportAsync(Encoding.UTF8.GetBytes(text), mapping)).OrThrow();

    public Task<Result<ImportSummary>> TryImportAsync(byte[] content, string? mapping = "oxcgrt-assertions") =>
        TryImportAsync(new MemoryStream(content), mapping is null ? null : Mapping.Find(mapping).OrThrow());

    public async Task<Result<ImportSummary>> TryImportAsync(
        Stream content, Mapping? mapping, bool dryRun = false, int batchSize = 500, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var rejects = new RejectsFile(RejectsPath);
        return await new Importer(Runner).ImportAsync(new(content, "x.csv", mapping, "tester", null, dryRun, batchSize, rejects, progress), cancellation);
    }

    /// <summary>What is in force, as known; null where that is unknown.</summary>
    public async Task<StanceValue?> AnswerAsync(string country, string area, DateOnly on, DateTimeOffset knownAt, string? target = null)
    {
        var books = (await Stances.ResolveAsync(new())).Books;
        var end = await Log.EndAsync();
        var question = new StanceQuestion(
            Jurisdiction.Parse(country, "").OrThrow(), AreaId.Parse(area, "").OrThrow(), target is null ? null : Jurisdiction.Parse(target, "").OrThrow(),
            on, knownAt.ToUniversalTime(), end - 1, Basis.InForce);
        var answer = await Stances.AnswerAsync(question, books);
        return answer.Status == StanceStatus.Known ? answer.Winner!.Value.Value : null;
    }

    public async Task<List<RecordedEvent>> EventsAsync()
    {
        var events = new List<RecordedEvent>();
        await foreach (var stored in Log.ReadAllAsync())
            events.Add(EventCodec.Current.Decode(stored));
        return events;
    }

    public static ImportCounts Counts(long recorded = 0, long already = 0, long skipped = 0, long rejected = 0) =>
        new(recorded + already + skipped + rejected, recorded, already, skipped, rejected);

    public static DateOnly Day(string text) => Iso.Day(text, "").OrThrow();

    public static DateTimeOffset Instant(string text) => Iso.Instant(text, "").OrThrow();

    public void Dispose() => folder.Delete(recursive: true);
}
