using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.EventStoreDb.Sealing;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Appending;

/// <summary>
/// Appends with a concrete revision, part by part. One event per id, for ever: the engine knows a repeated append only by
/// its revision and ids, so the ids are looked up in the index, brought to the server's end first; and what the engine
/// calls a success is taken for one only where the events that stand there are those that were sent.
/// </summary>
internal sealed class Appender(OrdinalIndex index, IndexCatchUp catchUp, TextSealer sealer, PartSender sender, EventStoreDbOptions options)
{
    private readonly IdsInFlight inFlight = new();

    public async ValueTask<AppendOutcome> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var ids = appends.SelectMany(append => append.Events).Select(e => e.Id).ToHashSet();
        using var held = await inFlight.HoldAsync(ids, cancellation);
        await catchUp.RunAsync(cancellation);
        var parts = AppendPart.Of(appends, options.AppendBytes).ToList();
        return await new AppendRun(index, catchUp, sealer, sender, parts).RunAsync(cancellation);
    }
}
