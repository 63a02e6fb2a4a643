using System.Text.RegularExpressions;
using Xunit;

namespace PolicyLedger.Cli.Tests.Operating;

/// <summary>What in <c>ops/</c> cannot be started here is at least read as its reader would, and says honestly whether it was run.</summary>
public sealed partial class OpsFilesTests
{
    public static TheoryData<string> Scripts => [.. OpsFiles.Scripts];

    public static TheoryData<string> Units => [.. OpsFiles.Units];

    public static TheoryData<string> ScriptsWithArguments => [.. OpsFiles.Scripts.Where(name => name != "check")];

    public static TheoryData<string> Tried => [.. ScriptsWithArguments.Select(row => row.Data), .. OpsFiles.ComposeFiles, .. OpsFiles.Units];

    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(OpsFiles.Folder, "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(OpsFiles.Folder, path))];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_is_what_bash_can_read(string name)
    {
        var ran = (await OpsFiles.RunAsync("bash", "-n", OpsFiles.PathOf(name))).Exits(0);
        Assert.Equal("", ran.Error);
        Assert.StartsWith("#!/usr/bin/env bash\n", OpsFiles.Text(name));
    }

    [Theory]
    [MemberData(nameof(ScriptsWithArguments))]
    public async Task A_script_that_is_given_nothing_says_what_it_needs_and_does_nothing(string name)
    {
        var ran = (await OpsFiles.RunAsync("bash", OpsFiles.PathOf(name))).Exits(2);
        Assert.StartsWith("# Usage: ", ran.Error);
        Assert.Contains(Path.GetFileName(name), ran.Error);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task A_unit_is_what_systemd_can_read(string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "needs systemd-analyze (apt-get install systemd)");
        var folder = Directory.CreateTempSubdirectory("policyledger-units-").FullName;
        try
        {
            // The program of a unit has to be there, and here it is not.
            var unit = Path.Combine(folder, Path.GetFileName(name));
            await File.WriteAllTextAsync(unit, Program().Replace(OpsFiles.Text(name), "ExecStart=/bin/true"));
            var ran = (await OpsFiles.RunAsync("systemd-analyze", "verify", unit)).Exits(0);
            Assert.Equal("", ran.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Units))]
    public void A_unit_can_gain_no_rights_and_writes_only_its_own_folders(string name)
    {
        var lines = OpsFiles.Text(name).Split('\n');
        foreach (var line in new[] { "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes", "CapabilityBoundingSet=", "UMask=0077" })
            Assert.Contains(line, lines);
        Assert.Contains(lines, line => line.StartsWith("StateDirectory=", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("DynamicUser=yes", StringComparison.Ordinal) || line.StartsWith("User=", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Tried))]
    public void A_file_says_whether_it_was_run_and_the_readme_says_the_same(string name)
    {
        var header = OpsFiles.Header(name);
        var (run, notRun) = (RunLine().IsMatch(header), header.Contains("NOT RUN: this file has been checked for syntax only"));
        Assert.True(run != notRun, $"the header of {name} says 'NOT RUN: this file has been checked for syntax only', or 'RUN: ' and against which version of the server");
        var row = Assert.Single(
            OpsFiles.Text("eventstoredb/README.md").Split('\n'),
            line => line.StartsWith('|') && line.Contains(name.StartsWith("systemd/", StringComparison.Ordinal) ? "(../systemd/)" : $"({Path.GetFileName(name)})"));
        Assert.Equal(notRun, row.Contains("| syntax only"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_what_is_there(string name)
    {
        foreach (Match link in Links().Matches(OpsFiles.Text(name)))
        {
            var target = Path.Combine(Path.GetDirectoryName(OpsFiles.PathOf(name))!, link.Groups[1].Value);
            Assert.True(Path.Exists(target), $"{name} leads to {link.Groups[1].Value}, which is not there");
        }
    }

    [GeneratedRegex("(?m)^ExecStart=.*$")]
    private static partial Regex Program();

    [GeneratedRegex(@"(?<!NOT )RUN: .*\d+\.\d+\.\d+")]
    private static partial Regex RunLine();

    [GeneratedRegex(@"\]\(((?!https?:|#)[^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Links();
}
