using System.Text;
using Microsoft.Data.Sqlite;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

/// <summary>
/// Somebody with a hex editor, or with SQL, against a ledger of which an auditor kept one checkpoint: whatever is changed in
/// an event, or taken away, verify refuses and says what it is. The seed is fixed; each mutation starts from the same files.
/// </summary>
public sealed class HostileLedgerTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Flips = 240, Anywhere = 120;

    private readonly Cli cli = new();
    private string key = "";
    private string kept = "";

    private string KeyPath => Path.Combine(cli.Folder, "ledger.key");

    private string Sound => Path.Combine(cli.Folder, "sound");

    public async ValueTask InitializeAsync()
    {
        await cli.RecordFounding();
        await cli.RecordStance();
        await cli.Record($"correct DEU-coded --change 'value: {{\"level\":3}} -> {{\"level\":2}}' --reason misread {Cli.Source}");
        await cli.RecordPolicy();
        await cli.Record("retract GBR-overhaul --reason 'another country'");
        key = (await cli.Run($"keys signing {KeyPath} --origin example.org/ledger -o json")).Exits(0).Json[0].GetProperty("verifier").GetString()!;
        kept = cli.File("kept", (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0).Out);

        // Everything in the main file, so that a byte changed there is a byte that is read.
        Sql("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE; VACUUM");
        Directory.CreateDirectory(Sound);
        foreach (var file in Directory.GetFiles(cli.Folder, "ledger.*"))
            File.Copy(file, Path.Combine(Sound, Path.GetFileName(file)));
        (await VerifyAsync()).Exits(0);
    }

    public ValueTask DisposeAsync()
    {
        cli.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_bit_of_an_event_that_is_flipped_in_the_file_is_found()
    {
        var random = new Random(20261125);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Sound, "ledger.db"), TestContext.Current.CancellationToken);
        var cells = Cells();
        var found = new Dictionary<string, int>();
        for (var n = 0; n < Flips; n++)
        {
            var (what, cell) = cells[random.Next(cells.Count)];
            var (offset, bit) = (random.Next(cell.Length), (byte)(1 << random.Next(8)));
            Restore();
            var changed = (byte[])bytes.Clone();

            // A page that was split may hold a copy that nobody reads.
            var (place, copies) = (-1, 0);
            for (var at = bytes.AsSpan().IndexOf(cell); at >= 0; copies++)
            {
                changed[place = at + offset] ^= bit;
                var next = bytes.AsSpan(at + 1).IndexOf(cell);
                at = next < 0 ? -1 : at + 1 + next;
            }

            Assert.True(copies > 0, $"{what} is not in the file as it was read");
            await File.WriteAllBytesAsync(cli.LedgerFile, changed, TestContext.Current.CancellationToken);
            var ran = await VerifyAsync();
            Assert.True(ran.Code == 4, $"{what}, byte {place} was {(char)bytes[place]}, is {(char)changed[place]}: exit {ran.Code}\n{ran.Out}{ran.Error}");
            Assert.DoesNotContain("   at ", ran.Error);
            var why = ran.Out.Length == 0 ? "(refused to open)" : string.Join("+", ran.Lines.Where(line => line.Contains(",broken,", StringComparison.Ordinal)).Select(line => line.Split(',')[0]));
            found[why] = found.GetValueOrDefault(why) + 1;

            // A text is held by its hash, everything else by the tree and the checkpoint that was kept.
            if (ran.Out.Length > 0)
                Assert.Contains(what.StartsWith("text", StringComparison.Ordinal) ? "text hashes" : "kept checkpoint", why);
        }

        foreach (var (why, count) in found.OrderByDescending(pair => pair.Value))
            output.WriteLine($"{count,4} {why}");
    }

    [Fact]
    public async Task A_byte_that_is_changed_anywhere_in_the_file_never_brings_the_program_down()
    {
        var random = new Random(20261126);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Sound, "ledger.db"), TestContext.Current.CancellationToken);
        for (var n = 0; n < Anywhere; n++)
        {
            // Every other one in the header and the first pages, where the file says what it is.
            var place = random.Next(n % 2 == 0 ? 8192 : bytes.Length);
            Restore();
            var changed = (byte[])bytes.Clone();
            changed[place] ^= (byte)random.Next(1, 256);
            await File.WriteAllBytesAsync(cli.LedgerFile, changed, TestContext.Current.CancellationToken);
            foreach (var ran in new[] { await VerifyAsync(), await cli.Run("doctor") })
            {
                // 7: what its header says of how it is written makes it a file that this machine cannot open.
                Assert.True(ran.Code is 0 or 4 or 7, $"byte {place} is {changed[place]}: exit {ran.Code}\n{ran.Out}{ran.Error}");
                Assert.DoesNotContain("should not", ran.Error);
            }
        }
    }

    [Theory]
    [InlineData("UPDATE events SET facts = (SELECT o.facts FROM events o WHERE o.position = 3) WHERE position = 2", "position 2 (")]
    [InlineData("CREATE TEMP TABLE o AS SELECT * FROM events WHERE position IN (4, 5); DELETE FROM events WHERE position IN (4, 5); UPDATE o SET position = 9 - position; INSERT INTO events SELECT * FROM o", "is not the event that stood there")]
    [InlineData("UPDATE streams SET name = 'country-FRA' WHERE name = 'country-DEU'", "is not the event that stood there")]
    [InlineData("UPDATE events SET type = 'statement-made.v1' WHERE type = 'policy-announced.v1'", "is not the event that stood there")]
    [InlineData("UPDATE events SET metadata = replace(metadata, '\"recorder\":\"local\"', '\"recorder\":\"other\"')", "is not the event that stood there")]
    [InlineData("DELETE FROM texts WHERE position = {last}; DELETE FROM commands WHERE position = {last}; DELETE FROM events WHERE position = {last}", "the newest are missing")]
    [InlineData("DELETE FROM texts WHERE position > {last} - 4; DELETE FROM commands WHERE position > {last} - 4; DELETE FROM events WHERE position > {last} - 4", "the newest are missing")]
    [InlineData("DELETE FROM events WHERE position = 3", "events are missing from number")]
    [InlineData("DELETE FROM events WHERE stream = (SELECT number FROM streams WHERE name = 'country-GBR')", "events are missing from number")]
    [InlineData("DELETE FROM events", "the newest are missing")]
    [InlineData("DELETE FROM events WHERE position = 3; UPDATE events SET position = position - 1 WHERE position > 3", "is not the event that stood there")]
    [InlineData("DELETE FROM texts", "and no later event says that it was erased")]
    [InlineData("DELETE FROM texts WHERE position = {last}", "and no later event says that it was erased")]
    [InlineData("UPDATE texts SET json = replace(json, 'misread', 'mis-read')", "is not the one that was recorded")]
    [InlineData("UPDATE texts SET salt = randomblob(16) WHERE position = {last}", "is not the one that was recorded")]
    [InlineData("UPDATE events SET facts = replace(facts, '\"level\":3', '\"level\": 3')", "is not the event that stood there")]
    public async Task What_sql_can_change_is_found_and_named(string sql, string why)
    {
        Sql("PRAGMA foreign_keys = OFF; " + sql.Replace("{last}", Last()));
        var ran = (await VerifyAsync()).Exits(4);
        Assert.True((ran.Out + ran.Error).Contains(why, StringComparison.Ordinal), ran.Out + ran.Error);
    }

    [Fact]
    public async Task The_newest_retraction_is_not_withheld_even_where_tree_and_checkpoints_are_made_again()
    {
        // An insider with the ledger's files, and without its key: tree and signed checkpoints are thrown away.
        Sql($"PRAGMA foreign_keys = OFF; DELETE FROM texts WHERE position = {Last()}; DELETE FROM commands WHERE position = {Last()}; DELETE FROM events WHERE position = {Last()}");
        foreach (var file in Directory.GetFiles(cli.Folder, "ledger.*").Where(file => Path.GetFileName(file) is not ("ledger.db" or "ledger.key")))
            File.Delete(file);
        Assert.Equal("known", (await cli.Run("stance GBR --area migration:asylum --basis declared --on 2025-11-30 -o json")).Json.GetProperty("status").GetString());
        (await cli.Run("verify")).Exits(0);
        Assert.Contains("the newest are missing", (await VerifyAsync()).Exits(4).Lines.Single(line => line.StartsWith("kept checkpoint,broken", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_history_signed_again_by_another_key_or_for_another_origin_is_refused()
    {
        // The insider makes keys of their own, under the same name and under another.
        foreach (var file in Directory.GetFiles(cli.Folder, "ledger.*").Where(file => Path.GetFileName(file) is not "ledger.db"))
            File.Delete(file);
        Sql("UPDATE events SET facts = replace(facts, 'moreRestrictive', 'lessRestrictive')");
        foreach (var origin in new[] { "example.org/ledger", "example.org/other" })
        {
            var forged = Path.Combine(cli.Folder, origin.Replace('/', '-'));
            (await cli.Run($"keys signing {forged} --origin {origin}")).Exits(0);
            (await cli.Run($"checkpoint --key {forged}")).Exits(0);
            var ran = (await cli.Run($"verify --verifier {key} -o csv")).Exits(4);
            Assert.Contains("none of the signatures is by example.org/ledger+", ran.Lines.Single(line => line.StartsWith("checkpoints,broken", StringComparison.Ordinal)));
            Assert.Contains("the first", (await VerifyAsync()).Exits(4).Lines.Single(line => line.StartsWith("kept checkpoint,broken", StringComparison.Ordinal)));
            File.Delete(Path.Combine(cli.Folder, "ledger.checkpoints.db"));
        }
    }

    [Theory]
    [InlineData("UPDATE heads SET revision = 77 WHERE stream = 'country-GBR'", "the streams' heads that it keeps are not the events'")]
    [InlineData("INSERT INTO heads VALUES ('country-ZWE', 0, 3)", "the streams' heads that it keeps are not the events'")]
    [InlineData("DELETE FROM heads WHERE stream = 'country-GBR'", "the streams' heads that it keeps are not the events'")]
    [InlineData("UPDATE tiles SET hashes = CAST(substr(hashes, 1, 64) || randomblob(32) || substr(hashes, 97) AS BLOB)", "position 2 (")]
    public async Task A_false_tree_is_found_and_never_signed(string sql, string why)
    {
        await cli.RecordStance("other");
        var tree = Path.Combine(cli.Folder, "ledger.tree.db");
        Sql(sql, tree);
        Assert.Contains(why, (await cli.Run("verify -o csv")).Exits(4).Lines.Single(line => line.StartsWith("tree,broken", StringComparison.Ordinal)));
        Assert.Contains("othing was signed", (await cli.Run($"checkpoint --key {KeyPath}")).Exits(4).Error);
        foreach (var part in new[] { "", "-wal", "-shm" })
            File.Delete(tree + part);
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        (await VerifyAsync()).Exits(0);
    }

    [Fact]
    public async Task Two_trees_signed_by_one_key_contradict_each_other()
    {
        // The keeper of the key signs a second history for somebody else.
        foreach (var file in Directory.GetFiles(cli.Folder, "ledger.*").Where(file => Path.GetFileName(file) is not ("ledger.db" or "ledger.key")))
            File.Delete(file);
        Sql($"PRAGMA foreign_keys = OFF; DELETE FROM texts WHERE position = {Last()}; DELETE FROM commands WHERE position = {Last()}; DELETE FROM events WHERE position = {Last()}");
        await cli.Record($"stance FRA --id other --area oxcgrt:C8 --period 2021 --level 1 {Cli.Source}");
        var second = cli.File("second", (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0).Out);
        (await cli.Run($"verify --checkpoint {second} --verifier {key}")).Exits(0);
        Assert.Contains("one was altered, inserted, moved or dropped", (await VerifyAsync()).Exits(4).Out);
        var mine = VerifierKey.Parse(key, "key").OrThrow();
        var (one, other) = (Checkpoint.Open(File.ReadAllBytes(kept), "kept", mine).OrThrow(), Checkpoint.Open(File.ReadAllBytes(second), "second", mine).OrThrow());
        Assert.Equal(one.Size, other.Size);
        Assert.NotEqual(one.Root, other.Root);
    }

    private Task<Ran> VerifyAsync() => cli.Run($"verify --checkpoint {kept} --verifier {key} -o csv");

    // Facts, metadata, texts, salts and ids that stand once in the file, so that their place is known.
    private List<(string What, byte[] Bytes)> Cells()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Sound, "ledger.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT e.position, facts, metadata, salt, json FROM events e LEFT JOIN texts t ON t.position = e.position WHERE length(facts) < 1500";
        using var rows = command.ExecuteReader();
        var cells = new List<(string, byte[])>();
        while (rows.Read())
        {
            cells.Add(($"facts at {rows.GetInt64(0)}", Encoding.UTF8.GetBytes(rows.GetString(1))));
            cells.Add(($"metadata at {rows.GetInt64(0)}", Encoding.UTF8.GetBytes(rows.GetString(2))));
            if (rows.IsDBNull(3))
                continue;
            cells.Add(($"text's salt at {rows.GetInt64(0)}", rows.GetFieldValue<byte[]>(3)));
            cells.Add(($"text at {rows.GetInt64(0)}", Encoding.UTF8.GetBytes(rows.GetString(4))));
        }

        return cells;
    }

    private string Last()
    {
        using var connection = new SqliteConnection($"Data Source={cli.LedgerFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT max(position) FROM events";
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture)!;
    }

    private void Restore()
    {
        foreach (var file in Directory.GetFiles(cli.Folder, "ledger.*"))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(Sound))
            File.Copy(file, Path.Combine(cli.Folder, Path.GetFileName(file)));
    }

    private void Sql(string sql, string? file = null)
    {
        using var connection = new SqliteConnection($"Data Source={file ?? cli.LedgerFile};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
