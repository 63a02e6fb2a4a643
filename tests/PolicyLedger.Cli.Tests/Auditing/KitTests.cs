using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>A kit of the whole ledger, verified without it.</summary>
public class KitTests : IDisposable
{
    private readonly Cli cli;

    public KitTests()
        : this(new Cli())
    {
    }

    private protected KitTests(Cli cli) => this.cli = cli;

    private string KeyPath => Path.Combine(cli.Folder, "ledger.key");

    private string Kit => Path.Combine(cli.Folder, "kit");

    private string Events => Path.Combine(Kit, "events.jsonl");

    public void Dispose()
    {
        cli.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_kit_verifies_where_there_is_no_ledger_and_grows_with_it()
    {
        var key = await MakeAsync();
        var first = cli.File("first", File.ReadAllText(Path.Combine(Kit, "checkpoint")));
        await cli.RecordStance();
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        (await cli.Run($"export kit {Kit}")).Exits(0);
        var checks = (await ElsewhereAsync($"verify --kit {Kit} --verifier {key} --checkpoint {first} -o csv")).Exits(0).Lines[1..];
        Assert.Equal(["positions", "events", "text hashes", "schemas", "erasures", "command ids", "checkpoint", "tiles", "kept checkpoint"], checks.Select(line => line.Split(',')[0]));
        Assert.All(checks, line => Assert.Equal("ok", line.Split(',')[1]));
    }

    [Fact]
    public async Task An_erasure_reaches_the_kit_that_is_grown_afterwards_and_its_proofs_stay_good()
    {
        Assert.NotEmpty(cli.LedgerFile);
        await cli.RecordPolicy();
        var key = await MakeAsync();
        Assert.Contains("Overhaul", File.ReadAllText(Events));
        (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(0);
        (await ElsewhereAsync($"verify --kit {Kit} --verifier {key}")).Exits(0);
        Assert.Contains("sign another checkpoint", (await cli.Run($"export kit {Kit}")).Exits(5).Error);
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        (await cli.Run($"export kit {Kit}")).Exits(0);
        Assert.DoesNotContain("Overhaul", File.ReadAllText(Events));
        (await ElsewhereAsync($"verify --kit {Kit} --verifier {key}")).Exits(0);
    }

    [Theory]
    [InlineData("events.jsonl")]
    [InlineData("events.jsonl.new")]
    public async Task A_first_export_that_was_interrupted_is_resumed(string left)
    {
        var key = await MakeAsync();
        File.Delete(Path.Combine(Kit, "checkpoint"));
        File.Move(Events, Path.Combine(Kit, left), overwrite: true);
        (await cli.Run($"export kit {Kit}")).Exits(0);
        (await ElsewhereAsync($"verify --kit {Kit} --verifier {key}")).Exits(0);
    }

    [Fact]
    public async Task A_folder_with_events_and_without_tiles_is_left_as_it_is()
    {
        var key = await MakeAsync();
        File.Delete(Path.Combine(Kit, "checkpoint"));
        Directory.Delete(Path.Combine(Kit, "tile"), recursive: true);
        Assert.Contains("holds something else", (await cli.Run($"export kit {Kit}")).Exits(5).Error);
        Assert.NotEmpty(key);
    }

    [Fact]
    public async Task A_kit_of_which_only_the_tiles_are_grown_stays_a_kit()
    {
        var key = await MakeAsync();
        await cli.RecordStance();
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        (await cli.Run($"export tiles {Kit}")).Exits(0);
        (await ElsewhereAsync($"verify --kit {Kit} --verifier {key}")).Exits(0);
    }

    [Theory]
    [InlineData("checkpoint", "events are not those that it speaks of")]
    [InlineData("newest", "the newest are missing")]
    [InlineData("swapped", "positions,broken")]
    [InlineData("repeated", "positions,broken")]
    [InlineData("more", "nobody vouches for the last ones")]
    [InlineData("text", "is not the one that was recorded")]
    [InlineData("cut", "is cut off")]
    [InlineData("spaces", "line 2: not written as export events writes it")]
    [InlineData("nonsense", "line 3: not a line of JSON")]
    [InlineData("command", "events,broken")]
    [InlineData("tile", "does not hold what the events give")]
    [InlineData("entries", "is missing")]
    [InlineData("signature", "the signature by example.org/ledger+")]
    [InlineData("origin", "none of the signatures is by")]
    public async Task What_was_changed_in_a_kit_is_found_and_named(string change, string why)
    {
        var key = await MakeAsync();
        var lines = File.ReadAllLines(Events).ToList();
        var note = Path.Combine(Kit, "checkpoint");
        switch (change)
        {
            case "checkpoint":
                lines[3] = lines[3].Replace("moreRestrictive", "lessRestrictive").Replace("adopted", "adapted").Replace("2025", "2024");
                break;
            case "newest":
                lines.RemoveAt(lines.Count - 1);
                break;
            case "swapped":
                (lines[2], lines[3]) = (lines[3], lines[2]);
                break;
            case "repeated":
                lines.Insert(2, lines[2]);
                break;
            case "more":
                await cli.RecordStance();
                lines.AddRange((await cli.Run("export events")).Exits(0).Lines[lines.Count..]);
                break;
            case "text":
                var at = lines.FindIndex(line => line.Contains("\"text\":{\"title\":\"", StringComparison.Ordinal));
                lines[at] = lines[at].Replace("\"text\":{\"title\":\"", "\"text\":{\"title\":\"Not ");
                break;
            case "spaces":
                lines[1] = lines[1].Replace("{\"position\":", "{ \"position\":");
                break;
            case "nonsense":
                lines[2] = "{\"position\":2,";
                break;
            case "command":
                lines[2] = Regex.Replace(lines[2], "\"commandId\":\"[0-9a-f]{8}", "\"commandId\":\"\\ud800aaa");
                break;
            case "tile":
                var tile = Directory.GetFiles(Path.Combine(Kit, "tile", "0"), "*", SearchOption.AllDirectories).Single();
                var bytes = File.ReadAllBytes(tile);
                bytes[40] ^= 1;
                File.WriteAllBytes(tile, bytes);
                break;
            case "entries":
                Directory.Delete(Path.Combine(Kit, "tile", "entries"), recursive: true);
                break;
            case "signature":
                File.WriteAllText(note, File.ReadAllText(note).Replace($"\n{lines.Count}\n", $"\n{lines.Count - 1}\n"));
                break;
            case "origin":
                File.WriteAllText(note, File.ReadAllText(note).Replace("— example.org/ledger", "— example.org/other"));
                break;
        }

        File.WriteAllText(Events, string.Join('\n', lines) + (change == "cut" ? "" : "\n"));
        var ran = await ElsewhereAsync($"verify --kit {Kit} --verifier {key} -o csv");
        Assert.Contains(why, ran.Exits(4).Out + ran.Error);
    }

    [Theory]
    [InlineData("checkpoint", "checkpoint,broken,")]
    [InlineData("events.jsonl", "the newest are missing")]
    [InlineData("tile", "does not hold what the events give")]
    public async Task A_pipe_in_a_kit_is_never_waited_for(string name, string why)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such files");
        var key = await MakeAsync();
        var file = name == "tile" ? Directory.GetFiles(Path.Combine(Kit, "tile", "0"), "*", SearchOption.AllDirectories).Single() : Path.Combine(Kit, name);
        File.Delete(file);
        await Process.Start("mkfifo", file).WaitForExitAsync(TestContext.Current.CancellationToken);
        var ran = await Task.Run(() => ElsewhereAsync($"verify --kit {Kit} --verifier {key} -o csv")).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Contains(why, ran.Exits(4).Out);
    }

    [Theory]
    [InlineData("verify --kit {0}", "--verifier: required with --kit", 2)]
    [InlineData("verify --kit '' --verifier {1}", "--kit '': name a folder", 2)]
    [InlineData("export kit ''", "DIR '': name a folder", 2)]
    [InlineData("export tiles ''", "DIR '': name a folder", 2)]
    [InlineData("verify --kit {0}/none --verifier {1}", "there is no events.jsonl in it", 3)]
    public async Task What_is_no_kit_is_refused(string line, string message, int code)
    {
        var key = await MakeAsync();
        Assert.Contains(message, (await ElsewhereAsync(line.Replace("{0}", Kit).Replace("{1}", key))).Exits(code).Error);
    }

    private async Task<string> MakeAsync()
    {
        await cli.RecordFounding();
        var key = (await cli.Run($"keys signing {KeyPath} --origin example.org/ledger -o json")).Exits(0).Json[0].GetProperty("verifier").GetString()!;
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        (await cli.Run($"export kit {Kit}")).Exits(0);
        return key;
    }

    private static async Task<Ran> ElsewhereAsync(string line)
    {
        using var elsewhere = new Cli();
        return await elsewhere.Run(line);
    }
}

/// <summary>The same of a ledger on a server.</summary>
public sealed class KitOnServerTests() : KitTests(Cli.OnServer());
