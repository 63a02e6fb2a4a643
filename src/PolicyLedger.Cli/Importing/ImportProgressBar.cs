using PolicyLedger.Cli.Output;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Import;

namespace PolicyLedger.Cli.Importing;

/// <summary>How far an import is.</summary>
internal static class ImportProgressBar
{
    public static Task<ImportSummary> ShowAsync(Call call, string name, Func<IProgress<ImportProgress>?, Task<ImportSummary>> import) =>
        ProgressBar.ShowAsync(call, name, progress => (progress.Share, $"{name}: {progress.Counts.Rows} rows"), import);
}
