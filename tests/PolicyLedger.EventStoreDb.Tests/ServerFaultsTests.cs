using EventStore.Client;
using Grpc.Core;
using PolicyLedger.Log;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests;

/// <summary>Which failures are tried again, each by name, and which never.</summary>
public class ServerFaultsTests
{
    private static readonly ServerAddress Server = ServerAddress.Parse("esdb://host:2113?tls=false", "server").OrThrow();

    [Theory]
    [InlineData(StatusCode.Unavailable, true)]
    [InlineData(StatusCode.DeadlineExceeded, true)]
    [InlineData(StatusCode.Aborted, true)]
    [InlineData(StatusCode.Cancelled, true)]
    [InlineData(StatusCode.InvalidArgument, false)]
    [InlineData(StatusCode.FailedPrecondition, false)]
    [InlineData(StatusCode.AlreadyExists, false)]
    [InlineData(StatusCode.PermissionDenied, false)]
    [InlineData(StatusCode.Unauthenticated, false)]
    [InlineData(StatusCode.ResourceExhausted, false)]
    [InlineData(StatusCode.Unimplemented, false)]
    [InlineData(StatusCode.Internal, false)]
    [InlineData(StatusCode.Unknown, false)]
    public void A_status_is_tried_again_or_never(StatusCode code, bool again) =>
        Assert.Equal(again, ServerFaults.IsTransient(new RpcException(new Status(code, "why")), CancellationToken.None));

    [Fact]
    public void A_reset_and_another_leader_are_tried_again_and_no_refusal_is()
    {
        Assert.True(ServerFaults.IsTransient(new RpcException(new Status(StatusCode.Internal, "reset", new IOException("reset"))), CancellationToken.None));
        Assert.True(ServerFaults.IsTransient(new NotLeaderException("other", 2113), CancellationToken.None));
        foreach (var refusal in new Exception[] { new AccessDeniedException(), new InvalidOperationException("refused"), new FormatException("bad") })
            Assert.False(ServerFaults.IsTransient(refusal, CancellationToken.None));
    }

    [Fact]
    public void What_the_caller_stopped_is_never_tried_again() =>
        Assert.False(ServerFaults.IsTransient(new RpcException(new Status(StatusCode.Cancelled, "stopped")), new CancellationToken(canceled: true)));

    [Fact]
    public async Task A_refusal_is_sent_once_and_a_transient_failure_until_the_budget_is_spent()
    {
        var (refused, lost) = (0, 0);
        var retry = new TransientRetry(Server, TimeSpan.FromMilliseconds(400));
        await Assert.ThrowsAsync<StoreException>(async () => await retry.RunAsync<int>(_ => Throw(new AccessDeniedException(), ref refused), CancellationToken.None));
        var fault = await Assert.ThrowsAsync<StoreException>(async () => await retry.RunAsync<int>(_ => Throw(new RpcException(new Status(StatusCode.Unavailable, "away")), ref lost), CancellationToken.None));
        Assert.Equal((1, StoreFault.Unreachable), (refused, fault.Fault));
        Assert.True(lost > 1, $"sent {lost} times");
    }

    private static Task<int> Throw(Exception e, ref int calls)
    {
        calls++;
        return Task.FromException<int>(e);
    }
}
