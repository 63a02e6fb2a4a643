using PolicyLedger.Wire;

namespace PolicyLedger.Log;

/// <summary>
/// Copies one log into another, as it is: ids, order, positions, facts, text and metadata with their times, to the byte.
/// The target is to be empty or to hold the beginning of the source, so that a copy that was stopped goes on where it was.
/// Nobody else may write to the target meanwhile. The source is copied to its end as of the call.
/// </summary>
public static class LogCopy
{
    private const int BatchSize = 500;

    /// <summary>Copies, then compares every event. Refused, with nothing written, where the target holds anything but the source's beginning.</summary>
    /// <exception cref="StoreException">A log cannot go on; or what stands in the target afterwards is not the source.</exception>
    public static async Task<Result<CopySummary>> RunAsync(IEventLog from, IEventLog to, IProgress<CopyProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (end, there) = (await from.EndAsync(cancellation), await to.EndAsync(cancellation));
        if (there > end)
            return Refusal.Conflict("to", null, $"holds {there} events, and the source {end}: not the source's beginning; name an empty ledger");
        if (await DifferenceAsync(from, to, there, "comparing", progress, cancellation) is { } before)
            return Refusal.Conflict("to", null, $"is not the source's beginning: {before}; name an empty ledger");
        await AppendAsync(from, to, there, end, progress, cancellation);
        return await DifferenceAsync(from, to, end, "verifying", progress, cancellation) is { } after
            ? throw new StoreException(StoreFault.Integrity, $"the copy is not the source: {after}; keep the source, and copy again to an empty ledger")
            : new CopySummary(end, end - there);
    }

    private static async Task AppendAsync(IEventLog from, IEventLog to, long there, long end, IProgress<CopyProgress>? progress, CancellationToken cancellation)
    {
        if (there == end)
            return;
        // One event alone at first: it shows whether the target takes events as they are.
        var (batch, size) = (new List<StreamAppend>(), 1);
        await foreach (var stored in from.ReadAllAsync(there, cancellation))
        {
            // One by one: a store joins neighbours as far as it can take them.
            batch.Add(new(stored.Stream, stored.Revision - 1, [New(stored)]));
            if (batch.Count < size && stored.Position < end - 1)
                continue;
            await AppendAsync(to, stored.Position - batch.Count + 1, batch, cancellation);
            batch.Clear();
            size = BatchSize;
            progress?.Report(new("copying", stored.Position + 1, end));
            if (stored.Position == end - 1)
                return;
        }
    }

    private static async Task AppendAsync(IEventLog to, long first, List<StreamAppend> batch, CancellationToken cancellation)
    {
        switch (await to.AppendAsync(batch, cancellation))
        {
            case AppendOutcome.Appended { Stamped.Count: > 0 }:
                throw new StoreException(StoreFault.Integrity, "the target stamps record times and recorders of its own, as a node does, and so cannot hold a copy; copy to the ledger's file that it serves. The event that showed it stays there");
            case AppendOutcome.Appended appended when appended.Positions.Select((position, i) => position < 0 || position == first + i).All(right => right):
                return;
            case AppendOutcome.Conflict conflict:
                throw Disturbed($"{conflict.Stream} is at revision {conflict.Actual} and was expected at {conflict.Expected}");
            case AppendOutcome.Duplicate duplicate:
                throw Disturbed($"event {duplicate.EventId} is there already, elsewhere or with other content");
            default:
                throw Disturbed($"what was to stand at position {first} and after stands elsewhere");
        }
    }

    private static StoreException Disturbed(string what) => new(
        StoreFault.Integrity, $"somebody else writes to the target: {what}; copy again to an empty ledger that nobody uses yet");

    private static NewEvent New(StoredEvent e) => new(
        e.Id,
        JoinedMetadata.CommandOf(e.Metadata) ?? throw new StoreException(StoreFault.Integrity, $"the source's {e.Stream} revision {e.Revision} (position {e.Position}) names no command; check it with doctor"),
        e.Type, e.Facts, e.Text, e.Metadata);

    // What first differs in the first so many events; null where nothing does.
    private static async Task<string?> DifferenceAsync(
        IEventLog from, IEventLog to, long count, string phase, IProgress<CopyProgress>? progress, CancellationToken cancellation)
    {
        if (count == 0)
            return null;
        await using var copies = to.ReadAllAsync(0, cancellation).GetAsyncEnumerator(cancellation);
        await foreach (var stored in from.ReadAllAsync(0, cancellation))
        {
            if (stored.Position == count)
                return null;
            if (!await copies.MoveNextAsync())
                return $"it ends before position {stored.Position}";
            if (Difference(stored, copies.Current) is { } part)
                return $"at position {stored.Position} ({stored.Stream} revision {stored.Revision}) its {part} is another";
            if ((stored.Position + 1) % BatchSize == 0)
                progress?.Report(new(phase, stored.Position + 1, count));
        }

        return null;
    }

    private static string? Difference(StoredEvent a, StoredEvent b) =>
        a.Position != b.Position ? "position"
        : a.Id != b.Id ? "event id"
        : a.Stream != b.Stream || a.Revision != b.Revision ? "stream or revision"
        : a.Type != b.Type ? "type"
        : !a.Facts.Span.SequenceEqual(b.Facts.Span) ? "facts"
        : !a.Metadata.Span.SequenceEqual(b.Metadata.Span) ? "metadata"
        : !Same(a.Text, b.Text) ? "text"
        : null;

    private static bool Same(SaltedText? a, SaltedText? b) =>
        a is null ? b is null : b is not null && a.Salt.Span.SequenceEqual(b.Salt.Span) && a.Json.Span.SequenceEqual(b.Json.Span);
}

/// <summary>What was copied.</summary>
/// <param name="Events">In the source, and now in the target; every one compared.</param>
/// <param name="Copied">By this call; the others were there.</param>
public sealed record CopySummary(long Events, long Copied);

/// <summary>How far a copy is.</summary>
/// <param name="Phase">comparing, copying or verifying.</param>
/// <param name="Done">Events so far.</param>
/// <param name="Of">Events in all.</param>
public sealed record CopyProgress(string Phase, long Done, long Of);
