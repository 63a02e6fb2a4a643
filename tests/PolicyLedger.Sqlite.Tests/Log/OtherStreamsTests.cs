using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;
using static PolicyLedger.Sqlite.Tests.Log.Ledgers;

namespace PolicyLedger.Sqlite.Tests.Log;

/// <summary>Streams that are no part of the ledger stand beside it in its file and change nothing in it.</summary>
public sealed class OtherStreamsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2025, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();

    private string Ledger => folder["ledger.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Their_tables_are_made_with_their_first_event_and_not_before()
    {
        const string Tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE 'other\\_%' ESCAPE '\\'";
        await Make(Ledger, 2);
        await using (var log = await Open(Ledger))
        {
            Assert.Equal(2, (await All(log)).Count);
            Assert.Equal(-1, log.Whole.Stream("notes", 0, false, 10).Last);
            Assert.Equal(new OtherOutcome.Conflict(-1), await Append(log, "notes", ExpectedRevision.Exists, 1));
            Assert.Equal(new OtherOutcome.Appended(-1, null), await Append(log, "notes", ExpectedRevision.Any, 0));
            Assert.Equal(0L, Sql(Ledger, Tables));
            await Append(log, "notes", ExpectedRevision.Any, 1);
            Assert.Equal(2L, Sql(Ledger, Tables));
        }

        Assert.Equal("ok", Sql(Ledger, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task The_ledger_is_as_if_they_were_not_there()
    {
        await Make(Ledger, 3);
        await using (var log = await Open(Ledger))
        {
            await Append(log, "notes", ExpectedRevision.Any, 3);
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To("country-DEU", 2)]));
            await Append(log, "notes", ExpectedRevision.Any, 1);
            Assert.Equal([0, 1, 2, 3], (await Sound(log)).Select(e => e.Position));
            Assert.Equal(4, await log.EndAsync());
            Assert.Empty(await log.ReadStreamAsync("notes").ToListAsync());
        }

        Assert.Equal(4, (await SoundAfterOpening(Ledger)).Count);
    }

    [Fact]
    public async Task Both_stand_in_one_order_whoever_writes_them()
    {
        await Make(Ledger);
        await using var one = await Open(Ledger);
        await using var other = await Open(Ledger);
        await Append(one, "notes", ExpectedRevision.NoStream, 2);
        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<AppendOutcome.Appended>(await other.AppendAsync([SampleEvents.To("country-DEU", i - 1)]));
            await Append(i == 1 ? other : one, "notes", ExpectedRevision.Any, i);
        }

        var all = await All(one);
        Assert.Equal(["notes/0", "notes/1", "country-DEU/0", "country-DEU/1", "notes/2", "country-DEU/2", "notes/3", "notes/4"], all.Select(e => $"{e.Stream}/{e.Revision}"));
        Assert.Equal([1, 2, 1 << 24, 2 << 24, (2 << 24) + 1, 3 << 24, (3 << 24) + 1, (3 << 24) + 2], all.Select(e => e.Place));
        Assert.Equal(all[^1].Place, one.Whole.End());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(512)]
    public async Task They_are_read_from_any_place_in_both_directions_in_pages(int pageSize)
    {
        await using var log = await Create(Ledger, new SqliteLogOptions { PageSize = pageSize });
        var random = new Random(7);
        for (var (i, own) = (0, -1); i < 40; i++)
        {
            if (random.Next(3) == 0)
                Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To("country-DEU", own++)]));
            else
                await Append(log, $"s{random.Next(3)}", ExpectedRevision.Any, random.Next(1, 4));
        }

        var all = await All(log);
        Assert.Equal(all.OrderBy(e => e.Place).Select(e => e.Place), all.Select(e => e.Place));
        foreach (var from in all.Select(e => e.Place).SelectMany(place => (long[])[place - 1, place, place + 1]).Append(0).Append(long.MaxValue))
        {
            Assert.Equal(all.Where(e => e.Place >= from).Select(e => e.Id), (await All(log, from)).Select(e => e.Id));
            Assert.Equal(all.Where(e => e.Place <= from).Select(e => e.Id).Reverse(), Back(log, from).Select(e => e.Id));
        }

        foreach (var stream in all.GroupBy(e => e.Stream))
        {
            for (var from = 0L; from <= stream.Count() + 1; from++)
            {
                Assert.Equal(stream.Where(e => e.Revision >= from).Select(e => e.Id), OfStream(log, stream.Key, from, false));
                Assert.Equal(stream.Where(e => e.Revision <= from).Select(e => e.Id).Reverse(), OfStream(log, stream.Key, from, true));
            }
        }
    }

    [Fact]
    public async Task What_was_appended_is_read_byte_for_byte()
    {
        await using var log = await Create(Ledger);
        var e = new NewOtherEvent(Guid.NewGuid(), "Getan", false, new byte[] { 0, 255, 1 }, ReadOnlyMemory<byte>.Empty);
        await log.Whole.AppendAsync("Übung", ExpectedRevision.NoStream, [e], Noon);
        var there = Assert.Single(await All(log)).Other!;
        Assert.Equal((e.Id, "Getan", false, "Übung", 0L, Noon), (there.Id, there.Type, there.IsJson, there.Stream, there.Revision, there.Created));
        Assert.Equal(e.Data.ToArray(), there.Data.ToArray());
        Assert.Empty(there.Metadata.ToArray());
    }

    [Fact]
    public async Task An_append_that_is_sent_again_gets_its_first_result()
    {
        await using var log = await Create(Ledger);
        List<NewOtherEvent> events = [New(), New()], mixed = [events[1], New()];
        var first = await log.Whole.AppendAsync("notes", ExpectedRevision.NoStream, events, Noon);
        await Append(log, "notes", ExpectedRevision.Any, 2);
        foreach (var expected in (ExpectedRevision[])[ExpectedRevision.NoStream, ExpectedRevision.Any, ExpectedRevision.Exists])
            Assert.Equal(first, await log.Whole.AppendAsync("notes", expected, events, Noon));
        Assert.Equal(new OtherOutcome.Conflict(3), await log.Whole.AppendAsync("notes", ExpectedRevision.At(0), mixed, Noon));
        Assert.Equal(new OtherOutcome.Conflict(3), await log.Whole.AppendAsync("notes", ExpectedRevision.Any, mixed, Noon));
        Assert.Equal(new OtherOutcome.Conflict(3), await log.Whole.AppendAsync("notes", ExpectedRevision.At(7), [New()], Noon));
        Assert.Equal(new OtherOutcome.Appended(3, 4), await log.Whole.AppendAsync("notes", ExpectedRevision.At(3), [], Noon));
        Assert.Equal(4, (await All(log)).Count);
        Assert.Equal(new OtherOutcome.Appended(1, 6), await log.Whole.AppendAsync("elsewhere", ExpectedRevision.Any, events, Noon));
    }

    [Fact]
    public async Task No_place_is_given_that_the_ledgers_next_event_will_have()
    {
        await using var log = await Create(Ledger);
        await Append(log, "notes", ExpectedRevision.Any, 1);
        Sql(Ledger, $"UPDATE other_events SET place = {Places.Between - 1}");
        Assert.Equal(new OtherOutcome.Full(), await Append(log, "notes", ExpectedRevision.Any, 2));
        Assert.Equal(new OtherOutcome.Appended(1, Places.Between), await Append(log, "notes", ExpectedRevision.Any, 1));
        Assert.Equal(new OtherOutcome.Full(), await Append(log, "notes", ExpectedRevision.Any, 1));
        Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To("country-DEU", -1)]));
        Assert.Equal(new OtherOutcome.Appended(2, Places.OfPosition(0) + 1), await Append(log, "notes", ExpectedRevision.Any, 1));
    }

    [Fact]
    public async Task Many_writers_of_both_leave_no_gap_and_lose_nothing()
    {
        await Make(Ledger);
        await using (var one = await Open(Ledger))
        await using (var other = await Open(Ledger))
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                for (var n = 0; n < 25; n++)
                {
                    var log = (i + n) % 2 == 0 ? one : other;
                    if (i < 4)
                        Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([SampleEvents.To($"country-{i}", n - 1)]));
                    else
                        Assert.Equal(n, Assert.IsType<OtherOutcome.Appended>(await Append(log, $"other-{i}", ExpectedRevision.At(n - 1), 1)).Revision);
                }
            }));
            var all = await All(one);
            Assert.Equal(200, all.DistinctBy(e => e.Place).Count());
            Assert.All(all.GroupBy(e => e.Stream), stream => Assert.Equal(Enumerable.Range(0, 25).Select(n => (long)n), stream.Select(e => e.Revision)));
        }

        Assert.Equal(100, (await SoundAfterOpening(Ledger)).Count);
    }

    [Fact]
    public async Task The_files_schema_stays_within_its_first_page()
    {
        await using (var log = await Create(Ledger))
            await Append(log, "notes", ExpectedRevision.Any, 1);

        // 13: a leaf. LedgerFile reads the schema without a lock, which is safe for one page alone.
        using var file = File.OpenRead(Ledger);
        file.Position = 100;
        Assert.Equal(13, file.ReadByte());
    }

    [Fact]
    public async Task Events_that_are_gone_do_not_pass_for_events_that_never_were()
    {
        await Make(Ledger, 5);
        Sql(Ledger, "PRAGMA foreign_keys = OFF; DELETE FROM commands WHERE position = 2; DELETE FROM events WHERE position = 2");
        await using var log = await Open(Ledger);
        Assert.Equal(StoreFault.Integrity, (await Assert.ThrowsAsync<StoreException>(() => All(log))).Fault);
        Assert.Throws<StoreException>(() => Back(log, long.MaxValue));
        Assert.Throws<StoreException>(() => OfStream(log, "country-DEU", 0, false));
        Assert.Throws<StoreException>(() => OfStream(log, "country-DEU", 4, true));
    }

    private static NewOtherEvent New() => new(Guid.NewGuid(), "Noted", true, SampleEvents.Utf8("{}"), SampleEvents.Utf8("{}"));

    private static async Task<OtherOutcome> Append(SqliteEventLog log, string stream, ExpectedRevision expected, int events) =>
        await log.Whole.AppendAsync(stream, expected, Enumerable.Range(0, events).Select(_ => New()).ToList(), Noon);

    private static async Task<List<PlacedEvent>> All(SqliteEventLog log, long from = 0)
    {
        await Task.Yield();
        var all = new List<PlacedEvent>();
        for (IReadOnlyList<PlacedEvent> page; (page = log.Whole.PageFrom(all.Count == 0 ? from : all[^1].Place + 1, int.MaxValue)).Count > 0;)
            all.AddRange(page);
        return all;
    }

    private static List<PlacedEvent> Back(SqliteEventLog log, long from)
    {
        var all = new List<PlacedEvent>();
        for (IReadOnlyList<PlacedEvent> page; (page = log.Whole.PageBack(all.Count == 0 ? from : all[^1].Place - 1, int.MaxValue)).Count > 0;)
            all.AddRange(page);
        return all;
    }

    private static List<Guid> OfStream(SqliteEventLog log, string stream, long from, bool back)
    {
        var all = new List<PlacedEvent>();
        for (var next = from; log.Whole.Stream(stream, next, back, int.MaxValue).Events is { Count: > 0 } page; next = page[^1].Revision + (back ? -1 : 1))
            all.AddRange(page);
        return all.Select(e => e.Id).ToList();
    }
}
