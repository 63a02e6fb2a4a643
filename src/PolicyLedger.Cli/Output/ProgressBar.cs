using PolicyLedger.Cli.Shell;
using Spectre.Console;

namespace PolicyLedger.Cli.Output;

/// <summary>How far something is, drawn on standard error where a person looks at it.</summary>
internal static class ProgressBar
{
    /// <summary>Runs the work. It reports a share from 0 to 1 (null: not known) and a line of text; to null where nobody looks.</summary>
    public static async Task<TResult> ShowAsync<TProgress, TResult>(
        Call call, string name, Func<TProgress, (double? Share, string Text)> read, Func<IProgress<TProgress>?, Task<TResult>> work)
    {
        if (!call.Here.ErrorIsTerminal || call.Quiet)
            return await work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = call.Fancy ? AnsiSupport.Yes : AnsiSupport.No,
            Out = new AnsiConsoleOutput(call.Here.Error),
        });
        return await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(name), maxValue: 1);
            return await work(new Direct<TProgress>(progress =>
            {
                var (share, text) = read(progress);
                task.IsIndeterminate = share is null;
                task.Value = share ?? 0;
                task.Description = Markup.Escape(text);
            }));
        });
    }

    // Progress<T> would hand the reports to the thread pool, out of order.
    private sealed class Direct<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
