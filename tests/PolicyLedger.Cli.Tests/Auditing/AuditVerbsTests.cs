using Microsoft.Data.Sqlite;
using PolicyLedger.Auditing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Auditing;

public sealed class AuditVerbsTests(OutsideJudges judges) : IDisposable
{
    private readonly Cli cli = new();

    private string KeyPath => Path.Combine(cli.Folder, "ledger.key");

    private string Tiles => Path.Combine(cli.Folder, "tiles");

    [Fact]
    public async Task What_the_program_proves_is_accepted_by_programs_that_nobody_here_wrote()
    {
        await RecordAsync(300);
        var key = await MakeKeyAsync();
        var old = cli.File("old", await SignAsync());
        (await cli.Run($"export tiles {Tiles}")).Exits(0);
        await RecordAsync(310);
        var now = cli.File("now", await SignAsync());
        (await cli.Run($"export tiles {Tiles}")).Exits(0);
        var size = Opened(now, key).Size;
        var (proof, leaf) = (cli.File("proof", (await cli.Run($"proof inclusion 270 --leaf {cli.Folder}/leaf")).Exits(0).Out), Path.Combine(cli.Folder, "leaf"));
        var grown = (await cli.Run($"proof consistency {Opened(old, key).Size}")).Exits(0).Out;
        var hashes = cli.File("hashes", string.Concat(grown.Split("\n\n")[0].Split('\n').Skip(1).Select(line => line + "\n")));

        (await judges.GoAsync("checkpoint", key, now)).AcceptsAll(1);
        (await judges.GoAsync("inclusion", key, proof, leaf)).AcceptsAll(1);
        (await judges.GoAsync("consistency", key, old, now, hashes)).AcceptsAll(1);
        var tiles = await judges.GoAsync("tiles", key, Tiles);
        tiles.AcceptsAll(1);
        Assert.Contains($" {size},", tiles.Out);
        (await judges.GoAsync("inclusion", key, proof, cli.File("other", File.ReadAllText(leaf).Replace("revision 2", "revision 3")))).RefusesAll(1);
    }

    [Fact]
    public async Task Sigstore_and_openssl_accept_them_too()
    {
        await RecordAsync(40);
        var key = await MakeKeyAsync();
        var now = cli.File("now", await SignAsync());
        var proof = cli.File("proof", (await cli.Run($"proof inclusion 7 --leaf {cli.Folder}/leaf")).Exits(0).Out);
        (await judges.SigstoreAsync("checkpoint", key, now)).AcceptsAll(1);
        (await judges.SigstoreAsync("inclusion", key, proof, Path.Combine(cli.Folder, "leaf"))).AcceptsAll(1);
        (await OutsideJudges.OpenSslAsync(key, now)).Exits(0);
    }

    [Fact]
    public async Task A_checkpoint_of_the_same_ledger_is_signed_once_and_kept()
    {
        await RecordAsync(3);
        await MakeKeyAsync();
        var first = await SignAsync();
        Assert.Equal(first, await SignAsync());
        await RecordAsync(5);
        Assert.NotEqual(first, await SignAsync());
        var list = (await cli.Run("checkpoint --list -o json")).Exits(0).Json;
        Assert.Equal([4, 6], list.EnumerateArray().Select(one => one.GetProperty("size").GetInt32()));
        Assert.Equal(first, list[0].GetProperty("note").GetString());
    }

