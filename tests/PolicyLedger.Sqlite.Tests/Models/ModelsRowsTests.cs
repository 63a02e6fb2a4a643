using CsCheck;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Stances;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Sqlite.Tests.Models;

/// <summary>The same events give the same rows, however they came to be applied.</summary>
public class ModelsRowsTests
{
    [Fact]
    public Task Live_rebuilt_and_in_memory_rows_are_equal() => RandomHistories.Any.SampleAsync(
        async history =>
        {
            using var folder = new TempFolder();
            var log = new PartOfLog(history.Log);
            await using var live = await Open(folder["live"], log, 3);
            await using var memory = new InMemoryReadModels(log, EventCodec.Current);
            while (log.End < history.Events.Count)
            {
                log.End = Math.Min(log.End + 1 + (log.End % 4), history.Events.Count);
                Assert.Equal(await memory.CatchUpAsync(), await live.CatchUpAsync());
                await live.CatchUpAsync();
                await AssertSameAnswers(memory, live, log.End - 1, history);
            }

            var rows = Rows.Dump(folder["live"]);
            Assert.Equal(Rows.Segments(memory), Rows.Segments(folder["live"]));
            await live.RebuildAsync();
            Assert.Equal(rows, Rows.Dump(folder["live"]));
            foreach (var batch in (int[])[1, 3, 1000])
            {
                await using var other = await Open(folder[$"batch{batch}"], log, batch);
                Assert.Equal(rows, Rows.Dump(folder[$"batch{batch}"]));
            }
        },
        iter: 60,
        print: history => history.ToString());

    [Fact]
    public Task Two_that_apply_in_turns_write_what_one_would() => Gen.Select(RandomHistories.Any, Gen.Int[0, 3].Array[1, 40]).SampleAsync(
        async (history, turns) =>
        {
            using var folder = new TempFolder();
            var log = new PartOfLog(history.Log);
            await using var a = await Open(folder["both"], log, 2);
            await using var b = await Open(folder["both"], log, 2);
            for (var turn = 0; log.End < history.Events.Count; turn++)
            {
                log.End++;
                if (turns[turn % turns.Length] is var who && (who & 1) != 0)
                    await a.CatchUpAsync();
                if ((who & 2) != 0)
                    await b.CatchUpAsync();
            }

            await Task.WhenAll(a.CatchUpAsync().AsTask(), b.CatchUpAsync().AsTask());
            await using var one = await Open(folder["one"], log, 1000);
            Assert.Equal(Rows.Dump(folder["one"]), Rows.Dump(folder["both"]));
        },
        iter: 80,
        print: t => t.ToString());

    [Fact]
    public Task Answers_are_the_reference_implementation_s() => RandomHistories.Any.SampleAsync(
        async history =>
        {
            using var folder = new TempFolder();
            await using var models = await Open(folder["models"], history.Log, 1000);
            var reader = new StanceReader(models, TimeProvider.System);
            foreach (var question in history.Questions)
            {
                var answer = await reader.AnswerAsync(question, await models.BooksAsync(question.At));
                Assert.Equal(History.Describe(ReferenceAsOf.Answer(history.Events, question)), History.Describe(answer));
            }
        },
        iter: 150,
        print: history => history.ToString());

    private static ValueTask<SqliteReadModels> Open(string path, IEventLog log, int batch) =>
        SqliteReadModels.OpenAsync(path, log, EventCodec.Current, new() { BatchSize = batch });

    private static async Task AssertSameAnswers(InMemoryReadModels memory, SqliteReadModels sqlite, long end, History history)
    {
        var forEver = DateTimeOffset.MaxValue;
        Assert.Equal(await memory.ChangesAsync(-1).ToListAsync(), await sqlite.ChangesAsync(-1).ToListAsync());
        Assert.Equal(await memory.ChangesAsync(end / 2).ToListAsync(), await sqlite.ChangesAsync(end / 2).ToListAsync());
        foreach (var record in history.Events.Select(e => e.Event).OfType<OpeningEvent>().Select(e => e.Record))
            Assert.Equal(await memory.VersionsAsync(record, end - 1).ToListAsync(), await sqlite.VersionsAsync(record, end - 1).ToListAsync());
        foreach (var q in history.Questions)
        {
            var at = Math.Min(q.At, end);
            Assert.Equal(await memory.CellsAsync(null, null, at, q.KnownAt).ToListAsync(), await sqlite.CellsAsync(null, null, at, q.KnownAt).ToListAsync());
            Assert.Equal(await memory.CellsAsync(null, q.Area, at, forEver).ToListAsync(), await sqlite.CellsAsync(null, q.Area, at, forEver).ToListAsync());
            Assert.Equal(await memory.CellsAsync(q.Jurisdiction, q.Area, at, forEver).ToListAsync(), await sqlite.CellsAsync(q.Jurisdiction, q.Area, at, forEver).ToListAsync());
            Assert.Equal(
                await memory.AnyRecordAsync(q.Jurisdiction, q.Area, q.Target, at, q.KnownAt), await sqlite.AnyRecordAsync(q.Jurisdiction, q.Area, q.Target, at, q.KnownAt));
            Assert.Equal(await memory.AsksAsync(null, null, at, q.KnownAt).ToListAsync(), await sqlite.AsksAsync(null, null, at, q.KnownAt).ToListAsync());
            Assert.Equal(await memory.AsksAsync(q.Jurisdiction, null, at, forEver).ToListAsync(), await sqlite.AsksAsync(q.Jurisdiction, null, at, forEver).ToListAsync());
            Assert.Equal(await memory.AsksAsync(null, q.Jurisdiction, at, forEver).ToListAsync(), await sqlite.AsksAsync(null, q.Jurisdiction, at, forEver).ToListAsync());
            Assert.Equal((await memory.BooksAsync(at)).Versions("track").Select(v => v.Position), (await sqlite.BooksAsync(at)).Versions("track").Select(v => v.Position));
            foreach (var filter in (SegmentFilter[])
            [
                SegmentFilter.For(q) with { At = at },
                new(null, null, TargetFilter.Any, DateOnly.MinValue, DateOnly.MaxValue, at, q.KnownAt, null),
                new(null, q.Area, TargetFilter.Any, q.On, q.On.AddDays(20), at, forEver, q.Basis),
                new(q.Jurisdiction, null, TargetFilter.OrGeneral(q.Target), q.On, q.On.AddDays(1), at, forEver, null),
            ])
                Assert.Equal(Sorted(await memory.SegmentsAsync(filter).ToListAsync()), Sorted(await sqlite.SegmentsAsync(filter).ToListAsync()));
        }
    }

    private static List<SegmentRow> Sorted(List<SegmentRow> rows) =>
        [.. rows.OrderBy(row => row.Record).ThenBy(row => row.FromPosition).ThenBy(row => row.Segment.Place)];
}
