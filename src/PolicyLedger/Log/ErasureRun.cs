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
        Receipt receipt;
        if (before is { Ordered: true, Last: { } last })
        {
            if (await RefuseAsync(log, command, stream, hasId, cancellation) is { } refused)
                return refused;
            receipt = new([new(last.Position, last.Stream, last.Revision, last.Id, last.Type, command.Record, null)], last.Metadata.RecordedAt, Already: true);
        }
        else
        {
            last = null!;

            // The same words as an earlier order's are a new one: text has been recorded since.
            if (before.Last is { } earlier && !hasId)
                command = command with { Envelope = command.Envelope with { CommandId = EventIds.NameBased(command.Envelope.CommandId, $"after {earlier.Id:D}") } };
            if (!(await send(command, cancellation)).TryGet(out receipt!, out var refusal))
                return refusal;
            if (receipt.Already && before.Last is { } there && receipt.Lines.Any(line => line.Revision <= there.Revision))
                return Refusal.Conflict("commandId", command.Envelope.CommandId.ToString("D"), $"recorded the erasure at position {there.Position} or one before it, and text was recorded since; give another id");
        }

        // Only what an order speaks of: what was recorded since then is not to go without one.
        var ordered = TextErasure.Of(await EventsAsync(log, codec, stream, command.Record, CancellationToken.None));
        await texts.EraseTextsAsync(stream, ordered.Texts, CancellationToken.None);
        return new Erasure(receipt, last?.Metadata.CommandId ?? command.Envelope.CommandId, last, ordered.Texts.Count);
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
