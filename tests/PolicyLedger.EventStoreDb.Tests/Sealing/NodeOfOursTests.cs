using System.Net;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests.Sealing;

/// <summary>A node keeps texts in the clear and no keys: it is written to as before, and erases nothing.</summary>
public sealed class NodeOfOursTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_texts_lie_in_the_clear_and_erasing_is_left_to_its_file()
    {
        await using var served = await SqliteEventLog.OpenAsync(folder["served.db"], SqliteLogMode.CreateIfMissing, null, Stop);
        await using var node = await LedgerNode.StartAsync(served, new(new IPEndPoint(IPAddress.Loopback, 0)) { AllowAppend = true }, TimeProvider.System, Stop);
        await using var log = await TestLog.OpenAsync(folder.Path, "", ServerAddress.Parse(node.ConnectionString, "node").OrThrow());
        var runner = new CommandRunner(log, EventCodec.Current, TimeProvider.System, () => new byte[16]);
        (await runner.RunAsync(CommandCodec.Read(Resources.Read("founding/01-munich-speech.json"), "local").OrThrow(), Stop)).OrThrow();

        var stored = (await served.ReadAllAsync(0, Stop).ToListAsync(Stop)).Single(e => e.Type == "statement-made.v1");
        Assert.NotNull(stored.Text);
        Assert.Equal(Places.OfPosition(await served.EndAsync(Stop) - 1), served.Whole.End());
        foreach (var erase in new Func<Task>[] { async () => await log.RequireErasableAsync(stored.Stream, [stored.Revision], Stop), async () => await log.EraseTextsAsync(stored.Stream, [stored.Revision], Stop) })
            Assert.Contains("erase in the ledger's file that it serves", (await Assert.ThrowsAsync<StoreException>(erase)).Message);

        var record = ((RecordEvent)EventCodec.Current.Decode(stored).Event).Record;
        var fault = await Assert.ThrowsAsync<StoreException>(async () =>
            await runner.RunAsync(new EraseRecord(new(Guid.NewGuid(), "local", null), record, null, ErasureGrounds.CourtOrder, "order"), Stop));
        Assert.Contains("it needs the ledger's file to itself", fault.Message);
        Assert.NotNull((await served.ReadAllAsync(stored.Position, Stop).ToListAsync(Stop))[0].Text);
    }

    public void Dispose() => folder.Dispose();
}
