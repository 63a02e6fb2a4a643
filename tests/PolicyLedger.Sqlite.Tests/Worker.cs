using System.Diagnostics;
using System.Reflection;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Sqlite.Tests;

/// <summary>A process of its own (tests/PolicyLedger.Sqlite.Worker). Its output goes to a file, so that all that it wrote before it was killed is there.</summary>
internal sealed class Worker : IDisposable
{
    private static readonly string Program = typeof(Worker).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Worker").Value!;
    private static readonly string DotNet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";

    private readonly Process process;
    private readonly string output;

    private Worker(TempFolder folder, string[] before, string[] arguments)
    {
        output = folder[$"out-{Guid.NewGuid():N}"];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "out=\"$1\"; shift; exec \"$@\" > \"$out\" 2>&1", "sh", output, .. before, DotNet, "exec", Program, .. arguments])
        {
            RedirectStandardInput = true,
            Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_gcConcurrent"] = "0" },
        };
        process = Process.Start(start)!;
    }

    /// <summary>Where the program is, for a test that has to know who may read it.</summary>
    public static string ProgramPath => Program;

    /// <summary>The whole lines written so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var text = File.Exists(output) ? ReadShared() : "";
            return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    /// <summary>Starts one; the folder has to outlive it.</summary>
    public static Worker Start(TempFolder folder, params string[] arguments) => new(folder, [], arguments);

    /// <summary>Starts one under another program (strace, setpriv).</summary>
    public static Worker StartUnder(TempFolder folder, string[] before, params string[] arguments) => new(folder, before, arguments);

    /// <summary>Waits until it has written a line, at most three minutes: only what hangs takes so long, on the busiest machine.</summary>
    public async Task Writes(Func<string, bool> line)
    {
        for (var waited = Stopwatch.StartNew(); !Lines.Any(line); await Task.Delay(10))
        {
            Assert.False(process.HasExited && !Lines.Any(line), $"it ended: {string.Join('\n', Lines)}");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(3), $"it wrote only: {string.Join('\n', Lines)}");
        }
    }

    /// <summary>Lets one that waits for a line go on.</summary>
    public void Go() => process.StandardInput.WriteLine();

    /// <summary>Waits for its end, at most three minutes, and gives all that it wrote.</summary>
    public async Task<IReadOnlyList<string>> Ends(int exitCode = 0)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == exitCode, $"exit code {process.ExitCode}: {string.Join('\n', Lines)}");
        return Lines;
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private string ReadShared()
    {
        using var reader = new StreamReader(new FileStream(output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
