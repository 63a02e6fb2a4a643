using System.Diagnostics;
using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>Somebody else holds the ledger's write lock: the log waits for its budget, then says so, and does not stop.</summary>
public sealed class LockTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Ledger => folder["ledger.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_append_waits_for_the_lock()
    {
        await using var log = await Create(Ledger);
        using var other = Lock("IMMEDIATE");
        var waiting = log.AppendAsync([To("country-DEU", -1)]).AsTask();
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);
        other.Dispose();
        Assert.IsType<AppendOutcome.Appended>(await waiting.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task When_the_budget_is_spent_the_append_fails_and_the_next_one_may_succeed()
    {
        await using var log = await Create(Ledger, new() { BusyBudget = TimeSpan.FromMilliseconds(300) });
        var append = To("country-DEU", -1);
        using (Lock("IMMEDIATE"))
        {
            var clock = Stopwatch.StartNew();
            var fault = await Assert.ThrowsAsync<StoreException>(async () => await log.AppendAsync([append]));
            Assert.InRange(clock.ElapsedMilliseconds, 250, 9_000);
            Assert.Equal(StoreFault.Unreachable, fault.Fault);
            Assert.Equal($"{Ledger}: another process holds it; wait until that has finished, or stop it, then try again", fault.Message);
            Assert.Empty(await Sound(log));
        }

        Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([append]));
        Assert.Single(await Sound(log));
    }

    [Fact]
    public async Task An_append_cancelled_while_it_waits_is_cancelled_at_once_and_never_written()
    {
        await using var log = await Create(Ledger);
        using var other = Lock("IMMEDIATE");
        using var later = new CancellationTokenSource();
        var waiting = log.AppendAsync([To("country-DEU", -1)], later.Token).AsTask();
        await Task.Delay(100);
        await later.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(9)));
        other.Dispose();
        Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([To("country-FRA", -1)]));
        Assert.Equal("country-FRA", (await Sound(log)).Single().Stream);
    }

    [Fact]
    public async Task Reading_needs_no_lock()
    {
        await using var log = await Create(Ledger);
        await log.AppendAsync([To("country-DEU", -1, 3)]);
        using var other = Lock("IMMEDIATE");
        Assert.Equal(3, (await Sound(log)).Count);
        await using var second = await Open(Ledger);
        Assert.Equal(3, (await Sound(second)).Count);
    }

    [Fact]
    public async Task A_new_ledger_that_is_locked_while_it_is_being_created_is_reported_as_held()
    {
        using var other = Lock("EXCLUSIVE");
        var refused = await Assert.ThrowsAsync<StoreException>(() => Create(Ledger, new() { BusyBudget = TimeSpan.FromMilliseconds(100) }));
        Assert.Contains("another process holds it", refused.Message);
    }

    [Fact]
    public async Task A_consumer_that_stops_half_way_keeps_nothing_from_being_copied_out_of_the_write_ahead_log()
    {
        await using var log = await Create(Ledger, new() { PageSize = 10 });
        await log.AppendAsync([To("country-DEU", -1, 100)]);
        await using var half = log.ReadAllAsync().GetAsyncEnumerator();
        await half.MoveNextAsync();
        await log.AppendAsync([To("country-FRA", -1, 100)]);
        Assert.Equal(0L, Sql(Ledger, "PRAGMA wal_checkpoint(TRUNCATE)"));
    }

    [Fact]
    public async Task After_closing_the_log_says_that_it_is_closed()
    {
        var log = await Create(Ledger);
        var last = log.AppendAsync([To("country-DEU", -1)]).AsTask();
        await log.DisposeAsync();
        await log.DisposeAsync();
        Assert.IsType<AppendOutcome.Appended>(await last);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync([To("country-DEU", 0)]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.EndAsync());
    }

    private SqliteConnection Lock(string kind)
    {
        var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = $"BEGIN {kind}";
        begin.ExecuteNonQuery();
        return connection;
    }
}
