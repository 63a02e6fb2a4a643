using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using static PolicyLedger.EventStoreProtocol.Streams.ReadResp;
using RecordedEvent = PolicyLedger.EventStoreProtocol.Streams.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace EventStore.Client;

/// <summary>Reads the answers to a read or a subscription.</summary>
internal static class ReadAnswers
{
    public static StreamMessage ToMessage(ReadResp response) => response.ContentCase switch
    {
        ContentOneofCase.Event => new StreamMessage.Event(ToEvent(response.Event)),
        ContentOneofCase.StreamNotFound => StreamMessage.NotFound.Instance,
        ContentOneofCase.FirstStreamPosition => new StreamMessage.FirstStreamPosition(new StreamPosition(response.FirstStreamPosition)),
        ContentOneofCase.LastStreamPosition => new StreamMessage.LastStreamPosition(new StreamPosition(response.LastStreamPosition)),
        ContentOneofCase.LastAllStreamPosition => new StreamMessage.LastAllStreamPosition(ToPosition(response.LastAllStreamPosition)),
        ContentOneofCase.Confirmation => new StreamMessage.SubscriptionConfirmation(response.Confirmation.SubscriptionId),
        ContentOneofCase.Checkpoint => new StreamMessage.AllStreamCheckpointReached(
            new Position(response.Checkpoint.CommitPosition, response.Checkpoint.PreparePosition)),
        ContentOneofCase.CaughtUp => StreamMessage.CaughtUp.Instance,
        ContentOneofCase.FellBehind => StreamMessage.FellBehind.Instance,
        _ => StreamMessage.Unknown.Instance,
    };

    private static ResolvedEvent ToEvent(Types.ReadEvent read) => new(
        ToRecord(read.Event)!,
        ToRecord(read.Link),
        read.PositionCase == Types.ReadEvent.PositionOneofCase.CommitPosition ? read.CommitPosition : null);

    private static EventRecord? ToRecord(RecordedEvent? recorded) => recorded is null
        ? null
        : new EventRecord(
            recorded.StreamIdentifier.StreamName.ToStringUtf8(),
            Uuid.FromMessage(recorded.Id),
            new StreamPosition(recorded.StreamRevision),
            new Position(recorded.CommitPosition, recorded.PreparePosition),
            recorded.Metadata,
            recorded.Data.Memory,
            recorded.CustomMetadata.Memory);

    private static Position ToPosition(AllStreamPosition position) => new(position.CommitPosition, position.PreparePosition);
}
