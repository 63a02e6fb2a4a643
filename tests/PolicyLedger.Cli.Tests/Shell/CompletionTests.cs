using System.Diagnostics;
using Xunit;

namespace PolicyLedger.Cli.Tests.Shell;

public sealed class CompletionTests : IDisposable
{
    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData("bash", "complete -o default -F _policyledger policyledger")]
    [InlineData("zsh", "compdef _policyledger policyledger")]
    [InlineData("fish", "complete -c policyledger")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName policyledger")]
    public async Task There_is_a_script_for_each_shell(string shell, string line)
    {
        var ran = (await cli.Run($"completion {shell}")).Exits(0);
        Assert.Contains(line, ran.Out);
        Assert.Contains("[suggest:", ran.Out);
    }

    [Fact]
    public async Task Another_shell_is_a_usage_error() => (await cli.Run("completion tcsh")).Exits(2);

    [Theory]
    [InlineData("policyledger tim", "timeline")]
    [InlineData("policyledger stance DEU --area migration:asy", "migration:asylum.recognition")]
    [InlineData("policyledger stance --basis ", "declared")]
    [InlineData("policyledger import x --mapping ox", "oxcgrt-assertions")]
    [InlineData("policyledger record st", "statement")]
    public async Task The_program_suggests_what_can_stand_next(string line, string suggestion) =>
        Assert.Contains(suggestion, (await cli.RunAsync([$"[suggest:{line.Length}]", line])).Exits(0).Lines);

    [Fact]
    public async Task The_bash_script_completes_in_bash()
    {
        if (!System.IO.File.Exists("/bin/bash"))
            Assert.Skip("no bash here");
        var script = cli.File("completion.sh", (await cli.Run("completion bash")).Out);
        Assert.Equal((0, ""), await BashAsync($"-n {script}"));
        var program = Path.Combine(AppContext.BaseDirectory, "PolicyLedger.Cli.dll");
        var probe = cli.File("probe.sh", $$"""
            policyledger() { dotnet "{{program}}" "$@"; }
            source {{script}}
            for COMP_LINE in "policyledger timel" "policyledger stance DEU --area migration:asylum."; do
                COMP_POINT=${#COMP_LINE}
                _policyledger
                echo "${COMPREPLY[*]}"
            done
            """);
        Assert.Equal((0, "timeline\nasylum.recognition\n"), await BashAsync(probe));
    }

    private static async Task<(int Code, string Out)> BashAsync(string args)
    {
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", args) { RedirectStandardOutput = true })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (bash.ExitCode, output);
    }
}
