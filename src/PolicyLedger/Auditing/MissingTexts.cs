using PolicyLedger.Log;
using PolicyLedger.Recording;

namespace PolicyLedger.Auditing;

/// <summary>Finds, in events read in order, texts that are gone though no erasure behind them says so.</summary>
public sealed class MissingTexts
{
    // Of each record the first, until its erasure comes by.
    private readonly Dictionary<RecordId, RecordedEvent> waiting = [];
    private readonly List<RecordedEvent> never = [];

    /// <summary>The first of each record, and every one of a kind that is never erased, in order, each with why it is amiss.</summary>
    public IEnumerable<(RecordedEvent Event, string Why)> Unaccounted =>
        waiting.Values.Select(e => (e, "the text is not there, and no later event says that it was erased"))
            .Concat(never.Select(e => (e, e.Event is RecordErased ? "the reason of an erasure is not there, and it is never erased" : "the text is not there, and one of its kind is never erased")))
            .OrderBy(missing => missing.e.Position);

    /// <summary>Takes the next event, read with its text.</summary>
    public void Look(RecordedEvent e)
    {
        if (e.TextErased && e.Event is RecordEvent about and not RecordErased)
            waiting.TryAdd(about.Record, e);
        else if (e.TextErased)
            never.Add(e);
        if (e.Event is RecordErased erased)
            waiting.Remove(erased.Record);
    }
}
