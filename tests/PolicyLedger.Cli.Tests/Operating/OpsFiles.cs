using System.Diagnostics;

namespace PolicyLedger.Cli.Tests.Operating;

/// <summary>The files of <c>ops/</c> that somebody else's machine runs.</summary>
internal static class OpsFiles
{
    public static readonly string Folder = Path.Combine(ReadmeTests.Root, "ops");

    /// <summary>Paths within <c>ops/</c> of all that a shell runs.</summary>
    public static IEnumerable<string> Scripts => [.. Within("eventstoredb", "*.sh"), "check"];

    public static IEnumerable<string> ComposeFiles => Within("eventstoredb", "*.yaml");

    public static IEnumerable<string> Units => Within("systemd", "*");

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static string Text(string name) => File.ReadAllText(PathOf(name));

    /// <summary>The comment that a file begins with, in one line.</summary>
    public static string Header(string name) => string.Join(
        ' ', File.ReadLines(PathOf(name)).SkipWhile(line => line.StartsWith("#!", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith('#')).Select(line => line[1..].Trim()));

    /// <summary>A program of this machine, run to its end.</summary>
    public static async Task<Ran> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Ran(process.ExitCode, await output, await errors);
    }

    private static IEnumerable<string> Within(string folder, string pattern) =>
        Directory.GetFiles(PathOf(folder), pattern).Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(Folder, path));
}
