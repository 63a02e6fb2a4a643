using PolicyLedger.Auditing;
using PolicyLedger.Stances;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>Kits that <c>stance --evidence</c> writes: each proves its answer under the key, and says what the answer on the screen says.</summary>
public class EvidenceTests : IDisposable
{
    private readonly Cli cli;
    private int kits;

    public EvidenceTests()
        : this(new Cli())
    {
    }

    private protected EvidenceTests(Cli cli) => this.cli = cli;

    private string Key => Path.Combine(cli.Folder, "key");

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData("DEU --area migration:asylum.recognition --target SYR --on 2025-11-30 --basis declared", StanceStatus.Known, 2)]
    [InlineData("DEU --area migration:asylum.recognition --target SYR --on 2025-11-30", StanceStatus.Unknown, 2)]
    [InlineData("DEU --area migration:asylum.recognition --on 2025-11-30 --basis declared", StanceStatus.NotYetKnown, 2)]
    [InlineData("GBR --area migration:asylum --on 2025-11-17 --basis declared", StanceStatus.Known, 2)]
    [InlineData("GBR --area migration:asylum --target SYR --on 2025-11-30 --basis declared", StanceStatus.Known, 2)]
    [InlineData("GBR --area migration:asylum --on 2025-11-30 --basis declared --known-at 2020-01-01T00:00:00Z", StanceStatus.NotYetKnown, 2)]
    [InlineData("GBR --area migration:asylum --on 2025-11-30 --basis declared --at 1", StanceStatus.NotYetKnown, 2)]
    [InlineData("GBR --area migration:asylum --on 2025-11-30 --basis declared --at -1", StanceStatus.NotYetKnown, 2)]
    [InlineData("FRA --area migration:asylum", StanceStatus.NotYetKnown, 1)]
    [InlineData("AFG --area migration:asylum", StanceStatus.NotYetKnown, 1)]
    [InlineData("ZWE --area migration:asylum", StanceStatus.NotYetKnown, 1)]
    [InlineData("USA --area oxcgrt:C8", StanceStatus.NotYetKnown, 5)]
    [InlineData("ZWE --area visa:requirement --target USA", StanceStatus.NotYetKnown, 0)]
    public async Task Answers_of_the_founding_case_are_proven(string question, StanceStatus status, int events)
    {
        await cli.RecordFounding();
        await MakeKeyAsync();
        var report = await ProvenAsync($"{question} --key {Key}");
        Assert.Equal(status, report.Derived!.Status);
        Assert.Contains(report.Passed, check => check.Check == "events" && check.Detail.StartsWith($"{events}, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_text_that_was_erased_is_not_in_it_and_nothing_else_is_missing()
    {
        await cli.RecordPolicy();
        await cli.Record($"announce GBR --id other --instrument other --area migration:asylum --direction lessRestrictive --announced 2025-10 --title Hidden {Cli.Source}");
        await EraseAsync("GBR-other");
        await MakeKeyAsync();
        var report = await ProvenAsync($"GBR --area migration:asylum --on 2025-12-01 --basis declared --key {Key}");
        Assert.Equal("2 as recorded, 1 erased", report.Passed.Single(check => check.Check == "texts").Detail);
        Assert.Single(report.Derived!.Alternatives);
        Assert.DoesNotContain("Hidden", File.ReadAllText(Path.Combine(cli.Folder, "kit0", EvidenceKit.Events)));
    }

    [Fact]
    public async Task Its_events_are_lines_of_the_export_and_its_proofs_those_of_the_log()
    {
        await cli.RecordFounding();
        await cli.RecordStance();
        await MakeKeyAsync();
        await ProvenAsync($"DEU --area oxcgrt:C8 --on 2021-05-01 --key {Key}");
        var export = (await cli.Run("export events")).Exits(0).Lines;
        Assert.Equal(export.Where(line => line.Contains("\"country-DEU\"") || line.Contains("\"codebook-oxcgrt\"")), File.ReadAllLines(Path.Combine(cli.Folder, "kit0", EvidenceKit.Events)));
    }

    [Fact]
    public async Task An_older_checkpoint_is_enough_for_what_was_read_up_to_it()
    {
        await cli.RecordStance();
        await MakeKeyAsync();
        (await cli.Run($"checkpoint --key {Key}")).Exits(0);
        await cli.Record($"stance DEU --id later --area oxcgrt:C8 --period 2021-06 --level 1 {Cli.Source}");
        await cli.RecordPolicy();
        var refused = (await cli.Run($"stance DEU --area oxcgrt:C8 --on 2021-06-15 --evidence {cli.Folder}/no")).Exits(5);
        Assert.Contains("--evidence", refused.Error);
        Assert.Contains("reads up to position 4, and the last checkpoint has 2 events; sign another with --key FILE, or ask with --at 1", refused.Error);
        Assert.False(Path.Exists(Path.Combine(cli.Folder, "no")));

        // Germany's stream has gone on since, and a country and a codebook are new.
        var report = await ProvenAsync("DEU --area oxcgrt:C8 --on 2021-06-15 --at 1");
        Assert.Equal("DEU-coded", report.Derived!.Winner!.Record.Text);
        Assert.Contains("there is no country-GBR", (await ProvenAsync("GBR --area migration:asylum --at 0")).Passed.Single(check => check.Check == "heads").Detail);

        cli["POLICYLEDGER_SIGNING_KEY"] = Key;
        Assert.Equal("DEU-later", (await ProvenAsync("DEU --area oxcgrt:C8 --on 2021-06-15")).Derived!.Winner!.Record.Text);
        Assert.Equal("DEU-coded", (await ProvenAsync("DEU --area oxcgrt:C8 --on 2021-06-15 --at 1")).Derived!.Winner!.Record.Text);
    }

    [Fact]
    public async Task A_text_erased_behind_the_checkpoint_needs_a_newer_one()
    {
        await cli.RecordPolicy();
        await MakeKeyAsync();
        (await cli.Run($"checkpoint --key {Key}")).Exits(0);
        await EraseAsync("GBR-overhaul");
        Assert.Contains("erased after the last checkpoint; sign another with --key FILE", (await cli.Run($"stance GBR --area migration:asylum --at 1 --evidence {cli.Folder}/no")).Exits(5).Error);
        await ProvenAsync($"GBR --area migration:asylum --at 1 --key {Key}");
    }

    [Theory]
    [InlineData("DEU --evidence {0}/new", 2, "--evidence '{0}/new': proves the answer of one cell")]
    [InlineData("--area oxcgrt:C8 --evidence {0}/new", 2, "proves the answer of one cell")]
    [InlineData("--batch {0}/some --evidence {0}/new", 2, "proves the answer of one cell")]
    [InlineData("DEU --area oxcgrt:C8 --batch {0}/some --evidence {0}/new", 2, "proves the answer of one cell")]
    [InlineData("DEU --area oxcgrt:C8 --key {0}/key", 2, "--key '{0}/key': signs the checkpoint of a kit; name its folder with --evidence")]
    [InlineData("DEU --area oxcgrt:C8 --evidence ''", 2, "--evidence '': name a folder")]
    [InlineData("DEU --area oxcgrt:C8 --evidence {0}", 5, "--evidence '{0}': something is there; name a folder that is empty or not there yet")]
    [InlineData("DEU --area oxcgrt:C8 --evidence {0}/some", 5, "something is there")]
    [InlineData("DEU --area oxcgrt:C8 --evidence {0}/new", 3, "no checkpoint was signed yet")]
    [InlineData("DEU --area oxcgrt:C8 --evidence {0}/new --key {0}/none", 3, "there is no such key file")]
    [InlineData("DEU --area oxcgrt:C99 --evidence {0}/new --key {0}/key", 2, "has no area 'C99'")]
    [InlineData("DEU --area none:C8 --evidence {0}/new --key {0}/key", 2, "no codebook 'none'")]
    public async Task What_cannot_be_proven_is_refused_with_the_rule(string line, int code, string message)
    {
        await cli.RecordStance();
        await MakeKeyAsync();
        cli.File("some", "jurisdiction,area,on\n");
        var ran = (await cli.Run("stance " + line.Replace("{0}", cli.Folder))).Exits(code);
        Assert.Contains(message.Replace("{0}", cli.Folder), ran.Error);
        Assert.Empty(ran.Out);
        Assert.False(Path.Exists(Path.Combine(cli.Folder, "new")));
    }

    private async Task MakeKeyAsync() => (await cli.Run($"keys signing {Key} --origin example.org/ledger")).Exits(0);

    // A store that cannot erase refuses the order.
    private async Task EraseAsync(string record)
    {
        var ran = await cli.Run($"record erase {record} --grounds courtOrder --reason order");
        Assert.SkipWhen(ran.Error.Contains("cannot be erased here", StringComparison.Ordinal), ran.Error);
        ran.Exits(0);
    }

    // The answer on the screen is that without a kit, and that of the kit.
    private async Task<EvidenceReport> ProvenAsync(string question)
    {
        var folder = Path.Combine(cli.Folder, $"kit{kits++}");
        var shown = (await cli.Run($"stance {question} --evidence {folder} -o json")).Exits(0).Json;
        var key = VerifierKey.Parse((await cli.Run($"keys signing {Key} -o json")).Exits(0).Json[0].GetProperty("verifier").GetString()!, "key").OrThrow();
        var report = EvidenceCheck.Run(new(Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file))), null, key);
        Assert.Null(report.Broken);
        var answer = report.Derived!;
        Assert.Equal(
            (shown.GetProperty("status").GetString(), shown.GetProperty("recordId").GetString(), shown.GetProperty("certainty").GetString(), shown.GetProperty("knownAt").GetString(), shown.GetProperty("at").GetInt64()),
            (Wire.Spelling.Of(answer.Status), answer.Winner?.Record.Text, answer.Certainty is { } certainty ? Wire.Spelling.Of(certainty) : null, Dates.Iso.Write(answer.Question.KnownAt), answer.Question.At));
        return report;
    }
}

/// <summary>The same on a server.</summary>
public sealed class EvidenceOnServerTests() : EvidenceTests(Cli.OnServer());
