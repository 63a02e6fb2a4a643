using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using StreamsClient = PolicyLedger.EventStoreProtocol.Streams.Streams.StreamsClient;

namespace EventStore.Client;

public sealed partial class EventStoreClient
{
    /// <summary>Hides the events up to now. The stream can be appended to again, and goes on with the next number.</summary>
    /// <exception cref="WrongExpectedVersionException">Another revision: nothing was deleted.</exception>
    public Task<DeleteResult> DeleteAsync(
        string streamName,
        StreamRevision expectedRevision,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default) =>
        DeleteAsync(
            new DeleteReq.Types.Options { StreamIdentifier = Names.Of(streamName), Revision = expectedRevision },
            deadline, userCredentials, cancellationToken);

    /// <summary>Hides the events up to now. The stream can be appended to again, and goes on with the next number.</summary>
    /// <exception cref="WrongExpectedVersionException">Another state: nothing was deleted.</exception>
    public Task<DeleteResult> DeleteAsync(
        string streamName,
        StreamState expectedState,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default)
    {
        var options = new DeleteReq.Types.Options { StreamIdentifier = Names.Of(streamName) };
        if (expectedState == StreamState.NoStream)
            options.NoStream = new Empty();
        else if (expectedState == StreamState.StreamExists)
            options.StreamExists = new Empty();
        else
            options.Any = new Empty();
        return DeleteAsync(options, deadline, userCredentials, cancellationToken);
    }

    /// <summary>Deletes the stream for good: no event can ever be appended to it again.</summary>
    /// <exception cref="WrongExpectedVersionException">Another revision: nothing was deleted.</exception>
    public Task<DeleteResult> TombstoneAsync(
        string streamName,
        StreamRevision expectedRevision,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default) =>
        TombstoneAsync(
            new TombstoneReq.Types.Options { StreamIdentifier = Names.Of(streamName), Revision = expectedRevision },
            deadline, userCredentials, cancellationToken);

    /// <summary>Deletes the stream for good: no event can ever be appended to it again.</summary>
    /// <exception cref="WrongExpectedVersionException">Another state: nothing was deleted.</exception>
    public Task<DeleteResult> TombstoneAsync(
        string streamName,
        StreamState expectedState,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default)
    {
        var options = new TombstoneReq.Types.Options { StreamIdentifier = Names.Of(streamName) };
        if (expectedState == StreamState.NoStream)
            options.NoStream = new Empty();
        else if (expectedState == StreamState.StreamExists)
            options.StreamExists = new Empty();
        else
            options.Any = new Empty();
        return TombstoneAsync(options, deadline, userCredentials, cancellationToken);
    }

    private async Task<DeleteResult> DeleteAsync(
        DeleteReq.Types.Options options, TimeSpan? deadline, UserCredentials? credentials, CancellationToken cancellation)
    {
        var response = await CallAsync(
            (streams, call) => streams.DeleteAsync(new DeleteReq { Options = options }, call), deadline, credentials, cancellation);
        return response.PositionOptionCase == DeleteResp.PositionOptionOneofCase.Position
            ? new DeleteResult(new Position(response.Position.CommitPosition, response.Position.PreparePosition))
            : default;
    }

    private async Task<DeleteResult> TombstoneAsync(
        TombstoneReq.Types.Options options, TimeSpan? deadline, UserCredentials? credentials, CancellationToken cancellation)
    {
        var response = await CallAsync(
            (streams, call) => streams.TombstoneAsync(new TombstoneReq { Options = options }, call), deadline, credentials, cancellation);
        return response.PositionOptionCase == TombstoneResp.PositionOptionOneofCase.Position
            ? new DeleteResult(new Position(response.Position.CommitPosition, response.Position.PreparePosition))
            : default;
    }

    private async Task<T> CallAsync<T>(
        Func<StreamsClient, CallOptions, AsyncUnaryCall<T>> call, TimeSpan? deadline, UserCredentials? credentials, CancellationToken cancellation)
    {
        var node = await nodes.GetAsync(cancellation);
        try
        {
            return await call(node.Streams, CallSettings.Create(settings, deadline ?? settings.DefaultDeadline, credentials, cancellation));
        }
        catch (RpcException e)
        {
            throw nodes.Report(node, e, cancellation);
        }
    }
}
