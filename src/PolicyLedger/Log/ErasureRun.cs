using PolicyLedger.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>What became of an erasure.</summary>
/// <param name="Receipt">Of the order, be it an earlier one.</param>
/// <param name="CommandId">Under which the order was recorded.</param>
/// <param name="Before">The order that was there and speaks of every text; null where this one was recorded.</param>
/// <param name="Erased">How many texts were taken away now.</param>
public sealed record Erasure(Receipt Receipt, Guid CommandId, RecordedEvent? Before, int Erased);

/// <summary>
/// Records an erasure and takes the texts away. Cut off half way, the same again completes it: what is ordered and not yet done is done
/// without another order. What a store's files still hold of them is its own affair (<c>ErasedBytes</c>).
/// </summary>
public static class ErasureRun
{
    /// <summary>Runs one command.</summary>
    /// <param name="log">A log whose texts can be erased.</param>
    /// <param name="codec">Reads it.</param>
    /// <param name="send">Sends the command to its slice.</param>
    /// <param name="command">The order.</param>
    /// <param name="hasId">Whether its id was given, and not made of its content.</param>
    /// <param name="cancellation">Only until the order is recorded: from then on it is carried out.</param>
    public static async Task<Result<Erasure>> RunAsync(
        IEventLog log, EventCodec codec, Func<EraseRecord, CancellationToken, Task<Result<Receipt>>> send, EraseRecord command, bool hasId, CancellationToken cancellation = default)
    {
        if (log is not ITextErasure texts)
            return Refusal.Conflict("record", command.Record.Text, "this store cannot erase texts");
        var stream = Streams.Of(command.Record.Jurisdiction);
        var before = TextErasure.Of(await EventsAsync(log, codec, stream, command.Record, cancellation));
        await texts.RequireErasableAsync(stream, before.Present, cancellation);
        var order = before is { Ordered: true, Last: { } last }
            ? await AgainAsync(log, command, last, hasId, cancellation)
            : await OrderAsync(send, command, before.Last, hasId, cancellation);
        if (!order.TryGet(out var ordered, out var refusal))
            return refusal;

        // Only what an order speaks of: what was recorded since then is not to go without one.
        var left = TextErasure.Of(await EventsAsync(log, codec, stream, command.Record, CancellationToken.None)).Texts;
        await texts.EraseTextsAsync(stream, left, CancellationToken.None);
        return ordered with { Erased = left.Count };
    }

    // An order speaks of every text already: it is carried out.
    private static async Task<Result<Erasure>> AgainAsync(IEventLog log, EraseRecord command, RecordedEvent last, bool hasId, CancellationToken cancellation)
    {
        if (await RefuseAsync(log, command, last.Stream, hasId, cancellation) is { } refused)
            return refused;
        var line = new ReceiptLine(last.Position, last.Stream, last.Revision, last.Id, last.Type, command.Record, null);
        return new Erasure(new([line], last.Metadata.RecordedAt, Already: true), last.Metadata.CommandId, last, 0);
    }

    private static async Task<Result<Erasure>> OrderAsync(
        Func<EraseRecord, CancellationToken, Task<Result<Receipt>>> send, EraseRecord command, RecordedEvent? earlier, bool hasId, CancellationToken cancellation)
    {
        // The same words as an earlier order's are a new one: text has been recorded since.
        if (earlier is not null && !hasId)
            command = command with { Envelope = command.Envelope with { CommandId = EventIds.NameBased(command.Envelope.CommandId, $"after {earlier.Id:D}") } };
        if (!(await send(command, cancellation)).TryGet(out var receipt, out var refusal))
            return refusal;
        return receipt.Already && earlier is not null && receipt.Lines.Any(line => line.Revision <= earlier.Revision)
            ? Refusal.Conflict("commandId", command.Envelope.CommandId.ToString("D"), $"recorded the erasure at position {earlier.Position} or one before it, and text was recorded since; give another id")
            : new Erasure(receipt, command.Envelope.CommandId, null, 0);
    }

    // What a command that is recorded is refused for holds for one too that need not be.
    private static async Task<Refusal?> RefuseAsync(IEventLog log, EraseRecord command, string stream, bool hasId, CancellationToken cancellation)
    {
        var id = command.Envelope.CommandId;
        var used = hasId ? (await log.FindCommandsAsync([id], cancellation))[id].FirstOrDefault() : null;
        if (used is not null && EventCodec.CommandHashOf(used) != CommandCodec.HashOf(command))
            return CommandPlan.Reused(id);
        return used is null && command.Envelope.ExpectedRevision is { } expected && await log.RevisionAsync(stream, cancellation) is var revision && revision != expected
            ? CommandPlan.MovedOn(stream, expected, revision)
            : null;
    }

    private static async Task<List<RecordedEvent>> EventsAsync(IEventLog log, EventCodec codec, string stream, RecordId record, CancellationToken cancellation)
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
