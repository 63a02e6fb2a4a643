using System.Globalization;
using Grpc.Core;

namespace EventStore.Client;

/// <summary>Reads a node's trailers: the one place that knows which failure is which exception.</summary>
internal static class RpcFailures
{
    private const string NotLeader = "not-leader";
    private const string Unknown = "<unknown>";

    /// <summary>The exception that the trailers name, or the failure itself.</summary>
    public static Exception ToException(RpcException failure) => Trailer(failure, "exception") switch
    {
        "wrong-expected-version" => new WrongExpectedVersionException(
            Trailer(failure, "stream-name") ?? Unknown,
            Revision(failure, "expected-version"),
            Revision(failure, "actual-version"),
            failure,
            failure.Message),
        "stream-deleted" => new StreamDeletedException(Trailer(failure, "stream-name") ?? Unknown, failure),
        "stream-not-found" => new StreamNotFoundException(Trailer(failure, "stream-name") ?? Unknown, failure),
        "access-denied" => new AccessDeniedException(failure.Message, failure),
        "maximum-append-size-exceeded" => new MaximumAppendSizeExceededException(Number(failure, "maximum-append-size") ?? 0, failure),
        "missing-required-metadata-property" => new RequiredMetadataPropertyMissingException(
            Trailer(failure, "required-metadata-properties") ?? Unknown, failure),
        NotLeader when LeaderOf(failure) is { } leader => new NotLeaderException(leader.Host, leader.Port, failure),
        _ => Untyped(failure),
    };

    /// <summary>Even if the node does not know who leads.</summary>
    public static bool IsNotLeader(RpcException failure) => Trailer(failure, "exception") == NotLeader;

    private static Exception Untyped(RpcException failure) => failure.StatusCode switch
    {
        StatusCode.Unauthenticated => new NotAuthenticatedException(failure.Message, failure),
        // A proxy or an older node that ran out of time says so under the code for a lost connection.
        StatusCode.Unavailable when failure.Status.Detail == "Deadline Exceeded" => new RpcException(
            new Status(StatusCode.DeadlineExceeded, failure.Status.Detail, failure), failure.Trailers),
        _ => failure,
    };

    private static (string Host, int Port)? LeaderOf(RpcException failure) =>
        Trailer(failure, "leader-endpoint-host") is { Length: > 0 } host && Number(failure, "leader-endpoint-port") is >= 1 and <= 65535 and var port
            ? (host, port)
            : null;

    private static StreamRevision Revision(RpcException failure, string key) =>
        ulong.TryParse(Trailer(failure, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue
            ? new StreamRevision(number)
            : StreamRevision.None;

    private static int? Number(RpcException failure, string key) =>
        int.TryParse(Trailer(failure, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Trailer(RpcException failure, string key) =>
        failure.Trailers.FirstOrDefault(entry => entry.Key == key && !entry.IsBinary)?.Value;
}
