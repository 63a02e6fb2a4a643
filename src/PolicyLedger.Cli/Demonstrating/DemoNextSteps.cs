namespace PolicyLedger.Cli.Demonstrating;

/// <summary>What to try next: lines to paste into a shell at the repository's root.</summary>
internal static class DemoNextSteps
{
    private const string Program = "dotnet run --project src/PolicyLedger.Cli --";

    private static readonly (string What, string Line)[] Steps =
    [
        ("how the German stance came about, day by day", "timeline DEU --area migration:asylum.recognition --target SYR --basis declared"),
        ("everything about the British record", "show GBR-2025-asylum-overhaul"),
        ("what changed in November 2025", "diff --from-on 2025-10-31 --on 2025-11-30 --basis declared"),
        ("put the overhaul into effect (an invented date, your own ledger)", "record take-effect GBR-2025-asylum-overhaul --on 2026-04-01 --publisher Me --kind press --reliability F --credibility 6"),
        ("is the ledger sound?", "doctor"),
    ];

    public static void Tell(TextWriter output, string path)
    {
        output.WriteLine();
        output.WriteLine("5. What to try next");
        output.WriteLine("   Paste into a shell at the repository's root.");
        output.WriteLine();
        output.WriteLine($"  export POLICYLEDGER_LEDGER={Quoted(path)}");
        foreach (var (what, line) in Steps)
        {
            output.WriteLine($"  # {what}");
            foreach (var part in Folded($"{Program} {line}"))
                output.WriteLine($"  {part}");
        }
    }

    private static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // A shell goes on after a backslash at the end of a line.
    private static IEnumerable<string> Folded(string line)
    {
        const int Width = 92;
        while (line.Length > Width && line.LastIndexOf(" --", Width, StringComparison.Ordinal) is > 50 and var at)
        {
            yield return line[..at] + " \\";
            line = "    " + line[(at + 1)..];
        }

        yield return line;
    }
}
