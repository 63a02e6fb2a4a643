using System.Diagnostics;
using PolicyLedger.Server.Tests.Node;
using Xunit;

namespace PolicyLedger.Server.Tests.Observing;

/// <summary><c>policyledger serve</c> as a process of its own.</summary>
internal sealed class ServeProcess : IDisposable
{
    private readonly Process process;

    private ServeProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <summary>Starts one on a free port and waits until it serves.</summary>
    /// <param name="options">Of its command line.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static async Task<ServeProcess> StartAsync(IEnumerable<string> options, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = NodeProcess.Command(["serve", "--listen", "127.0.0.1:0", .. options]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var line = await LineAsync(process, "serving ");
        return new(process, new(line.Split(" on ")[1].Split(';')[0]));
    }

    /// <summary>SIGTERM, and waits until it says that it stops.</summary>
    public async Task TellToStopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(Patience);
        await LineAsync(process, "stopping");
    }

    /// <summary>Waits for its end; gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await process.StandardError.ReadToEndAsync(Patience);
        await process.WaitForExitAsync(Patience);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task<string> LineAsync(Process process, string beginning)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(Patience) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
            said.Add(line);
        }

        throw new InvalidOperationException($"it ended without '{beginning}' and said: {string.Join('\n', said)}");
    }
}