    [Fact]
    public async Task A_key_is_changed_while_the_old_one_still_signs()
    {
        await RecordAsync(3);
        var old = VerifierKey.Parse(await MakeKeyAsync(), "key").OrThrow();
        var added = VerifierKey.Parse((await cli.Run($"keys signing {KeyPath} --rotate -o json")).Exits(0).Json[0].GetProperty("verifier").GetString()!, "key").OrThrow();
        var both = Bytes(await SignAsync());
        Assert.Equal(Checkpoint.Open(both, "x", old).OrThrow(), Checkpoint.Open(both, "x", added).OrThrow());
        (await cli.Run($"keys signing {KeyPath} --retire {old.Id:x8}")).Exits(0);
        Assert.NotNull(Checkpoint.Open(Bytes(await SignAsync()), "x", old).Refusal);
        Assert.Contains("the file's only key", (await cli.Run($"keys signing {KeyPath} --retire {added.Id:x8}")).Exits(5).Error);
        Assert.Contains("a file is there", (await cli.Run($"keys signing {KeyPath} --origin example.org/ledger")).Exits(5).Error);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Theory]
    [InlineData("UPDATE events SET facts = replace(facts, '\"level\":3', '\"level\":1') WHERE position = 9", "the first 31 events are not those")]
    [InlineData("UPDATE events SET metadata = replace(metadata, 'local', 'other') WHERE position = 9", "the first 31 events are not those")]
    [InlineData("PRAGMA foreign_keys = OFF; DELETE FROM texts WHERE position = 30; DELETE FROM events WHERE position = 30", "and there are 30: the newest are missing")]
    [InlineData("UPDATE events SET id = randomblob(16) WHERE position = 9", "the first 31 events are not those")]
    public async Task What_was_altered_after_it_was_signed_is_found_and_never_signed_again(string sql, string why)
    {
        await RecordAsync(30);
        var key = await MakeKeyAsync();
        var kept = cli.File("kept", await SignAsync());
        (await cli.Run($"verify --checkpoint {kept} --verifier {key}")).Exits(0);
        Change(sql);
        Assert.Contains(why, (await cli.Run("verify -o csv")).Exits(4).Out);
        Assert.Contains(why, (await cli.Run($"verify --checkpoint {kept} --verifier {key} -o csv")).Exits(4).Lines.Single(line => line.StartsWith("kept checkpoint,broken", StringComparison.Ordinal)));
        File.Delete(Path.Combine(cli.Folder, "ledger.tree.db"));
        Assert.Contains("Nothing was signed", (await cli.Run($"checkpoint --key {KeyPath}")).Exits(4).Error);
        (await cli.Run("proof inclusion 9")).Exits(4);
        (await cli.Run($"export tiles {Tiles}")).Exits(4);
        Assert.Single((await cli.Run("checkpoint --list -o json")).Exits(0).Json.EnumerateArray());
    }

    [Fact]
    public async Task A_ledger_put_back_from_a_backup_is_not_signed_as_another_history()
    {
        await RecordAsync(5);
        await MakeKeyAsync();
        File.Copy(cli.LedgerFile, cli.LedgerFile + ".backup");
        await RecordAsync(8);
        await SignAsync();
        foreach (var part in new[] { "-wal", "-shm", "" })
            File.Delete(cli.LedgerFile + part);
        File.Move(cli.LedgerFile + ".backup", cli.LedgerFile);
        Assert.Contains("a ledger of 9 events was signed, and there are 6", (await cli.Run($"checkpoint --key {KeyPath}")).Exits(4).Error);
        await RecordAsync(12, level: 2);
        Assert.Contains("the first 9 events are not those that were signed", (await cli.Run($"checkpoint --key {KeyPath}")).Exits(4).Error);
    }

    [Fact]
    public async Task A_false_node_above_true_leaves_is_found_and_never_signed()
    {
        await RecordAsync(100);
        var key = await MakeKeyAsync();
        await SignAsync();
        await RecordAsync(600);
        var tree = Path.Combine(cli.Folder, "ledger.tree.db");
        await using (var log = await PolicyLedger.Sqlite.Log.SqliteEventLog.OpenAsync(cli.LedgerFile, PolicyLedger.Sqlite.Log.SqliteLogMode.MustExist, null, TestContext.Current.CancellationToken))
        {
            using var grown = await PolicyLedger.Sqlite.Auditing.SqliteAuditTree.OpenAsync(tree, log, cancellation: TestContext.Current.CancellationToken);
            await grown.CatchUpAsync(cancellation: TestContext.Current.CancellationToken);
        }

        Change("UPDATE tiles SET hashes = CAST(substr(hashes, 1, 32) || randomblob(32) AS BLOB) WHERE level = 1", tree);
        Assert.Contains("its nodes are not those over them", (await cli.Run("verify -o csv")).Exits(4).Lines.Single(line => line.StartsWith("tree,broken", StringComparison.Ordinal)));
        Assert.Contains("the root over 601 events. Nothing was signed", (await cli.Run($"checkpoint --key {KeyPath}")).Exits(4).Error);
        foreach (var part in new[] { "", "-wal", "-shm" })
            File.Delete(tree + part);
        (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0);
        (await cli.Run($"verify --verifier {key}")).Exits(0);
    }

