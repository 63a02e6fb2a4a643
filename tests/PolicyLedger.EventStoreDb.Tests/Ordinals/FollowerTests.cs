using System.Net;
using PolicyLedger.Log;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests.Ordinals;

/// <summary>An index that a reader of the leader made, and one of a node that is behind shares: it never grows shorter.</summary>
public sealed class FollowerTests : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly List<IAsyncDisposable> open = [];

    [Fact]
    public async Task A_node_that_is_behind_makes_nothing_shorter_and_is_read_once_it_has_caught_up()
    {
        var (leader, follower) = (await StartAsync("leader"), await StartAsync("follower"));
        var appends = Enumerable.Range(0, 6).Select(i => SampleEvents.To("country-DEU", i - 1)).ToList();
        await using (var both = await OpenAsync(leader))
        {
            foreach (var append in appends)
                Assert.IsType<AppendOutcome.Appended>(await both.AppendAsync([append]));
        }

        await using (var own = await OpenAsync(follower, index: "follower"))
        {
            foreach (var append in appends.Take(3))
                Assert.IsType<AppendOutcome.Appended>(await own.AppendAsync([append]));
        }

        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(follower, "&nodePreference=follower"));
        Assert.Equal(StoreFault.Unreachable, fault.Fault);
        Assert.Contains("this node is behind: it has not reached country-DEU revision 5", fault.Message);
        await using (var own = await OpenAsync(follower, index: "follower"))
        {
            foreach (var append in appends.Skip(3))
                Assert.IsType<AppendOutcome.Appended>(await own.AppendAsync([append]));
        }

        await using var reader = await OpenAsync(follower, "&nodePreference=follower");
        Assert.Equal(appends.SelectMany(append => append.Events).Select((e, i) => ((long)i, e.Id)), await reader.ReadAllAsync().Select(stored => (stored.Position, stored.Id)).ToListAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in open.AsEnumerable().Reverse())
            await one.DisposeAsync();
        folder.Dispose();
    }

    private async Task<string> StartAsync(string name)
    {
        var log = await SqliteEventLog.OpenAsync(folder[name + ".db"], SqliteLogMode.CreateIfMissing);
        open.Add(log);
        var node = await LedgerNode.StartAsync(log, new(new IPEndPoint(IPAddress.Loopback, 0)) { AllowAppend = true, KnowsNoLedger = true }, TimeProvider.System);
        open.Add(node);
        return node.ConnectionString;
    }

    private Task<EventStoreDbLog> OpenAsync(string server, string more = "", string index = "shared") => EventStoreDbLog.OpenAsync(
        ServerAddress.Parse(server + more, "server").OrThrow(), folder[index + EventStoreDbLog.IndexSuffix], new() { RetryBudget = TimeSpan.FromMilliseconds(500) }).AsTask();
}
