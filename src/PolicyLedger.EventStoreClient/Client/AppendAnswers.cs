using PolicyLedger.EventStoreProtocol.Streams;
using static PolicyLedger.EventStoreProtocol.Streams.AppendResp.Types;
using Mismatch = PolicyLedger.EventStoreProtocol.Streams.AppendResp.Types.WrongExpectedVersion;

namespace EventStore.Client;

/// <summary>Reads the answer to an append.</summary>
internal static class AppendAnswers
{
    /// <exception cref="WrongExpectedVersionException">A mismatch, if <paramref name="throwOnMismatch"/>.</exception>
    public static IWriteResult Read(AppendResp response, string streamName, bool throwOnMismatch) => response.ResultCase switch
    {
        AppendResp.ResultOneofCase.Success => Read(response.Success),
        AppendResp.ResultOneofCase.WrongExpectedVersion when throwOnMismatch => throw ToException(response.WrongExpectedVersion, streamName),
        AppendResp.ResultOneofCase.WrongExpectedVersion => new WrongExpectedVersionResult(
            streamName, ExpectedOf(response.WrongExpectedVersion), ActualOf(response.WrongExpectedVersion)),
        _ => throw new InvalidOperationException($"The node answered the append to '{streamName}' with neither success nor failure."),
    };

    private static SuccessResult Read(Success success) => new(
        success.CurrentRevisionOptionCase == Success.CurrentRevisionOptionOneofCase.CurrentRevision
            ? new StreamRevision(success.CurrentRevision)
            : StreamRevision.None,
        success.PositionOptionCase == Success.PositionOptionOneofCase.Position
            ? new Position(success.Position.CommitPosition, success.Position.PreparePosition)
            : default);

    private static WrongExpectedVersionException ToException(Mismatch mismatch, string streamName) =>
        mismatch.ExpectedRevisionOptionCase switch
        {
            Mismatch.ExpectedRevisionOptionOneofCase.ExpectedRevision => new(streamName, ExpectedOf(mismatch), ActualOf(mismatch)),
            Mismatch.ExpectedRevisionOptionOneofCase.ExpectedNoStream => new(streamName, StreamState.NoStream, ActualOf(mismatch)),
            Mismatch.ExpectedRevisionOptionOneofCase.ExpectedStreamExists => new(streamName, StreamState.StreamExists, ActualOf(mismatch)),
            _ => new(streamName, StreamState.Any, ActualOf(mismatch)),
        };

    private static StreamRevision ExpectedOf(Mismatch mismatch) =>
        mismatch.ExpectedRevisionOptionCase == Mismatch.ExpectedRevisionOptionOneofCase.ExpectedRevision
            ? new StreamRevision(mismatch.ExpectedRevision)
            : StreamRevision.None;

    private static StreamRevision ActualOf(Mismatch mismatch) =>
        mismatch.CurrentRevisionOptionCase == Mismatch.CurrentRevisionOptionOneofCase.CurrentRevision
            ? new StreamRevision(mismatch.CurrentRevision)
            : StreamRevision.None;
}