    [Fact]
    public async Task Tiles_that_were_grown_are_those_that_are_written_at_once()
    {
        await MakeKeyAsync();
        foreach (var rows in new[] { 1, 200, 255, 257, 700 })
        {
            await RecordAsync(rows);
            await SignAsync();
            (await cli.Run($"export tiles {Tiles}")).Exits(0);
        }

        (await cli.Run($"export --tiles {Tiles}-at-once")).Exits(0);
        foreach (var file in Directory.GetFiles(Tiles + "-at-once", "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace(Tiles + "-at-once", Tiles)));
        Assert.Contains("holds something else", (await cli.Run($"export tiles {cli.Folder}")).Exits(5).Error);
    }

    [Fact]
    public async Task A_ledger_copied_to_a_server_has_the_same_root()
    {
        await RecordAsync(20);
        await MakeKeyAsync();
        using var server = Cli.OnServer();
        (await server.Run($"copy --from {cli.LedgerFile} --to {await server.LedgerAsync()}")).Exits(0);
        Assert.Equal((await SignAsync()).Split("\n\n")[0], (await server.Run($"checkpoint --key {KeyPath}")).Exits(0).Out.Split("\n\n")[0]);
        (await server.Run("verify")).Exits(0);
    }

    [Theory]
    [InlineData("checkpoint", 2, "--key: required, and missing")]
    [InlineData("checkpoint --key none.key", 3, "there is no such key file")]
    [InlineData("checkpoint --key {0} --every 0", 2, "--every '0': a whole number of seconds")]
    [InlineData("proof inclusion 0", 3, "no checkpoint was signed yet")]
    [InlineData("verify --checkpoint {0}", 2, "--verifier: required with --checkpoint")]
    [InlineData("verify --verifier abc", 2, "--verifier 'abc': a verifier key is name+id+base64")]
    [InlineData("keys signing {0} --origin 'two words'", 2, "--origin 'two words': the name of a log")]
    public async Task What_cannot_be_is_refused_with_the_rule(string line, int code, string message)
    {
        await RecordAsync(1);
        await MakeKeyAsync();
        Assert.Contains(message, (await cli.Run(line.Replace("{0}", KeyPath))).Exits(code).Error);
    }

    public void Dispose() => cli.Dispose();

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static Checkpoint Opened(string file, string key) => Checkpoint.Open(File.ReadAllBytes(file), "file", VerifierKey.Parse(key, "key").OrThrow()).OrThrow();

    // Days of one country's, one event each, behind the codebook's.
    private async Task RecordAsync(int rows, int level = 3)
    {
        var csv = string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},2022-01-01T00:00:00Z,abc,DEU,C8,{new DateOnly(2018, 1, 1).AddDays(i):yyyy-MM-dd},{new DateOnly(2018, 1, 1).AddDays(i):yyyy-MM-dd},{(i < 5 ? 3 : level)},new_day\n"));
        (await cli.Run("import - --mapping oxcgrt-assertions --quiet", "seq,recorded_at,commit,country,indicator,from_date,to_date,value,kind\n" + csv)).Exits(0);
    }

    private async Task<string> MakeKeyAsync() =>
        (await cli.Run($"keys signing {KeyPath} --origin example.org/ledger -o json")).Exits(0).Json[0].GetProperty("verifier").GetString()!;

    private async Task<string> SignAsync() => (await cli.Run($"checkpoint --key {KeyPath}")).Exits(0).Out;

    private void Change(string sql, string? file = null)
    {
        using var connection = new SqliteConnection($"Data Source={file ?? cli.LedgerFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
