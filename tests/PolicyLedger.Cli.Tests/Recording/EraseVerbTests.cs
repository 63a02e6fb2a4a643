using System.Diagnostics;
using System.Text;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Recording;

/// <summary>Erasing on the embedded store: the bytes are gone from every file, and nothing else has changed.</summary>
[Trait("Kind", "Process")]
public sealed class EraseVerbTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Words = ["Zwiebelturm", "Quittengelee", "Nachtigallen", "Xylophonist", "Pfauenauge", "Weisswurst"];

    private readonly Cli cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Every_byte_of_the_text_is_gone_from_the_ledgers_files_and_all_others_read_as_before()
    {
        await RecordAsync();
        await cli.Record($"announce GBR --id other --instrument other --area migration:asylum --direction moreRestrictive --announced 2025-11 --title Untouched {Cli.Source}");
        (await cli.Run("stance GBR")).Exits(0);
        (await cli.Run("log")).Exits(0);
        Assert.All(Words, word => Assert.NotEmpty(FilesWith(word)));
        var erased = (await cli.Run("erase GBR-overhaul --grounds courtOrder --reason 'order of 2026'")).Exits(0);
        Assert.Contains("record-erased", erased.Out);
        Assert.Contains("Not reached: backups", erased.Error);
        Assert.All(Words, word => Assert.Empty(FilesWith(word)));
        Assert.NotEmpty(FilesWith("Untouched"));
        var history = (await cli.Run("show GBR-overhaul -o json")).Exits(0).Json.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal([true, true, true, false], history.Select(e => e.GetProperty("textErased").GetBoolean()));
        Assert.Equal("order of 2026", history[^1].GetProperty("text").GetProperty("reason").GetString());
        (await cli.Run("rebuild")).Exits(0);
        (await cli.Run("doctor")).Exits(0);
        Assert.All(Words, word => Assert.Empty(FilesWith(word)));
    }

    [Fact]
    public async Task Facts_answers_hashes_and_every_proof_made_before_stay_good()
    {
        await RecordAsync();
        var keyFile = Path.Combine(cli.Folder, "ledger.key");
        var key = VerifierKey.Parse((await cli.Run($"keys signing {keyFile} --origin example.org/ledger -o json")).Exits(0).Json[0].GetProperty("verifier").GetString()!, "key").OrThrow();
        var kept = cli.File("kept", (await cli.Run($"checkpoint --key {keyFile}")).Exits(0).Out);
        var leaf = Path.Combine(cli.Folder, "leaf");
        var proof = (await cli.Run($"proof inclusion 1 --leaf {leaf}")).Exits(0).Out;
        var points = $"--known-at 2099-01-01T00:00:00Z --at 2 --basis declared --on 2025-11-30 -o json";
        var before = (await cli.Run($"stance GBR --area migration:asylum {points}")).Exits(0).Out;
        (await cli.Run("erase GBR-overhaul --grounds safety --reason asked")).Exits(0);
        Assert.Equal(before, (await cli.Run($"stance GBR --area migration:asylum {points}")).Exits(0).Out);
        (await cli.Run($"verify --checkpoint {kept} --verifier {key}")).Exits(0);
        var again = Path.Combine(cli.Folder, "again");
        (await cli.Run($"checkpoint --key {keyFile}")).Exits(0);
        (await cli.Run($"proof inclusion 1 --leaf {again}")).Exits(0);
        Assert.Equal(File.ReadAllText(leaf), File.ReadAllText(again));
        LogProof.Parse(proof, "proof").OrThrow().Verify(AuditLeaf.HashOf(File.ReadAllText(again)), "proof", key).OrThrow();
    }

    [Fact]
    public async Task What_is_erased_already_is_not_ordered_again_and_a_later_text_is()
    {
        await RecordAsync();
        (await cli.Run("erase GBR-overhaul --grounds other --reason first")).Exits(0);
        var file = File.ReadAllBytes(cli.LedgerFile);
        var again = (await cli.Run("erase GBR-overhaul --grounds other --reason second")).Exits(0);
        Assert.Equal(file, File.ReadAllBytes(cli.LedgerFile));
        Assert.Contains("nothing is left of the text", again.Error);
        Assert.Contains("record-erased", again.Out);
        await cli.Record($"suspend GBR-overhaul --on 2026-01-01 --note Kugelfisch {Cli.Source}");
        Assert.NotEmpty(FilesWith("Kugelfisch"));
        (await cli.Run("erase GBR-overhaul --grounds other --reason third")).Exits(0);
        Assert.Empty(FilesWith("Kugelfisch"));
        var reasons = (await cli.Run("log --type record-erased -o json")).Json.EnumerateArray().Select(e => e.GetProperty("text").GetProperty("reason").GetString());
        Assert.Equal(["first", "third"], reasons);
    }

    [Fact]
    public async Task The_same_words_again_order_the_text_that_was_recorded_since()
    {
        await RecordAsync();
        const string Erase = "erase GBR-overhaul --grounds other --reason x";
        (await cli.Run(Erase)).Exits(0);
        await cli.Record($"attach-source GBR-overhaul --bearing corroborates --note Kugelfisch {Cli.Source}");
        (await cli.Run(Erase)).Exits(0);
        Assert.Empty(FilesWith("Kugelfisch"));
        Assert.Equal(2, (await cli.Run("log --type record-erased -o json")).Json.GetArrayLength());
        (await cli.Run("verify")).Exits(0);
        Assert.Contains("nothing is left", (await cli.Run(Erase)).Exits(0).Error);
        Assert.Equal(2, (await cli.Run("log --type record-erased -o json")).Json.GetArrayLength());
        await cli.Record($"attach-source GBR-overhaul --bearing disputes --note Mondfisch {Cli.Source}");
        var id = (await cli.Run("log --type record-erased -o json")).Json[0].GetProperty("commandId").GetString();
        Assert.Contains("text was recorded since", (await cli.Run($"{Erase} --command-id {id}")).Exits(5).Error);
        Assert.NotEmpty(FilesWith("Mondfisch"));
    }

    [Fact]
    public async Task A_text_that_went_without_an_order_is_found_and_an_order_mends_it()
    {
        await RecordAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={cli.LedgerFile};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM texts WHERE position = 3";
            command.ExecuteNonQuery();
        }

        foreach (var verb in new[] { "verify", "doctor" })
            Assert.Contains("position 3 (country-GBR revision 2): the text is not there", (await cli.Run($"{verb} -o csv")).Exits(4).Out);
        (await cli.Run("erase GBR-overhaul --grounds other --reason mended")).Exits(0);
        (await cli.Run("verify")).Exits(0);
    }

    [Fact]
    public async Task Bytes_that_could_not_be_cleared_are_told_until_they_are()
    {
        await RecordAsync();
        (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(0);
        await using (var log = await PolicyLedger.Sqlite.Log.SqliteEventLog.OpenAsync(cli.LedgerFile, PolicyLedger.Sqlite.Log.SqliteLogMode.MustExist, null, TestContext.Current.CancellationToken))
            await log.EraseTextsAsync("country-GBR", [0], TestContext.Current.CancellationToken);
        foreach (var verb in new[] { "verify", "doctor" })
            Assert.Contains(await Lines($"{verb} -o csv"), line => line.StartsWith("erased bytes,broken", StringComparison.Ordinal));
        (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(0);
        (await cli.Run("verify")).Exits(0);

        async Task<string[]> Lines(string line) => (await cli.Run(line)).Exits(4).Lines;
    }

    [Fact]
    public async Task An_import_does_not_erase_and_says_what_does()
    {
        await RecordAsync();
        var file = cli.File("rows.jsonl", """{"command":"erase-record","record":"GBR-overhaul","grounds":"safety","reason":"asked for"}""" + "\n");
        var ran = await cli.Run($"import {file} --rejects {cli.Folder}/rejects.jsonl");
        Assert.Contains("is not imported; policyledger erase RECORD erases", File.ReadAllText(Path.Combine(cli.Folder, "rejects.jsonl")) + ran.Error);
        Assert.DoesNotContain("record-erased", (await cli.Run("log -o csv")).Exits(0).Out);
        Assert.All(Words, word => Assert.NotEmpty(FilesWith(word)));
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_left_as_it_is()
    {
        foreach (var content in new[] { "", "this is not a ledger at all" })
        {
            var file = cli.File("other.db", content);
            var ran = await cli.Run($"erase GBR-overhaul --grounds other --reason x --ledger {file}");
            Assert.True(ran.Code is 4 or 7, $"{ran.Code} {ran.Error}");
            Assert.Equal(content, File.ReadAllText(file));
        }
    }

    [Fact]
    public async Task Without_a_code_for_them_the_grounds_are_other()
    {
        await RecordAsync();
        (await cli.Run("erase GBR-overhaul --reason asked")).Exits(0);
        Assert.All(Words, word => Assert.Empty(FilesWith(word)));
        Assert.Equal("other", (await cli.Run("log --type record-erased -o json")).Json[0].GetProperty("facts").GetProperty("grounds").GetString());
        Assert.Contains("Default: other.", (await cli.Run("erase --help")).Exits(0).Out);
    }

    [Fact]
    public async Task A_command_in_json_erases_as_well()
    {
        await RecordAsync();
        (await cli.Run("record --json -", """{"command":"erase-record","record":"GBR-overhaul","grounds":"safety","reason":"asked for"}""")).Exits(0);
        Assert.All(Words, word => Assert.Empty(FilesWith(word)));
    }

    [Theory]
    [InlineData("erase GBR-none --grounds other --reason x", 3)]
    [InlineData("erase nonsense --grounds other --reason x", 2)]
    [InlineData("erase GBR-overhaul --grounds other", 2)]
    [InlineData("erase GBR-overhaul --grounds whim --reason x", 2)]
    [InlineData("erase GBR-overhaul --grounds other --reason x --wait 0", 2)]
    public async Task What_cannot_be_erased_is_refused_and_nothing_changes(string line, int code)
    {
        await RecordAsync();
        (await cli.Run(line)).Exits(code);
        Assert.All(Words, word => Assert.NotEmpty(FilesWith(word)));
    }

    [Fact]
    public async Task Where_there_is_no_ledger_none_is_made()
    {
        (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(7);
        Assert.False(File.Exists(cli.LedgerFile));
    }

    [Fact]
    public async Task Another_program_that_has_the_ledger_open_is_named_and_waited_for()
    {
        await RecordAsync();
        var keyFile = Path.Combine(cli.Folder, "ledger.key");
        (await cli.Run($"keys signing {keyFile} --origin example.org/ledger")).Exits(0);
        using var other = Start("checkpoint", "--key", keyFile, "--every", "3600", "--ledger", cli.LedgerFile);
        Assert.Equal("example.org/ledger", await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var refused = (await cli.Run("erase GBR-overhaul --grounds other --reason x --wait 1")).Exits(7);
        Assert.Contains("needs the ledger to itself", refused.Error);
        if (OperatingSystem.IsLinux())
            Assert.Contains($"checkpoint (process {other.Id})", refused.Error);
        Assert.DoesNotContain("record-erased", (await cli.Run("log -o csv")).Out);
        var waits = cli.Run("erase GBR-overhaul --grounds other --reason x --wait 60");
        await Task.Delay(1_000, TestContext.Current.CancellationToken);
        Assert.False(waits.IsCompleted);
        other.Kill();
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("waiting for", (await waits).Exits(0).Error);
        Assert.All(Words, word => Assert.Empty(FilesWith(word)));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("link to a link")]
    public async Task Another_program_is_named_where_the_ledger_is_named_through_a_link(string what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "nobody is named elsewhere");
        await RecordAsync();
        var elsewhere = Directory.CreateDirectory(Path.Combine(cli.Folder, "elsewhere")).FullName;
        var link = Path.Combine(elsewhere, "linked.db");
        if (what == "folder")
            link = Path.Combine(Directory.CreateSymbolicLink(Path.Combine(elsewhere, "folder"), cli.Folder).FullName, "ledger.db");
        else if (what == "file")
            File.CreateSymbolicLink(link, cli.LedgerFile);
        else
            File.CreateSymbolicLink(link, File.CreateSymbolicLink(Path.Combine(cli.Folder, "first.db"), "ledger.db").FullName);
        var keyFile = Path.Combine(cli.Folder, "ledger.key");
        (await cli.Run($"keys signing {keyFile} --origin example.org/ledger")).Exits(0);
        using var other = Start("checkpoint", "--key", keyFile, "--every", "3600", "--ledger", cli.LedgerFile);
        try
        {
            Assert.Equal("example.org/ledger", await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Contains($"checkpoint (process {other.Id})", (await cli.Run($"erase GBR-overhaul --grounds other --reason x --wait 1 --ledger {link}")).Exits(7).Error);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Killed_at_any_moment_the_same_again_completes_it_with_one_order()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("POLICYLEDGER_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"POLICYLEDGER_TEST_SEED={seed}");
        var random = new Random(seed);
        await RecordAsync();
        for (var kill = 0; kill < 6; kill++)
        {
            using var erasing = Start("erase", "GBR-overhaul", "--grounds", "other", "--reason", "x", "--ledger", cli.LedgerFile);
            await Task.Delay(random.Next(250, 1_200), TestContext.Current.CancellationToken);
            erasing.Kill();
            await erasing.WaitForExitAsync(TestContext.Current.CancellationToken);

            // What was cut off is told, and nothing else is wrong.
            var ran = await cli.Run("verify -o csv");
            Assert.True(ran.Code is 0 or 4, ran.Error);
            Assert.All(ran.Lines.Where(line => line.Contains(",broken,", StringComparison.Ordinal)), line => Assert.Matches("^(erasures|erased bytes),", line));
        }

        (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(0);
        Assert.All(Words, word => Assert.Empty(FilesWith(word)));
        Assert.Single((await cli.Run("log --type record-erased -o json")).Json.EnumerateArray());
        (await cli.Run("doctor")).Exits(0);
    }

    // A record whose words stand in title, summary, source, note and both sides of a correction, with pages of other text around it.
    private async Task RecordAsync()
    {
        var filling = string.Concat(Enumerable.Repeat("filling ", 400));
        await cli.Record($"announce GBR --id overhaul --instrument other --area migration:asylum --direction moreRestrictive --announced 2025-11 --title {Words[0]} --summary '{Words[1]} {filling}' {Cli.Source} --source-title {Words[2]} --url https://example.org/{Words[3]}");
        await cli.Record($"correct GBR-overhaul --change 'title: {Words[0]} -> {Words[4]}' --reason misread {Cli.Source}");
        await cli.Record($"attach-source GBR-overhaul --bearing corroborates --note '{Words[5]} {filling}' {Cli.Source}");
    }

    private List<string> FilesWith(string word)
    {
        var wanted = Encoding.UTF8.GetBytes(word);
        return Directory.EnumerateFiles(cli.Folder, "*", SearchOption.AllDirectories).Where(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray().AsSpan().IndexOf(wanted) >= 0;
        }).ToList();
    }

    private static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
