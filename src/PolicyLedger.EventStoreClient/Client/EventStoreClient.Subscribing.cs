using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using static PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options.Types;

namespace EventStore.Client;

public sealed partial class EventStoreClient
{
    /// <summary>Follows the log of all streams: what is stored, then what is appended, in the log's order, without gap or
    /// repetition. Starts at once. A lost connection ends it with an exception: subscribe again after the last position.</summary>
    /// <param name="filterOptions">What the node sends, and how often it says how far it is; null for everything.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    public StreamSubscriptionResult SubscribeToAll(
        FromAll start,
        bool resolveLinkTos = false,
        SubscriptionFilterOptions? filterOptions = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default)
    {
        var options = new ReadReq.Types.Options
        {
            ReadDirection = ReadDirection.Forwards,
            ResolveLinks = resolveLinkTos,
            All = FilterMessages.From(start),
            Subscription = new SubscriptionOptions(),
            UuidOption = new UUIDOption { Structured = new Empty() },
        };
        FilterMessages.SetFilter(options, filterOptions?.Filter, filterOptions?.CheckpointInterval ?? 0);
        return new StreamSubscriptionResult(Read(options, deadline: null, userCredentials, cancellationToken));
    }
}
