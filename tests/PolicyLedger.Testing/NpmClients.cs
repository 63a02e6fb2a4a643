using System.ComponentModel;
using System.Diagnostics;

namespace PolicyLedger.Testing;

/// <summary>Packages from npm that nobody here wrote, and the scripts that drive them.</summary>
/// <param name="repository">The repository's folder.</param>
/// <param name="folder">The scripts' folder in it, with the lock file; the official clients of EventStoreDB and KurrentDB if not told.</param>
/// <param name="package">A package of the lock file; where it is, the others are taken to be installed too.</param>
public sealed class NpmClients(
    string repository,
    string folder = "tests/PolicyLedger.Server.Tests/npm",
    string package = "@kurrent/kurrentdb-client")
{
    private static readonly SemaphoreSlim Installing = new(1, 1);

    private readonly string scripts = Path.Combine(repository, folder);

    /// <summary>Why the packages cannot be had here; null if they are there.</summary>
    public async Task<string?> InstallAsync()
    {
        await Installing.WaitAsync();
        try
        {
            if ((await RunAsync("node", "--version")).Code != 0)
                return "node does not run here";
            if (Directory.Exists(Path.Combine(scripts, "node_modules", package)))
                return null;
            var (code, output) = await RunAsync("npm", "ci");
            return code == 0 ? null : $"npm ci failed in {scripts}: {output}";
        }
        catch (Win32Exception e)
        {
            return $"node and npm are not here: {e.Message}";
        }
        finally
        {
            Installing.Release();
        }
    }

    /// <summary>Starts a script with its input and outputs redirected.</summary>
    public Process StartScript(string script, params IEnumerable<string> arguments) => Start("node", [script, .. arguments]);

    private async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = scripts,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
