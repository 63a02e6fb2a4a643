using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>What verify finds beyond the tree: schemas, erasures, read models, keys that were changed.</summary>
public class VerifyTests : IDisposable
{
    private readonly Cli cli;

    public VerifyTests()
        : this(new Cli())
    {
    }

    private protected VerifyTests(Cli cli) => this.cli = cli;

    private string KeyPath => Path.Combine(cli.Folder, "ledger.key");

    public void Dispose()
    {
        cli.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_sound_ledger_passes_every_check()
    {
        await cli.RecordFounding();
        (await cli.Run("stance DEU")).Exits(0);
        (await cli.Run($"keys signing {KeyPath} --origin example.org/ledger")).Exits(0);
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        var checks = (await cli.Run("verify -o csv")).Exits(0).Lines[1..];
        Assert.Equal(
            ["positions", "events", "text hashes", "schemas", "erasures", "command ids", "tree", "checkpoints", "read models"], checks.Select(line => line.Split(',')[0]));
        Assert.All(checks, line => Assert.Equal("ok", line.Split(',')[1]));
    }

    [Theory]
    [InlineData("UPDATE segments_1 SET direction = 'lessRestrictive' WHERE jurisdiction = 'GBR'", "segments, row ")]
    [InlineData("DELETE FROM changes_1 WHERE position = (SELECT max(position) FROM changes_1)", "where a replay gives")]
    [InlineData("UPDATE record_versions_1 SET recorder = 'somebody else' WHERE position = (SELECT min(position) FROM record_versions_1)", "record_versions, row 1: ")]
    [InlineData("INSERT INTO changes_1 SELECT position, 99, event_id, jurisdiction, area, target, basis, first_day, until_day, recoding FROM changes_1 LIMIT 1", "where a replay gives")]
    public async Task Read_models_that_a_replay_does_not_give_are_found_and_the_row_is_named(string sql, string where)
    {
        await cli.RecordFounding();
        (await cli.Run("stance DEU")).Exits(0);
        Change(cli.ModelsPath, sql);
        var line = (await cli.Run("verify -o csv")).Exits(4).Lines.Single(line => line.StartsWith("read models,broken", StringComparison.Ordinal));
        Assert.Contains(where, line);
        (await cli.Run("rebuild")).Exits(0);
        (await cli.Run("verify")).Exits(0);
    }

    [Fact]
    public async Task The_digest_that_is_published_is_reproduced_by_a_replay_and_by_ordinary_tools()
    {
        await cli.RecordFounding();
        await cli.RecordStance();
        var published = (await cli.Run("rebuild -o json")).Exits(0).Json[0];
        var digest = published.GetProperty("digest").GetString()!;
        var at = published.GetProperty("events").GetInt64() - 1;
        var models = cli.ModelsPath;
        Assert.Equal(digest, (await cli.Run($"replay --to {at} --out {cli.Folder}/then.models.db -o json")).Exits(0).Json[0].GetProperty("digest").GetString());
        Assert.NotEqual(digest, (await cli.Run($"replay --to {at - 1} --out {cli.Folder}/before.models.db -o json")).Exits(0).Json[0].GetProperty("digest").GetString());
        Assert.Contains(digest, (await cli.Run("verify")).Exits(0).Out);

        // As schemas/read-models.md says.
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "there is no sqlite3");
        var document = File.ReadAllText(Path.Combine(Root(), "schemas/read-models.md"));
        var script = document[(document.IndexOf("```sh\n", StringComparison.Ordinal) + 6)..];
        script = script[..script.IndexOf("```", StringComparison.Ordinal)].Replace("ledger.models.db", models);
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, WorkingDirectory = cli.Folder })!;
        Assert.Equal($"{digest}  -\n", await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_keeps_no_schema_is_named_by_position_and_field()
    {
        await cli.RecordFounding();
        Change(cli.LedgerFile, "UPDATE events SET metadata = replace(metadata, '\"commandHash\":\"', '\"commandHash\":\"ZZ') WHERE position = 2");
        var line = (await cli.Run("verify -o csv")).Exits(4).Lines.Single(line => line.StartsWith("schemas,broken", StringComparison.Ordinal));
        Assert.Contains("position 2 (", line);
        Assert.Contains("metadata.commandHash", line);
    }

    [Fact]
    public async Task An_id_of_a_command_that_does_not_read_is_damage_of_its_event_and_no_bug()
    {
        await cli.RecordFounding();
        Change(cli.LedgerFile, """UPDATE events SET metadata = replace(metadata, '"commandId":"', '"commandId":"\ud800') WHERE position = 2""");
        foreach (var verb in new[] { "verify", "doctor" })
        {
            var ran = (await cli.Run($"{verb} -o csv")).Exits(4);
            Assert.Contains(ran.Lines, line => line.StartsWith("events,broken", StringComparison.Ordinal));
            Assert.DoesNotContain("should not", ran.Error);
        }
    }

    [Theory]
    [InlineData("UPDATE tiles SET hashes = x'00'")]
    [InlineData("UPDATE tree SET size = -1")]
    public async Task A_damaged_tree_is_made_again_where_it_is_moved_away(string sql)
    {
        var tree = Path.ChangeExtension(cli.LedgerFile, ".tree.db");
        await cli.RecordFounding();
        (await cli.Run($"keys signing {KeyPath} --origin example.org/ledger")).Exits(0);
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        Change(tree, sql);
        foreach (var line in new[] { "verify", $"checkpoint --key {KeyPath}" })
            Assert.Contains("move the file away: it is made again from the log", (await cli.Run(line)).Exits(4).Error);
        File.Delete(tree);
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        (await cli.Run("verify")).Exits(0);
    }

    [Fact]
    public async Task An_erasure_that_was_ordered_and_not_carried_out_is_found()
    {
        await cli.RecordPolicy();
        Change(cli.LedgerFile, "CREATE TABLE kept AS SELECT * FROM texts");
        (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(0);
        (await cli.Run("verify")).Exits(0);
        Change(cli.LedgerFile, "INSERT OR IGNORE INTO texts SELECT * FROM kept");
        foreach (var verb in new[] { "verify", "doctor" })
            Assert.Contains("erase GBR-overhaul again carries it out", (await cli.Run($"{verb} -o csv")).Exits(4).Lines.Single(line => line.StartsWith("erasures,broken", StringComparison.Ordinal)));
        Assert.Contains("is now carried out", (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(0).Error);
        (await cli.Run("verify")).Exits(0);
    }

    [Fact]
    public async Task Checkpoints_of_a_changed_key_are_verified_with_both_keys_and_not_with_one()
    {
        await cli.RecordStance();
        var old = (await cli.Run($"keys signing {KeyPath} --origin example.org/ledger -o json")).Exits(0).Json[0];
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        var added = (await cli.Run($"keys signing {KeyPath} --rotate -o json")).Exits(0).Json[0].GetProperty("verifier").GetString();
        (await cli.Run($"keys signing {KeyPath} --retire {old.GetProperty("id").GetString()}")).Exits(0);
        await cli.RecordPolicy();
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        (await cli.Run($"verify --verifier {old.GetProperty("verifier").GetString()} --verifier {added}")).Exits(0);
        Assert.Contains("none of the signatures is by", (await cli.Run($"verify --verifier {added} -o csv")).Exits(4).Out);
        Assert.Contains("none of the signatures is by", (await cli.Run($"verify --verifier {old.GetProperty("verifier").GetString()} -o csv")).Exits(4).Out);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PolicyLedger.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static void Change(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>The same on a server.</summary>
public sealed class VerifyOnServerTests() : VerifyTests(Cli.OnServer());
