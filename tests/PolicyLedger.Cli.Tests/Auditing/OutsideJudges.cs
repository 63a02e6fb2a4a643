using System.ComponentModel;
using System.Diagnostics;
using PolicyLedger.Cli.Tests.Auditing;
using PolicyLedger.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(OutsideJudges))]

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>
/// Programs that judge a log's files with software nobody here wrote: Go's note and tlog packages, npm's @sigstore/verify, and
/// openssl; the folder outside/ has them and says what each checks. A test that asks for one which cannot be had here is skipped,
/// with the reason. A judge exits 0 if all it was given is right, 1 if not, and says so in a line for each thing judged:
/// <c>ok …</c> or <c>refused FILE: reason</c>.
/// </summary>
public sealed class OutsideJudges : IDisposable
{
    private const string GoPackages = "/usr/share/gocode";

    private const string Outside = "tests/PolicyLedger.Cli.Tests/Auditing/outside/";

    private static readonly string Programs = Path.Combine(ReadmeTests.Root, Outside);

    private readonly TempFolder built = new();
    private readonly Lazy<Task<string?>> go;
    private readonly NpmClients npm = new(ReadmeTests.Root, Outside + "npm", "@sigstore/verify");

    public OutsideJudges() => go = new(BuildAsync);

    public void Dispose() => built.Dispose();

    /// <summary>Runs a command of go/judge.go.</summary>
    internal async Task<Ran> GoAsync(params string[] arguments)
    {
        if (await go.Value is { } reason)
            Assert.Skip(reason);
        return await RunAsync(new ProcessStartInfo(built["judge"], arguments));
    }

    /// <summary>Runs a command of npm/judge.mjs.</summary>
    internal async Task<Ran> SigstoreAsync(params string[] arguments)
    {
        if (await npm.InstallAsync() is { } reason)
            Assert.Skip(reason);
        using var process = npm.StartScript("judge.mjs", arguments);
        return await EndAsync(process);
    }

    /// <summary>Verifies the signature of a note, and nothing more, with openssl.</summary>
    internal static async Task<Ran> OpenSslAsync(string verifierKey, string note)
    {
        if (await MissingAsync("openssl", "version") is { } reason)
            Assert.Skip(reason);
        return await RunAsync(new ProcessStartInfo("bash", [Path.Combine(Programs, "openssl.sh"), verifierKey, note]));
    }

    /// <summary>Why Go's judge cannot be had here; null once it is built.</summary>
    private async Task<string?> BuildAsync()
    {
        if (await MissingAsync("go", "version") is { } reason)
            return reason;
        if (!Directory.Exists(Path.Combine(GoPackages, "src/golang.org/x/mod/sumdb/note")))
            return "Go's note and tlog packages are not here (apt-get install golang-golang-x-mod-dev)";
        var start = new ProcessStartInfo("go", ["build", "-o", built["judge"], "."]) { WorkingDirectory = Path.Combine(Programs, "go") };
        foreach (var (name, value) in new[] { ("GO111MODULE", "off"), ("GOPATH", GoPackages), ("GOFLAGS", ""), ("CGO_ENABLED", "0") })
            start.Environment[name] = value;
        (await RunAsync(start)).Exits(0);
        return null;
    }

    private static async Task<string?> MissingAsync(string program, string argument)
    {
        try
        {
            return (await RunAsync(new ProcessStartInfo(program, [argument]))).Code == 0 ? null : $"{program} does not run here";
        }
        catch (Win32Exception e)
        {
            return $"{program} is not here: {e.Message}";
        }
    }

    private static async Task<Ran> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        using var process = Process.Start(start)!;
        return await EndAsync(process);
    }

    private static async Task<Ran> EndAsync(Process process)
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await errors);
    }
}
