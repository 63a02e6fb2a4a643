using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Verifier.Tests;

/// <summary>A ledger that is recorded in, signed and asked by the program's own command line. Each line is a minute after the last.</summary>
internal sealed partial class TestLedger : IDisposable
{
    private const string Source = "--publisher Tracker --kind dataset --reliability B --credibility 2";

    private readonly TempFolder folder = new();
    private readonly SettableClock clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private int kits;

    /// <summary>With a signing key of its own.</summary>
    /// <param name="origin">The log's name.</param>
    /// <param name="key">Another ledger's key file, for who signs two histories.</param>
    public TestLedger(string origin = "example.org/ledger", string? key = null)
    {
        KeyFile = key ?? folder["key"];
        if (key is null)
            Run($"keys signing {KeyFile} --origin {origin}");
        Key = VerifierKey.Parse(JsonSerializer.Deserialize<JsonElement>(Run($"keys signing {KeyFile} -o json"))[0].GetProperty("verifier").GetString()!, "key").OrThrow();
    }

    public string KeyFile { get; }

    public VerifierKey Key { get; }

    public string Folder => folder.Path;

    /// <summary>A history with a correction, a general and a targeted stance, an erased text, other countries in between, and a retraction as its newest event.</summary>
    public TestLedger Recorded(bool retracted = true)
    {
        Record($"stance FRA --id f --area oxcgrt:C8 --period 2021 --level 1 {Source}");
        Record($"stance DEU --id year --area oxcgrt:C8 --period 2021 --level 3 --note seen {Source}");
        Record($"stance DEU --id month --area oxcgrt:C8 --period 2021-06 --level 2 --note looked {Source}");
        Record($"announce DEU --id law --instrument law --area migration:asylum --direction moreRestrictive --magnitude minor --announced 2025-11 --effective 2026-01 --title Law {Source}");
        Record($"announce DEU --id syria --instrument other --area migration:asylum --direction lessRestrictive --magnitude major --target SYR --announced 2025-12-01 --effective 2026-01-15 --title Syria {Source}");
        Record($"announce ITA --id i --instrument law --area migration:asylum --direction noChange --announced 2025-11-02 --title I {Source}");
        Record($"correct DEU-year --change 'value: {{\"level\":3}} -> {{\"level\":4}}' --reason misread {Source}");
        Record("erase DEU-syria --grounds courtOrder --reason order");
        Record($"attach-source DEU-syria --bearing corroborates --note Later {Source}");
        Record("erase DEU-syria --grounds courtOrder --reason again");
        Record($"stance DEU --id late --area oxcgrt:C8 --period 2021-06/2021-07 --level 1 {Source}");
        if (retracted)
            Record("retract DEU-late --reason wrong");
        return this;
    }

    public void Record(string line) => Run("record " + line);

    /// <summary>Runs a line, split at spaces except within single quotes; what it printed.</summary>
    public string Run(string line, string input = "", int code = 0)
    {
        clock.Now += TimeSpan.FromMinutes(1);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var here = new Surroundings(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error, name => name == "POLICYLEDGER_LEDGER" ? folder["ledger.db"] : null) { Clock = clock };
        var ended = PolicyLedger.Cli.Program.RunAsync(Words().Matches(line).Select(word => word.Value.Trim('\'')).ToArray(), here, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        Assert.True(ended == code, $"{line}: exit {ended}, expected {code}\n{Encoding.UTF8.GetString(output.ToArray())}\n{error}");
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Asks, with a new checkpoint; the folder of the kit.</summary>
    public string KitFolder(string question)
    {
        var kit = folder[$"kit{kits++}"];
        Run($"stance {question} --evidence {kit} --key {KeyFile}");
        return kit;
    }

    /// <summary>The same, read.</summary>
    public EvidenceKit Kit(string question) => Read(KitFolder(question));

    public static EvidenceKit Read(string folder) =>
        new(Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file)));

    public void Dispose() => folder.Dispose();

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Words();
}
