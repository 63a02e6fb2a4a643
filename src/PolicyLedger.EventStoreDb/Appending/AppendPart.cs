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

    /// <summary>What is sent, the same at every attempt; none before <see cref="Send"/>.</summary>
    public IReadOnlyList<EventData> ToSend { get; private set; } = [];

    /// <summary>Takes what was made of the events.</summary>
    public void Send(IReadOnlyList<EventData> made)
    {
        ToSend = made;
        foreach (var (e, sent) in events.Zip(made))
            digests[e.Id] = DigestOf(sent);
    }

    /// <summary>
    /// Whether what is indexed under one of the ids is this part's event, in its place and to the byte. Of a text that would be
    /// sealed that cannot be seen before it is.
    /// </summary>
    public bool Holds(NewEvent e, IndexedEvent there) =>
        there.Stream == stream && there.Digest.Span.SequenceEqual(digests.TryGetValue(e.Id, out var sent) ? sent : DigestOf(StoredEvents.ToEngine(e)));

    /// <summary>Whether what stands there is the event, in its place, whatever its text was sealed with. A text that is erased was the event's.</summary>
    public bool Is(NewEvent e, EngineEvent there) =>
        there.Stored.Stream == stream && IsStamped(e, there) && e.Metadata.Span.SequenceEqual(there.Stored.Metadata.Span);

    /// <summary>Whether what stands there is the event but for what a node of ours stamps itself.</summary>
    public static bool IsStamped(NewEvent sent, EngineEvent there) =>
        sent.Id == there.Stored.Id && sent.Type == there.Stored.Type && sent.Facts.Span.SequenceEqual(there.Stored.Facts.Span)
        && sent.CommandId == JoinedMetadata.CommandOf(there.Stored.Metadata) && (there.IsErased || IsSame(sent.Text, there.Stored.Text));

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

    private static bool IsSame(SaltedText? a, SaltedText? b) =>
        a is null || b is null ? a is null && b is null : a.Salt.Span.SequenceEqual(b.Salt.Span) && a.Json.Span.SequenceEqual(b.Json.Span);

    private static byte[] DigestOf(EventData e) => IndexedEvent.DigestOf(e.Type, e.Data, e.Metadata);
}
