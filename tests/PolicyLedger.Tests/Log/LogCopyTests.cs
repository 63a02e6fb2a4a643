using PolicyLedger.Log;
using PolicyLedger.Testing.Log;
using Xunit;

namespace PolicyLedger.Tests.Log;

public class LogCopyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 1100)]
    [InlineData(false, 1100)]
    public async Task A_copy_is_the_source_to_the_byte(bool atomic, int events)
    {
        await using var from = await Filled(events);
        await using var to = new InMemoryEventLog(atomic);
        var seen = new Seen();
        Assert.Equal(new CopySummary(events, events), (await LogCopy.RunAsync(from, to, seen, Stop)).OrThrow());
        Assert.Equal(await All(from), await All(to));
        Assert.Equal(events > 0 ? [new CopyProgress("copying", events, events)] : [], seen.Reported.Where(p => p.Phase == "copying" && p.Done == events));
        Assert.Equal(new CopySummary(events, 0), (await LogCopy.RunAsync(from, to, null, Stop)).OrThrow());
    }

    [Fact]
    public async Task A_copy_that_was_stopped_half_way_goes_on()
    {
        await using var from = await Filled(900);
        await using var to = new InMemoryEventLog(atomic: false);
        var left = 137;
        to.BeforePart = _ =>
        {
            if (left-- == 0)
                throw new StoreException(StoreFault.Unreachable, "gone");
        };
        await Assert.ThrowsAsync<StoreException>(() => LogCopy.RunAsync(from, to, null, Stop));
        Assert.Equal(137, await to.EndAsync(Stop));
        Assert.Equal(new CopySummary(900, 763), (await LogCopy.RunAsync(from, to, null, Stop)).OrThrow());
        Assert.Equal(await All(from), await All(to));
    }

    [Fact]
    public async Task A_target_with_anything_else_is_refused_and_left_as_it_is()
    {
        await using var from = await Filled(20);
        await using var other = await Filled(3);
        var before = await All(other);
        var refusal = (await LogCopy.RunAsync(from, other, null, Stop)).Refusal;
        Assert.Contains("is not the source's beginning: at position 0 (country-0 revision 0) its event id is another", refusal?.Message);
        Assert.Equal(before, await All(other));
        Assert.Contains("holds 20 events, and the source 3", (await LogCopy.RunAsync(other, from, null, Stop)).Refusal?.Message);
    }

    [Fact]
    public async Task A_beginning_that_differs_in_one_byte_is_no_beginning()
    {
        await using var from = await Filled(5);
        await using var to = new InMemoryEventLog();
        await foreach (var stored in from.ReadAllAsync(0, Stop))
        {
            var facts = stored.Facts.ToArray();
            facts[^2] ^= stored.Position == 3 ? (byte)1 : (byte)0;
            await to.AppendAsync([new(stored.Stream, stored.Revision - 1, [new(stored.Id, Guid.NewGuid(), stored.Type, facts, stored.Text, stored.Metadata)])], Stop);
        }

        Assert.Contains("at position 3 (country-0 revision 1) its facts is another", (await LogCopy.RunAsync(from, to, null, Stop)).Refusal?.Message);
    }

    [Fact]
    public async Task Somebody_who_writes_to_the_target_meanwhile_is_noticed()
    {
        await using var from = await Filled(900);
        await using var to = new InMemoryEventLog(atomic: false);
        var parts = 0;
        to.BeforePart = part =>
        {
            if (part.Events.Count == 1 && ++parts == 600)
            {
                to.BeforePart = null;
                to.AppendAsync([SampleEvents.To("country-other", -1)], CancellationToken.None).AsTask().Wait();
            }
        };
        var fault = await Assert.ThrowsAsync<StoreException>(() => LogCopy.RunAsync(from, to, null, Stop));
        Assert.Contains("somebody else writes to the target", fault.Message);
    }

    private static async Task<InMemoryEventLog> Filled(int events)
    {
        var log = new InMemoryEventLog();
        for (var i = 0; i < events; i++)
            Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([new($"country-{i % 3}", (i / 3) - 1, [SampleEvents.New($"{i}", text: i % 2 == 0)])], Stop));
        return log;
    }

    private static async Task<List<string>> All(InMemoryEventLog log) => await log.ReadAllAsync(0, Stop).Select(e =>
        $"{e.Position} {e.Stream} {e.Revision} {e.Id} {e.Type} {Hex(e.Facts)} {Hex(e.Metadata)} {(e.Text is null ? "-" : $"{Hex(e.Text.Salt)} {Hex(e.Text.Json)}")}").ToListAsync(Stop);

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);

    private sealed class Seen : IProgress<CopyProgress>
    {
        public List<CopyProgress> Reported { get; } = [];

        public void Report(CopyProgress value) => Reported.Add(value);
    }
}
