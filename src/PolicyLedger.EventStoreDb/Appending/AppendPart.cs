using EventStore.Client;
using PolicyLedger.EventStoreDb.Ordinals;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.EventStoreDb.Appending;

/// <summary>What is sent as one append: atomic on the engine.</summary>
internal sealed class AppendPart(string stream, long expected, IReadOnlyList<NewEvent> events)
{
    // By the engine's own reckoning, roughly: its envelope of an event.
    private const int Envelope = 256;

    private readonly Dictionary<Guid, byte[]> digests = [];

    public string Stream => stream;

    public long Expected => expected;

    public IReadOnlyList<NewEvent> Events => events;

    public IReadOnlyList<EventData> ToEngine() => events.Select(StoredEvents.ToEngine).ToList();

    /// <summary>Whether what is indexed under one of the ids is this part's event, in its place and to the byte.</summary>
    public bool Holds(NewEvent e, IndexedEvent there)
    {
        if (there.Stream != stream)
            return false;
        if (!digests.TryGetValue(e.Id, out var digest))
        {
            var sent = StoredEvents.ToEngine(e);
            digests.Add(e.Id, digest = IndexedEvent.DigestOf(sent.Type, sent.Data, sent.Metadata));
        }

        return there.Digest.Span.SequenceEqual(digest);
    }

    /// <summary>Whether what stands there is the event but for what a node of ours stamps itself.</summary>
    public static bool IsStamped(NewEvent sent, StoredEvent there) =>
        sent.Type == there.Type && sent.Facts.Span.SequenceEqual(there.Facts.Span) && sent.CommandId == JoinedMetadata.CommandOf(there.Metadata)
        && (sent.Text is null
            ? there.Text is null
            : there.Text is not null && sent.Text.Salt.Span.SequenceEqual(there.Text.Salt.Span) && sent.Text.Json.Span.SequenceEqual(there.Text.Json.Span));

    /// <summary>
    /// The parts of an append, in order. Neighbours on one stream that follow on each other go together, up to a size: an
    /// import's rows of one country need one round trip, and are still written in order.
    /// </summary>
    public static IEnumerable<AppendPart> Of(IReadOnlyList<StreamAppend> appends, int maxBytes)
    {
        (string Stream, long Expected, List<NewEvent> Events, int Bytes, HashSet<Guid> Ids)? open = null;
        foreach (var append in appends)
        {
            var bytes = append.Events.Sum(e => Envelope + e.Facts.Length + e.Metadata.Length + (e.Text?.Json.Length * 2 ?? 0));
            if (open is { } there && append.Events.Count > 0 && there.Events.Count > 0
                && there.Stream == append.Stream && there.Expected + there.Events.Count == append.ExpectedRevision
                && there.Bytes + bytes <= maxBytes && !append.Events.Any(e => there.Ids.Contains(e.Id)))
            {
                there.Events.AddRange(append.Events);
                there.Ids.UnionWith(append.Events.Select(e => e.Id));
                open = there with { Bytes = there.Bytes + bytes };
                continue;
            }

            if (open is { } done)
                yield return new(done.Stream, done.Expected, done.Events);
            open = (append.Stream, append.ExpectedRevision, [.. append.Events], bytes, append.Events.Select(e => e.Id).ToHashSet());
        }

        if (open is { } last)
            yield return new(last.Stream, last.Expected, last.Events);
    }
}
