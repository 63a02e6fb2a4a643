namespace PolicyLedger.Import;

/// <summary>What is to be imported, and how.</summary>
/// <param name="Content">CSV, or JSON lines of commands; UTF-8; gzip is recognised. Read once, from where it stands; MUST NOT be written to meanwhile.</param>
/// <param name="Name">What messages call it: a path, or <c>-</c>.</param>
/// <param name="Mapping">How rows become commands; null: the content is JSON lines of commands.</param>
/// <param name="Recorder">Who records, where a command does not say.</param>
/// <param name="CorrelationId">One for all that this import records; null: each command has its own.</param>
/// <param name="DryRun">Decide everything against the ledger as it is now, and write nothing to it. What would be recorded is held in memory.</param>
/// <param name="BatchSize">How many rows are recorded in one append, 1 to 10,000.</param>
/// <param name="Rejects">Where rows go that cannot be recorded; null: they are only counted.</param>
/// <param name="Progress">Told after every batch.</param>
public sealed record ImportRequest(
    Stream Content,
    string Name,
    Mapping? Mapping,
    string Recorder,
    Guid? CorrelationId = null,
    bool DryRun = false,
    int BatchSize = 500,
    RejectsFile? Rejects = null,
    IProgress<ImportProgress>? Progress = null)
{
    /// <summary>Whether a file holds commands by its name: <c>.jsonl</c> or <c>.ndjson</c>, with or without <c>.gz</c>.</summary>
    public static bool IsCommands(string name)
    {
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return plain.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || plain.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);
    }
}

/// <param name="Counts">So far.</param>
/// <param name="Share">How much of the content has been read, 0 to 1; null where its length is not known.</param>
public sealed record ImportProgress(ImportCounts Counts, double? Share);

/// <summary>What became of the rows; the others add up to <paramref name="Rows"/>.</summary>
/// <param name="Rows">Rows dealt with, without the header and empty lines.</param>
/// <param name="Recorded">New in the ledger (or would be, in a dry run).</param>
/// <param name="AlreadyThere">Recorded by an earlier import, or twice in this one.</param>
/// <param name="Skipped">Passed over by a rule of the mapping.</param>
/// <param name="Rejected">Could not be recorded.</param>
public sealed record ImportCounts(long Rows, long Recorded, long AlreadyThere, long Skipped, long Rejected);

/// <summary>How an import went.</summary>
/// <param name="Name">As in the request.</param>
/// <param name="Counts">What became of the rows.</param>
/// <param name="SkippedBy">How many rows each rule passed over, by its reason.</param>
/// <param name="FirstReject">The first row that could not be recorded; null where all could.</param>
/// <param name="Stopped">Why not all could be done: the content could not be read to its end (a damaged gzip file, a read error), and what came before is dealt with; or rejects could not be written down, and good rows are recorded all the same. Null otherwise.</param>
/// <param name="Cancelled">It was stopped before the end; the same import again goes on from there.</param>
/// <param name="DryRun">Nothing was written.</param>
public sealed record ImportSummary(
    string Name,
    ImportCounts Counts,
    IReadOnlyDictionary<string, long> SkippedBy,
    Reject? FirstReject,
    Refusal? Stopped,
    bool Cancelled,
    bool DryRun)
{
    /// <summary>Every row was dealt with and none was rejected.</summary>
    public bool IsComplete => Counts.Rejected == 0 && Stopped is null && !Cancelled;
}
