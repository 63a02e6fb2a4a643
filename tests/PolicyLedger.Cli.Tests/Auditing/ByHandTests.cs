using System.Diagnostics;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>The examples of <c>schemas/audit.md</c>, run by a shell: its tools come to the program's own hashes.</summary>
public sealed class ByHandTests : IDisposable
{
    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Leaf_text_hash_and_a_proof_of_a_kit_are_made_with_jq_and_sha256sum()
    {
        if (!File.Exists("/usr/bin/jq"))
            Assert.Skip("jq is not here (apt-get install jq)");
        await cli.RecordFounding();
        (await cli.Run($"keys signing {cli.Folder}/key --origin example.org/ledger")).Exits(0);
        (await cli.Run($"checkpoint --key {cli.Folder}/key")).Exits(0);
        (await cli.Run($"proof inclusion 2 --leaf {cli.Folder}/expected")).Exits(0);
        var expected = await File.ReadAllTextAsync(Path.Combine(cli.Folder, "expected"), TestContext.Current.CancellationToken);

        var hashes = await ShellAsync(string.Concat(Blocks()));
        Assert.Equal(expected, await File.ReadAllTextAsync(Path.Combine(cli.Folder, "leaf"), TestContext.Current.CancellationToken));
        Assert.Equal(Convert.ToHexStringLower(AuditLeaf.HashOf(expected).ToArray()), hashes[0]);
        Assert.Contains($"\ntext {hashes[1]}\n", expected);
        Assert.Equal((await cli.Run("proof inclusion 4")).Exits(0).Out, await File.ReadAllTextAsync(Path.Combine(cli.Folder, "4.tlog-proof"), TestContext.Current.CancellationToken));
    }

    private static IEnumerable<string> Blocks() =>
        File.ReadAllText(Path.Combine(ReadmeTests.Root, "schemas/audit.md")).Split("```sh\n").Skip(1).Select(block => block.Split("```")[0]);

    private async Task<string[]> ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"policyledger() {{ dotnet exec '{typeof(Program).Assembly.Location}' \"$@\"; }}\n{script}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = cli.Folder,
            Environment = { ["POLICYLEDGER_LEDGER"] = cli.LedgerFile, ["LC_ALL"] = "C.UTF-8" },
        })!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        return new Ran(shell.ExitCode, await output, await error).Exits(0).Lines;
    }
}
