using MediatR;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Observing;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Recording;

/// <summary>What became of a command.</summary>
/// <param name="Receipt">What was recorded.</param>
/// <param name="CommandId">Under which it was recorded.</param>
/// <param name="Complete">False where an erased text's bytes are still to be cleared.</param>
internal sealed record Recorded(Receipt Receipt, Guid CommandId, bool Complete);

/// <summary>Sends commands to their slices. An erasure is also carried out, as far as that can be done with the ledger open.</summary>
internal sealed class Recordings(IMediator mediator, IEventLog log, EventCodec codec, ServedStore store, Telemetry telemetry)
{
    /// <summary>Records one command.</summary>
    /// <param name="command">Completed.</param>
    /// <param name="hasId">Whether its id was given, and not made of its content.</param>
    /// <param name="cancellation">Only before it is handed to the store.</param>
    public async Task<Result<Recorded>> RunAsync(Command command, bool hasId, CancellationToken cancellation)
    {
        var name = CommandCodec.NameOf(command);
        using var tracing = Telemetry.Tracing.StartActivity(name);
        var result = await SendAsync(command, hasId, cancellation);
        var (outcome, events) = result.TryGet(out var recorded, out var refusal)
            ? recorded.Receipt.Already ? ("already", 0) : ("recorded", recorded.Receipt.Lines.Count)
            : (refusal.Kind == RefusalKind.Conflict ? "conflict" : "refused", 0);
        telemetry.Commanded(name, outcome, events);
        return result;
    }

    private async Task<Result<Recorded>> SendAsync(Command command, bool hasId, CancellationToken cancellation)
    {
        if (command is EraseRecord erasure)
            return await EraseAsync(erasure, hasId, cancellation);
        if (!(await mediator.Send(command, cancellation)).TryGet(out var receipt, out var refusal))
            return refusal;
        return receipt.Already && !hasId && await RepeatedCommand.RefuseAsync(log, codec, receipt, "command", "give it an Idempotency-Key", cancellation) is { } passed
            ? passed
            : new Recorded(receipt, command.Envelope.CommandId, true);
    }

    private async Task<Result<Recorded>> EraseAsync(EraseRecord command, bool hasId, CancellationToken cancellation) =>
        (await ErasureRun.RunAsync(log, codec, (order, stop) => mediator.Send(order, stop), command, hasId, cancellation))
            .Map(erasure => new Recorded(erasure.Receipt, erasure.CommandId, !store.KeepsErasedBytes()));
}

/// <summary>What the server has to know of its store beside the ports.</summary>
/// <param name="KeepsErasedBytes">Whether bytes of erased texts are still in its files.</param>
internal sealed record ServedStore(Func<bool> KeepsErasedBytes);
