using System.Runtime.CompilerServices;
using CsCheck;
using PolicyLedger.Log;
using PolicyLedger.Server.Asking;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Stances;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Server.Tests.Asking;

public sealed class RememberedCellsTests
{
    /// <summary>Of random ledgers that grow while they are asked, also with room for a row or two alone.</summary>
    [Fact]
    public async Task What_is_remembered_answers_as_the_models_themselves() => await Gen.Select(RandomHistories.Any, Gen.Int[1, 5], Gen.OneOf(Gen.Const(3L), Gen.Const(1_000_000L))).SampleAsync(
        async (history, steps, rows) =>
        {
            var log = new GrowingLog(history.Log);
            await using var models = new InMemoryReadModels(history.Log, EventCodec.Current);
            await models.CatchUpAsync();
            await CompareAsync(log, new InMemoryReadModels(log, EventCodec.Current), models, history, steps, rows);
        },
        iter: 150);

    [Fact]
    public async Task And_so_over_the_models_in_a_file() => await RandomHistories.Any.SampleAsync(
        async history =>
        {
            using var folder = new TempFolder();
            var log = new GrowingLog(history.Log);
            await using var models = new InMemoryReadModels(history.Log, EventCodec.Current);
            await models.CatchUpAsync();
            await using var stored = await SqliteReadModels.OpenAsync(folder["some.models.db"], log, EventCodec.Current);
            await CompareAsync(log, stored, models, history, 3, 1_000_000);
        },
        iter: 10, threads: 1);

    [Fact]
    public async Task Records_come_in_order_of_their_ids_behind_one_and_of_one_country() => await RandomHistories.Any.SampleAsync(
        async history =>
        {
            using var folder = new TempFolder();
            await using var plain = new InMemoryReadModels(history.Log, EventCodec.Current);
            await using var stored = await SqliteReadModels.OpenAsync(folder["some.models.db"], history.Log, EventCodec.Current);
            var (at, known) = ((await plain.CatchUpAsync()).At, history.Events.Max(e => e.KnownAt));
            await stored.CatchUpAsync();
            var all = await plain.RecordsAsync(null, null, at, known).ToListAsync();
            Assert.Equal(all.Select(row => row.Record).Order(), all.Select(row => row.Record));
            Assert.Equal(history.Events.Select(e => e.Event).OfType<PolicyLedger.Recording.OpeningEvent>().Count(), all.Count);
            foreach (var (jurisdiction, after, until) in all.SelectMany(row => new[] { (row.Record.Jurisdiction, row.Record, row.Position), (null!, row.Record, at), (row.Record.Jurisdiction, null!, at) }))
                Assert.Equal(await plain.RecordsAsync(jurisdiction, after, until, known).ToListAsync(), await stored.RecordsAsync(jurisdiction, after, until, known).ToListAsync());
        },
        iter: 20, threads: 1);

    private static async Task CompareAsync(GrowingLog log, IReadModels under, InMemoryReadModels models, History history, int steps, long rows)
    {
        await using var remembered = new RememberedCells(under, log, rows);
        var clock = new SettableClock(history.Events.Max(e => e.Metadata.RecordedAt).AddDays(1));
        var (direct, cached) = (new StanceReader(models, clock), new StanceReader(remembered, clock));
        for (var step = 1; step <= steps; step++)
        {
            log.End = history.Events.Count * step / steps;
            foreach (var q in history.Questions.Where(q => q.At < log.End))
            {
                var point = new AsOfPoint(q.On, q.KnownAt, q.At, q.Basis);
                var (a, b) = (await direct.StanceAsync(q.Jurisdiction, q.Area, q.Target, point), await cached.StanceAsync(q.Jurisdiction, q.Area, q.Target, point));
                Assert.Equal(a.Refusal, b.Refusal);
                if (!a.TryGet(out var report, out _))
                    continue;
                Assert.Equal(Told(report), Told(b.OrThrow()));
                Assert.Equal(await ((IReadModels)models).RestsOnAsync(report.Answer), await remembered.RestsOnAsync(report.Answer));
            }
        }
    }

    // What comes later is known to the models that hold all of it, and is told to nobody.
    private static StanceReport Told(StanceReport report) => report with { Related = report.Related.Select(ask => ask with { UntilPosition = null, UntilKnownAt = null }).ToValueList() };

    /// <summary>A log of which so much is there yet.</summary>
    private sealed class GrowingLog(IEventLog whole) : IEventLog
    {
        public long End { get; set; }

        public bool AppendsAreAtomic => true;

        public ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation = default) => throw new NotSupportedException();

        public IAsyncEnumerable<StoredEvent> ReadStreamAsync(string stream, long fromRevision = 0, CancellationToken cancellation = default) =>
            whole.ReadStreamAsync(stream, fromRevision, cancellation).Where(e => e.Position < End);

        public IAsyncEnumerable<StoredEvent> ReadAllAsync(long fromPosition = 0, CancellationToken cancellation = default) =>
            whole.ReadAllAsync(fromPosition, cancellation).Where(e => e.Position < End);

        public async IAsyncEnumerable<LogMessage> SubscribeAllAsync(long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await ValueTask.CompletedTask;
            yield break;
        }

        public ValueTask<long> EndAsync(CancellationToken cancellation = default) => ValueTask.FromResult(End);

        public ValueTask<ILookup<Guid, StoredEvent>> FindCommandsAsync(IReadOnlyCollection<Guid> commandIds, CancellationToken cancellation = default) => whole.FindCommandsAsync(commandIds, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
