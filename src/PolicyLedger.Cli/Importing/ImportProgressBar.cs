using PolicyLedger.Cli.Shell;
using PolicyLedger.Import;
using Spectre.Console;

namespace PolicyLedger.Cli.Importing;

/// <summary>How far an import is, drawn on standard error where a person looks at it.</summary>
internal static class ImportProgressBar
{
    public static async Task<ImportSummary> ShowAsync(Call call, string name, Func<IProgress<ImportProgress>?, Task<ImportSummary>> import)
    {
        if (!call.Here.ErrorIsTerminal || call.Quiet)
            return await import(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = call.Fancy ? AnsiSupport.Yes : AnsiSupport.No,
            Out = new AnsiConsoleOutput(call.Here.Error),
        });
        return await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(name), maxValue: 1);
            return await import(new Direct(progress =>
            {
                task.IsIndeterminate = progress.Share is null;
                task.Value = progress.Share ?? 0;
                task.Description = Markup.Escape($"{name}: {progress.Counts.Rows} rows");
            }));
        });
    }

    // Progress<T> would hand the reports to the thread pool, out of order.
    private sealed class Direct(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
