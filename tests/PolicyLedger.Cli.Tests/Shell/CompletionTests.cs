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

    [Fact]
    public async Task The_fish_script_offers_files_only_where_the_program_has_nothing_to_offer()
    {
        if (!System.IO.File.Exists("/usr/bin/fish"))
            Assert.Skip("no fish here");
        var script = cli.File("completion.fish", (await cli.Run("completion fish")).Out);
        var program = Path.Combine(AppContext.BaseDirectory, "PolicyLedger.Cli.dll");
        cli.File("data.csv", "");
        cli.File("timeline.txt", "");
        var probe = cli.File("probe.fish", $$"""
            cd {{cli.Folder}}
            function policyledger; dotnet "{{program}}" $argv; end
            source {{script}}
            for line in "policyledger timel" "policyledger import da" "policyledger import data.csv --mapping ox" "policyledger stance --/"
                complete -C $line
                echo .
            end
            """);
        Assert.Equal((0, "timeline\n.\ndata.csv\n.\noxcgrt-assertions\n.\n.\n"), await RunAsync("/usr/bin/fish", probe));
    }

    [Fact]
    public async Task No_option_begins_with_a_slash() =>
        Assert.DoesNotContain((await cli.RunAsync(["[suggest:13]", "policyledger "])).Exits(0).Lines, word => word.StartsWith('/'));

    private static Task<(int Code, string Out)> BashAsync(string args) => RunAsync("/bin/bash", args);

    private static async Task<(int Code, string Out)> RunAsync(string shell, string args)
    {
        using var bash = Process.Start(new ProcessStartInfo(shell, args) { RedirectStandardOutput = true })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (bash.ExitCode, output);
    }
}
