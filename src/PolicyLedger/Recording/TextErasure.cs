using PolicyLedger.Log;

namespace PolicyLedger.Recording;

/// <summary>What an erasure takes away, and what is still to be taken. The reason of an erasure is its account, and stays.</summary>
/// <param name="Present">The revisions of the record's events whose text is still there, in order.</param>
/// <param name="Texts">Those among them of which an erasure speaks.</param>
/// <param name="Ordered">Whether the record's last erasure speaks of every text that it ever had: then nothing is to be recorded, only to be carried out.</param>
/// <param name="Last">The last erasure; null where there is none.</param>
public sealed record TextErasure(IReadOnlyList<long> Present, IReadOnlyList<long> Texts, bool Ordered, RecordedEvent? Last)
{
    /// <summary>What is left to do for a record.</summary>
    /// <param name="events">All of the record's, in order.</param>
    public static TextErasure Of(IReadOnlyList<RecordedEvent> events)
    {
        var last = events.LastOrDefault(e => e.Event is RecordErased);
        var worded = events.Where(e => e.Event is not RecordErased && e.Metadata.TextHash is not null).ToList();
        var present = worded.Where(e => !e.TextErased).ToList();
        return new(
            present.ConvertAll(e => e.Revision),
            present.Where(e => last is not null && Covers(last, e)).Select(e => e.Revision).ToList(),

            // A text that is gone without an order wants one too.
            last is not null && worded.TrueForAll(e => Covers(last, e)),
            last);
    }

    /// <summary>Whether an erasure speaks of another event of its record.</summary>
    public static bool Covers(RecordedEvent erasure, RecordedEvent e) => e.Position < erasure.Position && e.Event is not RecordErased;
}
