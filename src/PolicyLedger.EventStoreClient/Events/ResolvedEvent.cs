namespace EventStore.Client;

/// <summary>An event as read: itself, or what a link event points to, together with the link.</summary>
public readonly struct ResolvedEvent
{
    /// <summary>Null, against its declaration, when a link points to an event that is gone.</summary>
    public readonly EventRecord Event;

    public readonly EventRecord? Link;

    /// <summary>Where the event or link that was read lies in the log; null when the node did not say.</summary>
    public readonly Position? OriginalPosition;

    public ResolvedEvent(EventRecord @event, EventRecord? link, ulong? commitPosition)
    {
        Event = @event;
        Link = link;
        OriginalPosition = commitPosition is { } commit ? new Position(commit, OriginalEvent.Position.PreparePosition) : null;
    }

    /// <summary>What stands in the stream that was read: the link if there is one.</summary>
    public EventRecord OriginalEvent => Link ?? Event;

    public string OriginalStreamId => OriginalEvent.EventStreamId;

    public StreamPosition OriginalEventNumber => OriginalEvent.EventNumber;

    /// <summary>A link whose event is there.</summary>
    public bool IsResolved => Link is not null && Event is not null;
}
