using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;
using EsClient = EventStore.Client.EventStoreClient;

namespace PolicyLedger.EventStoreClient.Tests;

/// <summary>Each failure that a node names in its trailers, in an append, a deletion, a read and a subscription.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_wrong_expected_version_tells_both_revisions()
    {
        foreach (var thrown in await Thrown<WrongExpectedVersionException>(Answers.Failure(
            StatusCode.FailedPrecondition, "Append failed due to WrongExpectedVersion.",
            ("exception", "wrong-expected-version"), ("stream-name", "country-DEU"), ("expected-version", "3"), ("actual-version", "5"))))
        {
            Assert.Equal(("country-DEU", 3L, 5L), (thrown.StreamName, thrown.ExpectedVersion, thrown.ActualVersion));
            Assert.Equal((new StreamRevision(3), new StreamRevision(5)), (thrown.ExpectedStreamRevision, thrown.ActualStreamRevision));
            Assert.IsType<RpcException>(thrown.InnerException);
        }
    }

    [Fact]
    public async Task A_wrong_expected_version_without_numbers_tells_none()
    {
        foreach (var thrown in await Thrown<WrongExpectedVersionException>(Answers.Failure(
            StatusCode.FailedPrecondition, "", ("exception", "wrong-expected-version"), ("actual-version", "-1"))))
        {
            Assert.Equal((null, null), (thrown.ExpectedVersion, thrown.ActualVersion));
            Assert.Equal(StreamRevision.None, thrown.ActualStreamRevision);
        }
    }

    [Fact]
    public async Task A_tombstoned_stream_is_named()
    {
        foreach (var thrown in await Thrown<StreamDeletedException>(Answers.Failure(
            StatusCode.FailedPrecondition, "", ("exception", "stream-deleted"), ("stream-name", "country-DEU"))))
            Assert.Equal("country-DEU", thrown.Stream);
    }

    [Fact]
    public async Task A_stream_that_is_not_there_is_named()
    {
        foreach (var thrown in await Thrown<StreamNotFoundException>(Answers.Failure(
            StatusCode.NotFound, "", ("exception", "stream-not-found"), ("stream-name", "country-DEU"))))
            Assert.Equal("country-DEU", thrown.Stream);
    }

    [Fact]
    public async Task Denied_access_is_an_exception_of_its_own() =>
        await Thrown<AccessDeniedException>(Answers.Failure(StatusCode.PermissionDenied, "Access Denied", ("exception", "access-denied")));

    [Fact]
    public async Task An_unknown_user_is_an_exception_of_its_own() =>
        await Thrown<NotAuthenticatedException>(Answers.Failure(StatusCode.Unauthenticated, "Unauthenticated"));

    [Fact]
    public async Task An_append_that_is_too_large_tells_the_limit()
    {
        foreach (var thrown in await Thrown<MaximumAppendSizeExceededException>(Answers.Failure(
            StatusCode.InvalidArgument, "", ("exception", "maximum-append-size-exceeded"), ("maximum-append-size", "1048576"))))
            Assert.Equal(1048576U, thrown.MaxAppendSize);
    }

    [Fact]
    public async Task A_missing_property_is_named()
    {
        foreach (var thrown in await Thrown<RequiredMetadataPropertyMissingException>(Answers.Failure(
            StatusCode.InvalidArgument, "", ("exception", "missing-required-metadata-property"), ("required-metadata-properties", "type"))))
            Assert.Contains("'type'", thrown.Message);
    }

    [Fact]
    public async Task A_node_that_does_not_lead_names_the_leader()
    {
        foreach (var thrown in await Thrown<NotLeaderException>(Answers.NotLeader(4711)))
            Assert.Equal(("127.0.0.1", 4711), (thrown.LeaderEndpoint.Host, thrown.LeaderEndpoint.Port));
    }

    [Fact]
    public async Task A_lost_connection_that_is_really_a_deadline_says_so()
    {
        foreach (var thrown in await Thrown<RpcException>(Answers.Failure(StatusCode.Unavailable, "Deadline Exceeded")))
            Assert.Equal(StatusCode.DeadlineExceeded, thrown.StatusCode);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Unimplemented)]
    public async Task Everything_else_stays_as_the_node_said_it(StatusCode code)
    {
        foreach (var thrown in await Thrown<RpcException>(Answers.Failure(code, "the rule", ("exception", "something-new"))))
            Assert.Equal((code, "the rule"), (thrown.StatusCode, thrown.Status.Detail));
    }

    private static async Task<List<T>> Thrown<T>(RpcException failure)
        where T : Exception
    {
        List<T> thrown = [];
        Func<EsClient, Task>[] operations =
        [
            client => Append(client),
            client => client.DeleteAsync("country-DEU", StreamState.Any),
            client => client.TombstoneAsync("country-DEU", new StreamRevision(3)),
            client => All(client.ReadStreamAsync(Direction.Forwards, "country-DEU", StreamPosition.Start)),
            client => client.ReadStreamAsync(Direction.Forwards, "country-DEU", StreamPosition.Start).ReadState,
            client => All(client.ReadAllAsync(Direction.Forwards, Position.Start).Messages),
            client => All(client.SubscribeToAll(FromAll.Start)),
        ];
        foreach (var operation in operations)
        {
            await using var node = await TestNode.StartAsync();
            node.OnAppend = (_, _) => throw failure;
            node.OnDelete = _ => throw failure;
            node.OnTombstone = _ => throw failure;
            node.OnRead = (_, _, _) => throw failure;
            await using var client = Of(node);
            thrown.Add(await Assert.ThrowsAsync<T>(() => operation(client)));
        }
        return thrown;
    }
}
