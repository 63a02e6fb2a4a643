using Grpc.Core;
using PolicyLedger.Log;
using Protocol = PolicyLedger.EventStoreProtocol;

namespace PolicyLedger.Server.Node;

/// <summary>Failures as the protocol says them: a status, and the trailer <c>exception</c> by which clients know what to throw.</summary>
internal static class NodeFailures
{
    private const string Exception = "exception";

    public static RpcException AccessDenied(string why) => new(new Status(StatusCode.PermissionDenied, why), new Metadata { { Exception, "access-denied" } });

    public static RpcException MaximumAppendSizeExceeded() => new(
        new Status(StatusCode.InvalidArgument, $"an append has at most {NodeOptions.MaxAppendBytes} bytes of types, data and metadata; send less at one time"),
        new Metadata { { Exception, "maximum-append-size-exceeded" }, { "maximum-append-size", $"{NodeOptions.MaxAppendBytes}" } });

    public static RpcException MissingMetadata(string name) => new(
        new Status(StatusCode.InvalidArgument, $"metadata: every event has '{name}'"),
        new Metadata { { Exception, "missing-required-metadata-property" }, { "required-metadata-properties", "type,content-type" } });

    /// <summary>Of a stream that holds a key of a text: who finds out goes on with texts in the clear.</summary>
    public static RpcException KeepsNoTextKeys() => new(new Status(StatusCode.Unimplemented, KeepsNoTextKeysMessage), new Metadata { { Exception, "text-keys-not-kept" } });

    public const string KeepsNoTextKeysMessage = $"a node keeps texts in the clear, in the ledger's file, and no keys: no stream is named {Log.Streams.TextKeyPrefix}…";

    public static RpcException StreamDeleted(string stream) => new(
        new Status(StatusCode.FailedPrecondition, $"{stream} is deleted"), new Metadata { { Exception, "stream-deleted" }, { "stream-name", stream } });

    public static RpcException Invalid(string message) => new(new Status(StatusCode.InvalidArgument, message));

    public static RpcException Invalid(string field, string? value, string rule) => Invalid(Refusal.Invalid(field, value, rule).Message);

    public static RpcException Full() => new(new Status(StatusCode.ResourceExhausted, FullMessage));

    public const string FullMessage = "no place is left for events of other streams until the ledger's next event; append them after that";

    public static RpcException Stopping() => new(new Status(StatusCode.Unavailable, "the node is stopping; connect again"));

    public static RpcException Of(StoreException e) => new(new Status(e.Fault == StoreFault.Integrity ? StatusCode.DataLoss : StatusCode.Unavailable, e.Message));

    /// <summary>Runs a call; what the store throws and what stopping cancels become statuses.</summary>
    public static async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken stopping, CancellationToken caller)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, caller);
        try
        {
            return await call(either.Token);
        }
        catch (StoreException e)
        {
            throw Of(e);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && stopping.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw Stopping();
        }
        catch (ObjectDisposedException) when (stopping.IsCancellationRequested)
        {
            throw Stopping();
        }
    }

    /// <summary>A failure inside a BatchAppendResp.</summary>
    public static Protocol.Status InBatch(StatusCode code, string message, Google.Protobuf.IMessage details) =>
        new() { Code = (int)code, Message = message, Details = Google.Protobuf.WellKnownTypes.Any.Pack(details) };
}
