using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.EventStoreDb.Tests.Sealing;

/// <summary>A copy to a server seals, one back unseals, and what is erased stays erased.</summary>
public sealed class CopiedTextTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_with_an_erased_text_goes_there_and_back()
    {
        await using var source = new InMemoryEventLog();
        NewEvent[] events = [About("GBR-a"), About("GBR-b"), Erasure("GBR-a"), About("GBR-a"), SampleEvents.New(text: true)];
        Assert.IsType<AppendOutcome.Appended>(await source.AppendAsync([new("country-GBR", -1, events)], Stop));
        await source.EraseTextsAsync("country-GBR", [0], Stop);

        await using var server = await TestLog.OpenAsync(folder.Path, TestServer.NewPrefix());
        Assert.Equal(new CopySummary(5, 5), (await LogCopy.RunAsync(source, server, null, Stop)).OrThrow());
        Assert.Equal(new CopySummary(5, 0), (await LogCopy.RunAsync(source, server, null, Stop)).OrThrow());
        await using var back = new InMemoryEventLog();
        Assert.Equal(new CopySummary(5, 5), (await LogCopy.RunAsync(server, back, null, Stop)).OrThrow());

        await server.EraseTextsAsync("country-GBR", [1], Stop);
        Assert.Equal([true, true, false, false, false], (await server.ReadAllAsync(0, Stop).ToListAsync(Stop)).Select(stored => stored.Text is null));
        var refusal = (await LogCopy.RunAsync(source, server, null, Stop)).Refusal;
        Assert.Contains("at position 1 (country-GBR revision 1) its text is another", refusal!.Message);
        await using var without = new InMemoryEventLog();
        Assert.Equal(new CopySummary(5, 5), (await LogCopy.RunAsync(server, without, null, Stop)).OrThrow());
    }

    public void Dispose() => folder.Dispose();
}
