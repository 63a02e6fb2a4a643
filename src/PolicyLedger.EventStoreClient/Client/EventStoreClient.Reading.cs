using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using static PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options.Types;

namespace EventStore.Client;

public sealed partial class EventStoreClient
{
    /// <summary>Reads a stream. The node is asked when the result is enumerated, and sends no faster than that.</summary>
    /// <param name="revision">Where to start, inclusive.</param>
    /// <param name="maxCount">Stops after this many events. MUST be at least 1.</param>
    /// <param name="deadline">For the whole read; null for none.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public ReadStreamResult ReadStreamAsync(
        Direction direction,
        string streamName,
        StreamPosition revision,
        long maxCount = long.MaxValue,
        bool resolveLinkTos = false,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default)
    {
        var stream = new StreamOptions { StreamIdentifier = Names.Of(streamName) };
        if (revision == StreamPosition.Start)
            stream.Start = new Empty();
        else if (revision == StreamPosition.End)
            stream.End = new Empty();
        else
            stream.Revision = revision;
        var options = ReadOptions(direction, maxCount, resolveLinkTos);
        options.Stream = stream;
        options.NoFilter = new Empty();
        return new ReadStreamResult(streamName, Read(options, deadline, userCredentials, cancellationToken));
    }

    /// <summary>Reads the log of all streams. The node is asked when the result is enumerated, and sends no faster than that.</summary>
    /// <param name="position">Where to start: inclusive forwards, exclusive backwards.</param>
    /// <param name="maxCount">Stops after this many events. MUST be at least 1.</param>
    /// <param name="deadline">For the whole read; null for none.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public ReadAllStreamResult ReadAllAsync(
        Direction direction,
        Position position,
        long maxCount = long.MaxValue,
        bool resolveLinkTos = false,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default) =>
        ReadAllAsync(direction, position, null, maxCount, resolveLinkTos, deadline, userCredentials, cancellationToken);

    /// <summary>Reads those events of the log that pass the filter, which the node applies. The node is asked when the
    /// result is enumerated, and sends no faster than that.</summary>
    /// <param name="position">Where to start: inclusive forwards, exclusive backwards.</param>
    /// <param name="maxCount">Stops after this many events that pass. MUST be at least 1.</param>
    /// <param name="deadline">For the whole read; null for none.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public ReadAllStreamResult ReadAllAsync(
        Direction direction,
        Position position,
        IEventFilter? eventFilter,
        long maxCount = long.MaxValue,
        bool resolveLinkTos = false,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default)
    {
        var options = ReadOptions(direction, maxCount, resolveLinkTos);
        options.All = FilterMessages.From(position);
        FilterMessages.SetFilter(options, eventFilter, checkpointInterval: 0);
        return new ReadAllStreamResult(Read(options, deadline, userCredentials, cancellationToken));
    }

    private static ReadReq.Types.Options ReadOptions(Direction direction, long maxCount, bool resolveLinks)
    {
        if (maxCount < 1)
            throw new ArgumentOutOfRangeException(nameof(maxCount), maxCount, "maxCount must be at least 1.");
        return new ReadReq.Types.Options
        {
            ReadDirection = direction switch
            {
                Direction.Forwards => ReadDirection.Forwards,
                Direction.Backwards => ReadDirection.Backwards,
                _ => throw new InvalidOperationException($"direction is {direction} but must be Forwards or Backwards."),
            },
            ResolveLinks = resolveLinks,
            Count = (ulong)maxCount,
            UuidOption = new UUIDOption { Structured = new Empty() },
            ControlOption = new ControlOption { Compatibility = 1 }, // asks for the positions of the stream's ends
        };
    }

    private ReadCall Read(ReadReq.Types.Options options, TimeSpan? deadline, UserCredentials? credentials, CancellationToken cancellation) =>
        new(nodes, new ReadReq { Options = options }, token => CallSettings.Create(settings, deadline, credentials, token), cancellation);
}
