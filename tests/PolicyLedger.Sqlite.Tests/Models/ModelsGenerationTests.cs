using PolicyLedger.Log;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;
using PolicyLedger.Testing;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Sqlite.Tests.Models;

/// <summary>Models are built beside those that answer, and swapped in.</summary>
public sealed class ModelsGenerationTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SampleLedger ledger = new();

    private string Path => folder["x.models.db"];

    [Fact]
    public void The_models_stand_beside_their_ledger()
    {
        Assert.Equal("/a/policy-ledger.models.db", SqliteReadModels.PathFor("/a/policy-ledger.db"));
        Assert.Equal("/a/ledger.models.db", SqliteReadModels.PathFor("/a/ledger"));
    }

    [Fact]
    public async Task Nothing_to_do_writes_nothing()
    {
        await ledger.Code(5);
        await using var models = await ledger.Open(Path);
        await models.CatchUpAsync();
        var before = folder.Snapshot()["x.models.db-wal"];
        for (var i = 0; i < 3; i++)
            Assert.Equal(5, (await models.CatchUpAsync(i == 0 ? null : 5)).At);
        Assert.Equal(before, folder.Snapshot()["x.models.db-wal"]);
    }

    [Fact]
    public async Task Catching_up_to_a_position_applies_no_further_than_a_batch()
    {
        await using var models = await ledger.Open(Path, new() { BatchSize = 2 });
        await ledger.Code(20);
        Assert.Equal(7, (await models.CatchUpAsync(7)).At);
        Assert.InRange((long)Rows.Sql(Path, "SELECT position FROM checkpoint")!, 7, 8);
        Assert.Equal(20, (await models.CatchUpAsync(1000)).At);
    }

    [Fact]
    public async Task A_rebuild_stands_in_nobody_s_way()
    {
        await ledger.Code(400);
        await using var other = await ledger.Open(Path, new() { BatchSize = 50 });
        await using var models = await ledger.Open(Path, new() { BatchSize = 10 });
        var rebuilding = Task.Run(async () =>
        {
            for (var i = 0; i < 3; i++)
                await models.RebuildAsync();
        });
        var rounds = 0;
        while (!rebuilding.IsCompleted || rounds < 3)
        {
            await ledger.Code(1);
            var horizon = await (rounds++ % 2 == 0 ? other : models).CatchUpAsync();
            var rows = await other.SegmentsAsync(new(null, null, TargetFilter.Any, DateOnly.MinValue, DateOnly.MaxValue, horizon.At, DateTimeOffset.MaxValue, null)).ToListAsync();
            Assert.Equal(horizon.At, rows.Count);
            await Task.Delay(5);
        }

        await rebuilding;
        await other.CatchUpAsync();
        Assert.Equal(await ledger.Rows(folder["fresh"]), Rows.Dump(Path));
        Assert.Equal(1L, Rows.Sql(Path, "SELECT count(*) FROM generations"));
        Assert.Equal(6L, Rows.Sql(Path, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name GLOB '*_[0-9]*'"));
    }

    [Fact]
    public async Task Two_rebuilds_at_one_time_leave_one_generation()
    {
        await ledger.Code(200);
        await using var a = await ledger.Open(Path, new() { BatchSize = 7 });
        await using var b = await ledger.Open(Path, new() { BatchSize = 11 });
        var applied = new List<long>();
        await Task.WhenAll(a.RebuildAsync(new Collect(applied)), b.RebuildAsync());
        Assert.Equal(201, applied[^1]);
        Assert.Equal(applied.Order(), applied);
        Assert.Equal(await ledger.Rows(folder["fresh"]), Rows.Dump(Path));
        Assert.Equal(1L, Rows.Sql(Path, "SELECT count(*) FROM generations"));
    }

    [Fact]
    public async Task Models_of_an_older_projection_are_built_anew_and_kept_for_those_who_use_them()
    {
        await ledger.Code(10);
        await (await ledger.Open(Path)).DisposeAsync();
        Rows.Sql(Path, "UPDATE generations SET projection_version = 0");
        Rows.Sql(Path, "DELETE FROM segments_1");
        await using (await ledger.Open(Path))
        {
            Assert.Equal(await ledger.Rows(folder["fresh"]), Rows.Dump(Path));
            Assert.Equal(1L, Rows.Sql(Path, "SELECT count(*) FROM generations WHERE projection_version = 0"));
        }

        await using var later = await ledger.Open(Path, new() { OlderKeptFor = TimeSpan.Zero });
        await later.RebuildAsync();
        Assert.Equal(0L, Rows.Sql(Path, "SELECT count(*) FROM generations WHERE projection_version = 0"));
    }

    [Fact]
    public async Task Models_of_a_newer_projection_go_on_beside_ours_and_keep_the_views()
    {
        await ledger.Code(10);
        await (await ledger.Open(Path)).DisposeAsync();
        Rows.Sql(Path, "UPDATE generations SET projection_version = 99");
        await using var models = await ledger.Open(Path, new() { OlderKeptFor = TimeSpan.Zero });
        await models.RebuildAsync();
        Assert.Equal(99L, Rows.Sql(Path, "SELECT projection_version FROM checkpoint"));
        Assert.Equal(2L, Rows.Sql(Path, "SELECT count(*) FROM generations WHERE state = 'ready'"));
        Assert.Equal(10, (await models.CatchUpAsync()).At);
    }

    [Fact]
    public async Task What_a_killed_rebuild_left_is_cleared_away_once_it_stood_still_for_long()
    {
        await ledger.Code(10);
        await using var models = await ledger.Open(Path);
        Rows.Sql(Path, "INSERT INTO generations VALUES (70, 1, 'building', 3, 'x', '0001-01-01T00:00:00.0000000Z', strftime('%Y-%m-%dT%H:%M:%f0000Z', 'now'))");
        Rows.Sql(Path, "CREATE TABLE segments_70 (x)");
        await models.RebuildAsync();
        Assert.Equal(1L, Rows.Sql(Path, "SELECT count(*) FROM generations WHERE id = 70"));
        Rows.Sql(Path, "UPDATE generations SET touched_at = '2020-01-01T00:00:00.0000000Z' WHERE id = 70");
        await models.RebuildAsync();
        Assert.Equal(0L, Rows.Sql(Path, "SELECT count(*) FROM generations WHERE id = 70"));
        Assert.Equal(0L, Rows.Sql(Path, "SELECT count(*) FROM sqlite_schema WHERE name = 'segments_70'"));
    }

    [Fact]
    public async Task A_rebuild_that_was_cleared_away_says_so_and_changes_nothing()
    {
        await ledger.Code(30);
        await using var models = await ledger.Open(Path, new() { BatchSize = 5 });
        var before = Rows.Dump(Path);
        var clear = new Callback(() => Rows.Sql(Path, "DELETE FROM generations WHERE state = 'building'"));
        var fault = await Assert.ThrowsAsync<StoreException>(() => models.RebuildAsync(clear));
        Assert.Contains("took it for killed", fault.Message);
        Assert.Equal(before, Rows.Dump(Path));
    }

    [Fact]
    public async Task A_cancelled_rebuild_leaves_the_present_models()
    {
        await ledger.Code(30);
        await using var models = await ledger.Open(Path, new() { BatchSize = 5 });
        var before = Rows.Dump(Path);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => models.RebuildAsync(new Callback(cancel.Cancel), cancel.Token));
        Assert.Equal(before, Rows.Dump(Path));
        await models.RebuildAsync();
        Assert.Equal(before, Rows.Dump(Path));
        Assert.Equal(1L, Rows.Sql(Path, "SELECT count(*) FROM generations"));
    }

    [Fact]
    public async Task An_event_of_a_type_that_is_not_known_stops_and_is_never_passed_over()
    {
        await ledger.Code(3);
        await using var models = await ledger.Open(Path, codec: SampleLedger.WithoutEnds);
        await ledger.AnnounceAndEnd("p");
        await ledger.Code(2);
        for (var i = 0; i < 2; i++)
        {
            var fault = await Assert.ThrowsAsync<StoreException>(() => models.CatchUpAsync().AsTask());
            Assert.Equal(StoreFault.Integrity, fault.Fault);
            Assert.Contains("policy-ended.v1", fault.Message);
            var end = (long)Rows.Sql(Path, "SELECT position FROM checkpoint")!;
            Assert.Equal(1L, Rows.Sql(Path, "SELECT count(*) FROM record_versions WHERE record = 'FRA-p'"));
            Assert.Equal(end, Rows.Sql(Path, "SELECT max(position) FROM record_versions"));
        }

        Assert.Contains("policy-ended.v1", (await Assert.ThrowsAsync<StoreException>(() => models.RebuildAsync())).Message);
        Assert.Equal(1L, Rows.Sql(Path, "SELECT count(*) FROM generations WHERE state = 'ready'"));

        await using var fresh = await ledger.Open(folder["y.models.db"], codec: SampleLedger.WithoutEnds);
        Assert.Equal(2, (await fresh.CatchUpAsync(2)).At);
        await Assert.ThrowsAsync<StoreException>(() => fresh.CatchUpAsync().AsTask());

        await using var newer = await ledger.Open(Path);
        await newer.CatchUpAsync();
        Assert.Equal(await ledger.Rows(folder["fresh"]), Rows.Dump(Path));
    }

    [Fact]
    public async Task A_reader_keeps_its_snapshot_over_many_pages()
    {
        await ledger.Code(2500);
        await using var models = await ledger.Open(Path);
        var filter = new SegmentFilter(null, null, TargetFilter.Any, DateOnly.MinValue, DateOnly.MaxValue, long.MaxValue, DateTimeOffset.MaxValue, null);
        var seen = new HashSet<long>();
        await foreach (var row in models.SegmentsAsync(filter))
        {
            if (!seen.Add(row.Position))
                Assert.Fail($"position {row.Position} came twice");
            if (seen.Count is 10 or 1200)
            {
                await ledger.Code(1);
                await models.CatchUpAsync();
                await models.RebuildAsync();
            }
        }

        Assert.Equal(2500, seen.Count);
        Assert.Equal(2502, (await models.ChangesAsync(-1).Select(change => change.Position).Distinct().CountAsync()));
        Assert.Equal(2502, await models.SegmentsAsync(filter).CountAsync());
    }

    public void Dispose() => folder.Dispose();

    private sealed class Collect(List<long> into) : IProgress<long>
    {
        public void Report(long value) => into.Add(value);
    }

    private sealed class Callback(Action action) : IProgress<long>
    {
        public void Report(long value) => action();
    }
}
