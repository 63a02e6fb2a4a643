using System.Runtime.InteropServices;
using PolicyLedger.Cli.Shell;

namespace PolicyLedger.Cli;

/// <summary>The <c>policyledger</c> program.</summary>
public static class Program
{
    /// <summary>How long a cancelled verb has to come to a clean stop before the process ends without it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    public static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        var stopped = new TaskCompletionSource();
        void Stop(PosixSignalContext signal)
        {
            // A second Ctrl-C is taken at its word.
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
            stopped.TrySetResult();
        }

        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var run = Task.Run(() => RunAsync(args, Surroundings.OfThisProcess(), stop.Token));
        var first = await Task.WhenAny(run, stopped.Task.ContinueWith(_ => Task.Delay(Grace), TaskScheduler.Default).Unwrap());
        return first == run ? await run : (int)ExitCode.Cancelled;
    }

    /// <summary>Runs one command line. Never throws: whatever happens becomes an exit code and, where it helps, a message.</summary>
    public static async Task<int> RunAsync(string[] args, Surroundings here, CancellationToken cancellation = default)
    {
        await using var output = new StreamWriter(here.Out, new System.Text.UTF8Encoding(false), 16_384, leaveOpen: true) { NewLine = "\n" };
        try
        {
            var code = await CommandLine.InvokeAsync(args, here, output, cancellation);
            await output.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (Exception e)
        {
            var code = Failures.Explain(e, here, Array.Exists(args, arg => arg is "--verbose"), cancellation);
            await Failures.FlushQuietlyAsync(output);
            return code;
        }
    }
}
