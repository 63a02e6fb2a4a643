using Google.Protobuf;
using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;

namespace EventStore.Client;

public sealed partial class EventStoreClient
{
    /// <summary>Stores the events at the end of the stream, all or none, if it is at this revision; does nothing more if the
    /// same events are already stored there. Durable when it returns.</summary>
    /// <param name="deadline">Null for the settings' default. After it the append may have been stored or not.</param>
    /// <exception cref="WrongExpectedVersionException">Another revision: nothing was written. A result instead if
    /// <paramref name="configureOperationOptions"/> says so.</exception>
    /// <exception cref="RpcException">Without an answer (Unavailable, DeadlineExceeded) the append may have been stored: send it
    /// again with the same event ids. So may one that was cancelled.</exception>
    public Task<IWriteResult> AppendToStreamAsync(
        string streamName,
        StreamRevision expectedRevision,
        IEnumerable<EventData> eventData,
        Action<EventStoreClientOperationOptions>? configureOperationOptions = null,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = Names.Of(streamName), Revision = expectedRevision };
        return AppendAsync(streamName, options, eventData, configureOperationOptions, deadline, userCredentials, cancellationToken);
    }

    /// <summary>Stores the events at the end of the stream, all or none, if it is in this state. Durable when it returns.</summary>
    /// <param name="deadline">Null for the settings' default. After it the append may have been stored or not.</param>
    /// <exception cref="WrongExpectedVersionException">Another state: nothing was written. A result instead if
    /// <paramref name="configureOperationOptions"/> says so.</exception>
    /// <exception cref="RpcException">Without an answer the append may have been stored; with <see cref="StreamState.Any"/> a
    /// node recognizes that it is sent again on a best-effort basis only.</exception>
    public Task<IWriteResult> AppendToStreamAsync(
        string streamName,
        StreamState expectedState,
        IEnumerable<EventData> eventData,
        Action<EventStoreClientOperationOptions>? configureOperationOptions = null,
        TimeSpan? deadline = null,
        UserCredentials? userCredentials = null,
        CancellationToken cancellationToken = default)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = Names.Of(streamName) };
        if (expectedState == StreamState.NoStream)
            options.NoStream = new Empty();
        else if (expectedState == StreamState.StreamExists)
            options.StreamExists = new Empty();
        else
            options.Any = new Empty();
        return AppendAsync(streamName, options, eventData, configureOperationOptions, deadline, userCredentials, cancellationToken);
    }

    private async Task<IWriteResult> AppendAsync(
        string streamName,
        AppendReq.Types.Options options,
        IEnumerable<EventData> events,
        Action<EventStoreClientOperationOptions>? configure,
        TimeSpan? deadline,
        UserCredentials? credentials,
        CancellationToken cancellation)
    {
        var operation = settings.OperationOptions.Clone();
        configure?.Invoke(operation);
        var node = await nodes.GetAsync(cancellation);
        AppendResp response;
        try
        {
            using var call = node.Streams.Append(CallSettings.Create(settings, deadline ?? settings.DefaultDeadline, credentials, cancellation));
            await SendAsync(call.RequestStream, options, events);
            response = await call.ResponseAsync;
        }
        catch (RpcException e)
        {
            throw nodes.Report(node, e, cancellation);
        }
        return AppendAnswers.Read(response, streamName, operation.ThrowOnAppendFailure);
    }

    private static async Task SendAsync(IClientStreamWriter<AppendReq> requests, AppendReq.Types.Options options, IEnumerable<EventData> events)
    {
        if (!await WriteAsync(requests, new AppendReq { Options = options }))
            return;
        foreach (var data in events)
        {
            var proposed = new AppendReq.Types.ProposedMessage
            {
                Id = data.EventId.ToMessage(),
                Metadata = { { EventFields.Type, data.Type }, { EventFields.ContentType, data.ContentType } },
                Data = UnsafeByteOperations.UnsafeWrap(data.Data),
                CustomMetadata = UnsafeByteOperations.UnsafeWrap(data.Metadata),
            };
            if (!await WriteAsync(requests, new AppendReq { ProposedMessage = proposed }))
                return;
        }
        await requests.CompleteAsync();
    }

    // False when the call has ended before the node had everything, be it refused or cut off: the answer says why.
    private static async Task<bool> WriteAsync(IClientStreamWriter<AppendReq> requests, AppendReq request)
    {
        try
        {
            await requests.WriteAsync(request);
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException or HttpRequestException)
        {
            return false;
        }
    }
}
