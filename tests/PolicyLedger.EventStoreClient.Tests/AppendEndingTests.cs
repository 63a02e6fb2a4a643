using EventStore.Client;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using PolicyLedger.EventStoreClient.Tests.Node;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;

namespace PolicyLedger.EventStoreClient.Tests;

/// <summary>Appends that end before the node had everything.</summary>
public sealed class AppendEndingTests
{
    [Fact]
    public async Task A_connection_that_is_cut_while_events_are_sent_is_a_lost_connection()
    {
        await using var node = await TestNode.StartAsync();
        node.OnAppendStream = async (requests, context) =>
        {
            await requests.MoveNext();
            context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return null!;
        };
        await using var client = Of(node);

        var thrown = await Assert.ThrowsAsync<RpcException>(
            () => client.AppendToStreamAsync("s", StreamState.Any, Enumerable.Range(1, 200).Select(number => Event(number, 100_000))));

        Assert.Equal(StatusCode.Unavailable, thrown.StatusCode);
    }

    [Fact]
    public async Task A_refusal_before_everything_was_sent_says_why()
    {
        await using var node = await TestNode.StartAsync();
        node.OnAppendStream = async (requests, _) =>
        {
            await requests.MoveNext();
            throw Answers.Failure(StatusCode.PermissionDenied, "Access Denied", ("exception", "access-denied"));
        };
        await using var client = Of(node);

        await Assert.ThrowsAsync<AccessDeniedException>(
            () => client.AppendToStreamAsync("s", StreamState.Any, Enumerable.Range(1, 200).Select(number => Event(number, 100_000))));
    }

    [Fact]
    public async Task A_cancelled_append_ends_at_the_node_too()
    {
        var ended = new TaskCompletionSource();
        using var cancel = new CancellationTokenSource();
        await using var node = await TestNode.StartAsync();
        node.OnAppend = async (_, context) =>
        {
            await cancel.CancelAsync();
            await using var registration = context.CancellationToken.Register(ended.SetResult);
            await ended.Task;
            return Answers.Appended(0, 0);
        };
        await using var client = Of(node);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.AppendToStreamAsync("s", StreamState.Any, [Event()], cancellationToken: cancel.Token));
        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Events_that_fail_to_come_up_end_the_append()
    {
        await using var node = await TestNode.StartAsync();
        await using var client = Of(node);

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => client.AppendToStreamAsync("s", StreamState.Any, Failing()));

        Assert.Equal("no more", thrown.Message);

        static IEnumerable<EventData> Failing()
        {
            yield return Event();
            throw new InvalidOperationException("no more");
        }
    }
}
