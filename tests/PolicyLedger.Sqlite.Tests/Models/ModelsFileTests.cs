using Microsoft.Data.Sqlite;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Sqlite.Tests.Models;

/// <summary>What becomes of files that are not as they should be: ours are made again, others' stay as they are.</summary>
public sealed class ModelsFileTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SampleLedger ledger = new();

    private string Path => folder["x.models.db"];

    [Fact]
    public async Task Somebody_else_s_database_is_refused_untouched()
    {
        Rows.Sql(Path, "CREATE TABLE mine (x)");
        await Refused("not one of read models");
        Rows.Sql(Path, $"PRAGMA application_id = {0x504C4752}");
        await Refused("not one of read models");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_replaced_only_where_it_is_named_like_read_models()
    {
        var letter = folder["letter.txt"];
        await File.WriteAllTextAsync(letter, string.Concat(Enumerable.Repeat("Dear Sir or Madam, ", 500)));
        var before = folder.Snapshot();
        Assert.Equal(StoreFault.Integrity, (await Assert.ThrowsAsync<StoreException>(() => ledger.Open(letter).AsTask())).Fault);
        Assert.Equal(before, folder.Snapshot());

        await ledger.Code(3);
        File.Copy(letter, Path);
        await using var models = await ledger.Open(Path);
        Assert.Equal(3, (await models.CatchUpAsync()).At);
    }

    [Fact]
    public async Task A_newer_format_is_refused_untouched()
    {
        await (await ledger.Open(Path)).DisposeAsync();
        Rows.Sql(Path, "PRAGMA user_version = 2");
        await Refused("newer version of the program");
    }

    [Fact]
    public async Task An_empty_file_counts_as_none()
    {
        await File.WriteAllBytesAsync(Path, []);
        await ledger.Code(3);
        await using var models = await ledger.Open(Path);
        Assert.Equal(3, (await models.CatchUpAsync()).At);
    }

    [Fact]
    public async Task A_damaged_header_is_replaced_at_the_next_opening()
    {
        await ledger.Code(50);
        await (await ledger.Open(Path)).DisposeAsync();
        Overwrite(0, 60);
        await using var models = await ledger.Open(Path);
        Assert.Equal(await ledger.Rows(folder["fresh"]), Rows.Dump(Path));
    }

    [Fact]
    public async Task Damage_within_is_reported_and_a_rebuild_mends_it()
    {
        await ledger.Code(600);
        await (await ledger.Open(Path)).DisposeAsync();
        Overwrite(8192 * 3, (int)(new FileInfo(Path).Length - (8192 * 3)));
        await using var models = await ledger.Open(Path);
        var filter = new SegmentFilter(null, null, TargetFilter.Any, DateOnly.MinValue, DateOnly.MaxValue, 1000, DateTimeOffset.MaxValue, null);
        var fault = await Assert.ThrowsAsync<StoreException>(() => models.SegmentsAsync(filter).CountAsync().AsTask());
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.Contains("rebuild them", fault.Message);
        await models.RebuildAsync();
        Assert.Equal(600, await models.SegmentsAsync(filter).CountAsync());
        Assert.Equal(await ledger.Rows(folder["fresh"]), Rows.Dump(Path));
    }

    [Fact]
    public async Task Another_ledger_s_models_are_built_anew()
    {
        await ledger.Code(10);
        await (await ledger.Open(Path)).DisposeAsync();
        var longer = new SampleLedger();
        await longer.AnnounceAndEnd("p");
        await longer.Code(30);
        await (await longer.Open(Path)).DisposeAsync();
        Assert.Equal(await longer.Rows(folder["longer"]), Rows.Dump(Path));
        await (await ledger.Open(Path)).DisposeAsync();
        Assert.Equal(await ledger.Rows(folder["fresh"]), Rows.Dump(Path));
    }

    [Fact]
    public async Task A_ledger_that_is_restored_from_a_backup_under_the_models_gets_models_of_its_own()
    {
        await ledger.Code(30);
        var log = new PartOfLog(ledger.Log, 30);
        await using var models = await SqliteReadModels.OpenAsync(Path, log, Wire.EventCodec.Current);
        Assert.Equal(29, (await models.CatchUpAsync()).At);
        log.End = 12;
        Assert.Equal(11, (await models.CatchUpAsync()).At);
        Assert.Equal(11L, Rows.Sql(Path, "SELECT position FROM checkpoint"));
    }

    [Fact]
    public async Task A_lock_that_is_not_given_up_is_reported_and_queries_go_on()
    {
        await ledger.Code(5);
        await using var models = await ledger.Open(Path, new() { BusyBudget = TimeSpan.FromMilliseconds(100) });
        await ledger.Code(1);
        using (var holder = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            holder.Open();
            using var transaction = holder.BeginTransaction(deferred: false);
            var fault = await Assert.ThrowsAsync<StoreException>(() => models.CatchUpAsync().AsTask());
            Assert.Equal(StoreFault.Unreachable, fault.Fault);
            Assert.Equal(5, (await models.CatchUpAsync(5)).At);
        }

        Assert.Equal(6, (await models.CatchUpAsync()).At);
    }

    public void Dispose() => folder.Dispose();

    private async Task Refused(string because)
    {
        var before = folder.Snapshot();
        var fault = await Assert.ThrowsAsync<StoreException>(() => ledger.Open(Path).AsTask());
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.Contains(because, fault.Message);
        Assert.Equal(before, folder.Snapshot());
    }

    private void Overwrite(long from, int length)
    {
        using var file = File.OpenWrite(Path);
        file.Position = from;
        file.Write(Enumerable.Repeat((byte)0xA5, length).ToArray());
    }
}
