using MediatR;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Observing;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Recording;

/// <summary>What became of a command.</summary>
/// <param name="Receipt">What was recorded.</param>
/// <param name="Complete">False where an erased text's bytes are still to be cleared.</param>
internal sealed record Recorded(Receipt Receipt, bool Complete);

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
            return await EraseAsync(erasure, cancellation);
        if (!(await mediator.Send(command, cancellation)).TryGet(out var receipt, out var refusal))
            return refusal;
        return receipt.Already && !hasId && await RepeatedCommand.RefuseAsync(log, codec, receipt, "command", "give it an Idempotency-Key", cancellation) is { } passed
            ? passed
            : new Recorded(receipt, true);
    }

    private async Task<Result<Recorded>> EraseAsync(EraseRecord command, CancellationToken cancellation)
    {
        if (log is not ITextErasure erasure)
            return Refusal.Conflict("record", command.Record.Text, "this store cannot erase texts");
        var stream = Streams.Of(command.Record.Jurisdiction);
        var before = TextErasure.Of(await EventsAsync(stream, command.Record, cancellation));
        await erasure.RequireErasableAsync(stream, before.Present, cancellation);
        Receipt receipt;
        if (before is { Ordered: true, Last: { } last })
        {
            receipt = new([new(last.Position, last.Stream, last.Revision, last.Id, last.Type, command.Record, null)], last.Metadata.RecordedAt, Already: true);
        }
        else if (!(await mediator.Send(command, cancellation)).TryGet(out receipt!, out var refusal))
        {
            return refusal;
        }

        // Only what an order speaks of: what was recorded since then is not to go without one.
        await erasure.EraseTextsAsync(stream, TextErasure.Of(await EventsAsync(stream, command.Record, cancellation)).Texts, CancellationToken.None);
        return new Recorded(receipt, !store.KeepsErasedBytes());
    }

    private async Task<List<RecordedEvent>> EventsAsync(string stream, RecordId record, CancellationToken cancellation)
    {
        var events = new List<RecordedEvent>();
        await foreach (var stored in log.ReadStreamAsync(stream, 0, cancellation))
        {
            if (codec.Decode(stored) is { Event: RecordEvent about } read && about.Record.Equals(record))
                events.Add(read);
        }

        return events;
    }
}

/// <summary>What the server has to know of its store beside the ports.</summary>
/// <param name="KeepsErasedBytes">Whether bytes of erased texts are still in its files.</param>
internal sealed record ServedStore(Func<bool> KeepsErasedBytes);
