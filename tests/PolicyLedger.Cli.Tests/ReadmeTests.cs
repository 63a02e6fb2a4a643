using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace PolicyLedger.Cli.Tests;

/// <summary>The README's tour is run as it stands: each command in order, its output to the letter but for the time of recording.</summary>
public partial class ReadmeTests
{
    internal static readonly string Root = FindRoot();

    [Fact]
    public async Task Every_command_of_the_tour_prints_what_the_readme_shows()
    {
        var folder = Directory.CreateTempSubdirectory("policyledger-readme-").FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "schemas"), Path.Combine(Root, "schemas"));
        try
        {
            var steps = Steps(File.ReadAllText(Path.Combine(Root, "README.md"))).ToList();
            Assert.True(steps.Count >= 8, "the tour has commands");
            foreach (var (command, shown) in steps)
                Assert.Equal(Timeless(shown), Timeless($"$ {command}\n" + await RunAsync(folder, command)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_two_commands_name_what_is_there()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        Assert.Contains("dotnet run --project src/PolicyLedger.Cli -- demo", readme);
        Assert.Contains("\ndotnet test\n", readme);
        foreach (Match link in Links().Matches(readme))
            Assert.True(Path.Exists(Path.Combine(Root, link.Groups[1].Value)), $"{link.Groups[1].Value} does not exist");
    }

    /// <summary>The tour's commands, each as its arguments.</summary>
    internal static IEnumerable<string[]> Tour() =>
        Steps(File.ReadAllText(Path.Combine(Root, "README.md"))).Select(step => Arguments(step.Command).ToArray());

    private static IEnumerable<string> Arguments(string command) => Words().Matches(command["policyledger ".Length..]).Select(word => word.Value.Trim('"'));

    private static IEnumerable<(string Command, string Shown)> Steps(string readme) =>
        from Match block in Blocks().Matches(readme)
        from step in block.Groups[1].Value.Split("\n$ ", StringSplitOptions.RemoveEmptyEntries)
        let shown = step.StartsWith("$ ", StringComparison.Ordinal) ? step : "$ " + step
        select (shown.Split('\n')[0][2..], shown.TrimEnd('\n') + "\n");

    private static async Task<string> RunAsync(string folder, string command)
    {
        Assert.StartsWith("policyledger ", command);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(Program).Assembly.Location);
        foreach (var argument in Arguments(command))
            start.ArgumentList.Add(argument);
        start.Environment.Remove("POLICYLEDGER_LEDGER");
        start.Environment.Remove("POLICYLEDGER_RECORDER");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return await output + await errors;
    }

    private static string Timeless(string text) => Instants().Replace(text, "TIME");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "PolicyLedger.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex("```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")]
    private static partial Regex Instants();

    [GeneratedRegex(@"\]\(((?!http)[^)]+)\)")]
    private static partial Regex Links();
}
