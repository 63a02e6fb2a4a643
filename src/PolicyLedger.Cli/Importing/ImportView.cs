using PolicyLedger.Import;

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
