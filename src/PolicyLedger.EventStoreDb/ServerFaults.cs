using System.Net.Sockets;
using System.Security.Authentication;
using EventStore.Client;
using Grpc.Core;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb;

/// <summary>What the client's exceptions mean: which are gone a moment later, and what the others ask of whoever runs the program.</summary>
internal static class ServerFaults
{
    /// <summary>
    /// Whether the same call may succeed a moment later, on the same node or another. Each case by name; nothing else is
    /// transient, and no conflict and no refusal is. <paramref name="cancellation"/> is the caller's own: what it stopped is not tried again.
    /// </summary>
    public static bool IsTransient(Exception e, CancellationToken cancellation) => !cancellation.IsCancellationRequested && e switch
    {
        AggregateException { InnerExceptions: [var only] } => IsTransient(only, cancellation),
        NotLeaderException => true,
        DiscoveryException => true,
        TimeoutException => true,
        RpcException { StatusCode: StatusCode.Unavailable } rpc => !IsTls(rpc),
        RpcException { StatusCode: StatusCode.DeadlineExceeded } => true,
        RpcException { StatusCode: StatusCode.Aborted } => true, // the server's own time for a commit was over
        RpcException { StatusCode: StatusCode.Cancelled } => true, // the connection went, with every call on it
        RpcException { StatusCode: StatusCode.Internal } rpc => IsReset(rpc) && !IsTls(rpc),
        IOException => true, // reset while a request was still being written
        LostConnectionException => true,
        _ => false,
    };

    /// <summary>Turns what cannot be gone on with into the exception that the port promises; null for what is the caller's own or a bug.</summary>
    public static StoreException? Explain(ServerAddress server, Exception e) => e switch
    {
        AggregateException { InnerExceptions: [var only] } => Explain(server, only),
        NotAuthenticatedException or RpcException { StatusCode: StatusCode.Unauthenticated } => Unreachable(
            $"{server}: name or password are not known there; check them in the connection string", e),
        AccessDeniedException or RpcException { StatusCode: StatusCode.PermissionDenied } => Unreachable(
            $"{server}: this user may not do that; a ledger's user needs to read $all; to record, to append to {Streams.CountryPrefix}*, {Streams.CodebookPrefix}* and {Streams.TextKeyPrefix}*; and to erase, to delete {Streams.TextKeyPrefix}*", e),
        MaximumAppendSizeExceededException size => Unreachable(
            $"{server}: takes at most {size.MaxAppendSize:N0} bytes in one append; shorten the text, or raise max-append-size on every node", e),
        RpcException { StatusCode: StatusCode.ResourceExhausted } => Unreachable($"{server}: the append is larger than one message may be; shorten the text", e),
        NotLeaderException => Unreachable($"{server}: this node is not the leader and the leader could not be reached; try again, and check the cluster", e),
        DiscoveryException { InnerException: RpcException rpc } when IsTls(rpc) => NoTls(server, rpc, e),
        DiscoveryException => Unreachable($"{server}: none of its nodes answered, or they have no leader; check that most of them run, their addresses, and the connection string's tls", e),
        TimeoutException or RpcException { StatusCode: StatusCode.DeadlineExceeded or StatusCode.Aborted } => Unreachable($"{server}: did not answer in time; check its load and the network, then try again", e),
        RpcException rpc when IsTls(rpc) => NoTls(server, rpc, e),
        RpcException { StatusCode: StatusCode.Unimplemented } => Unreachable($"{server}: whatever listens there is no EventStoreDB", e),
        RpcException { StatusCode: StatusCode.InvalidArgument or StatusCode.FailedPrecondition } rpc => Unreachable($"{server}: refused it: {rpc.Status.Detail}", e),
        RpcException rpc => Unreachable($"{server}: cannot be reached ({rpc.StatusCode}: {Detail(rpc)}); check that it runs and the address, then try again", e),
        LostConnectionException or IOException => Unreachable($"{server}: the connection was lost again and again; check the network and the server's log", e),
        StreamDeletedException => new(StoreFault.Integrity, $"{server}: {e.Message}; a ledger's streams are never deleted: restore a backup", e),
        InvalidOperationException and not ObjectDisposedException => Unreachable($"{server}: refused it: {e.Message}", e),
        _ => null,
    };

    private static StoreException NoTls(ServerAddress server, RpcException why, Exception e) => Unreachable(
        $"{server}: no TLS connection ({Detail(why)}); check the connection string's tls, tlsCaFile and tlsVerifyCert", e);

    private static StoreException Unreachable(string message, Exception inner) => new(StoreFault.Unreachable, message, inner);

    private static string Detail(RpcException e) => e.Status.DebugException is { } cause ? Innermost(cause).Message : e.Status.Detail;

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private static bool IsTls(RpcException e) => Causes(e).Any(cause => cause is AuthenticationException);

    // A frame cut short or a reset arrives as an internal error of the call, caused by one of the socket or the stream.
    private static bool IsReset(RpcException e) => Causes(e).Any(cause => cause is SocketException or IOException);

    private static IEnumerable<Exception> Causes(RpcException e)
    {
        for (var cause = e.Status.DebugException ?? e.InnerException; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}

/// <summary>The server ended a subscription that nobody had cancelled.</summary>
internal sealed class LostConnectionException() : Exception("the server ended the subscription");
