using Microsoft.Data.Sqlite;
using PolicyLedger.Auditing;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Auditing;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;

namespace PolicyLedger.Sqlite.Tests.Auditing;

public sealed class SqliteAuditTreeTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly InMemoryEventLog log = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_grows_with_the_log_and_is_the_tree_over_its_leaves()
    {
        foreach (var more in new[] { 0, 1, 255, 256, 5_000, 3 })
        {
            await AppendAsync(more);
            using var tree = await OpenAsync();
            Assert.Equal(await log.EndAsync(), await tree.CatchUpAsync());
            Assert.Equal(await ExpectedAsync(), tree.Read(one => (one.Root(one.Size), StreamHead.Root(one.Heads()))));
        }
    }

    [Fact]
    public async Task Several_that_catch_up_at_the_same_time_add_no_event_twice()
    {
        await AppendAsync(9_000);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            using var tree = await OpenAsync();
            Assert.Equal(9_000, await tree.CatchUpAsync());
        })));
        using var after = await OpenAsync();
        Assert.Equal(await ExpectedAsync(), after.Read(one => (one.Root(one.Size), StreamHead.Root(one.Heads()))));
    }

    [Fact]
    public async Task A_tree_of_another_log_is_made_anew()
    {
        await using (var other = new InMemoryEventLog())
        {
            await other.AppendAsync([SampleEvents.To("country-FRA", -1, 20)]);
            using var tree = await OpenAsync(other);
            Assert.Equal(20, await tree.CatchUpAsync());
        }

        await AppendAsync(20);
        using var own = await OpenAsync();
        Assert.Equal(20, await own.CatchUpAsync());
        Assert.Equal(await ExpectedAsync(), own.Read(one => (one.Root(one.Size), StreamHead.Root(one.Heads()))));
    }

    [Fact]
    public async Task A_file_of_somebody_else_is_left_as_it_is()
    {
        File.WriteAllText(folder["own.tree.db"], "this is not a tree at all, but a longer text file");
        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync());
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.StartsWith("this is not", File.ReadAllText(folder["own.tree.db"]));
        await using (await SqliteEventLog.OpenAsync(folder["ledger.db"], SqliteLogMode.CreateIfMissing))
        {
        }

        Assert.Contains("of another kind", (await Assert.ThrowsAsync<StoreException>(() => SqliteAuditTree.OpenAsync(folder["ledger.db"], log))).Message);
        Assert.Contains("of another kind", Assert.Throws<StoreException>(() => new SqliteCheckpoints(folder["ledger.db"])).Message);
    }

    [Fact]
    public async Task Checkpoints_of_one_log_are_not_signed_for_another_name()
    {
        await AppendAsync(3);
        using var tree = await OpenAsync();
        using var checkpoints = new SqliteCheckpoints(folder["own.checkpoints.db"]);
        await tree.CatchUpAsync();
        var signed = checkpoints.Sign(tree, "example.org/ledger", [Key("example.org/ledger")], DateTimeOffset.UnixEpoch);
        Assert.Equal([signed], checkpoints.All());
        Assert.Contains("those of example.org/ledger, not of example.org/other", Assert.Throws<StoreException>(() => checkpoints.Sign(tree, "example.org/other", [Key("example.org/other")], DateTimeOffset.UnixEpoch)).Message);
        Assert.Equal(signed, checkpoints.Last());
    }

    [Theory]
    [InlineData("UPDATE tiles SET hashes = x'00'", "has 1 bytes")]
    [InlineData("UPDATE tiles SET hashes = x''", "has 0 bytes")]
    [InlineData("UPDATE tiles SET hashes = substr(hashes, 1, 32) WHERE number = 1", "tile 0/1 has 32 bytes, not 44 hashes of 32")]
    [InlineData("UPDATE tiles SET hashes = CAST(hashes || hashes AS BLOB) WHERE number = 0 AND level = 0", "tile 0/0 has 16384 bytes")]
    [InlineData("UPDATE tree SET size = -1", "its size is no number of events")]
    [InlineData("DELETE FROM tree", "its size is no number of events")]
    public async Task A_tree_that_was_damaged_says_what_to_do(string sql, string how)
    {
        await AppendAsync(300);
        using (var tree = await OpenAsync())
            await tree.CatchUpAsync();
        using (var connection = new SqliteConnection($"Data Source={folder["own.tree.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        var fault = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            using var tree = await SqliteAuditTree.OpenAsync(folder["own.tree.db"], log, asItIs: true, TestContext.Current.CancellationToken);
            tree.Read(one => (one.Root(one.Size), Enumerable.Range(0, 300).Select(n => one.At(0, n)).ToList()));
        });
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.Contains(how, fault.Message);
        Assert.EndsWith("move the file away: it is made again from the log", fault.Message);
    }

    private static SigningKey Key(string name) => SigningKey.Create(name, "name", new byte[32]).OrThrow();

    private Task<SqliteAuditTree> OpenAsync(IEventLog? of = null) => SqliteAuditTree.OpenAsync(folder["own.tree.db"], of ?? log, cancellation: TestContext.Current.CancellationToken);

    private async Task AppendAsync(int events)
    {
        for (var i = 0; i < events; i += 500)
        {
            var stream = i / 500 % 2 == 0 ? "country-DEU" : "country-FRA";
            var revision = await log.ReadStreamAsync(stream).CountAsync() - 1;
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To(stream, revision, Math.Min(500, events - i))]));
        }
    }

    private async Task<(TreeHash Root, TreeHash Heads)> ExpectedAsync()
    {
        var (tree, heads) = (TreeTiles.InMemory(), new Dictionary<string, StreamHead>());
        await foreach (var stored in log.ReadAllAsync())
        {
            tree.Add(AuditLeaf.HashOf(SqliteAuditTree.LeafOf(stored)));
            heads[stored.Stream] = new(stored.Stream, stored.Revision, stored.Position);
        }

        return (MerkleTree.Root(tree.At, tree.Size), StreamHead.Root(heads.Values));
    }
}
