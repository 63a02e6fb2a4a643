using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;
using static PolicyLedger.EventStoreProtocol.Gossip.MemberInfo.Types;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class DiscoveryTests : IAsyncLifetime
{
    private TestNode leader = null!;
    private TestNode follower = null!;

    public async ValueTask InitializeAsync()
    {
        leader = await TestNode.StartAsync();
        follower = await TestNode.StartAsync();
        Gossip((leader.Port, VNodeState.Leader, true), (follower.Port, VNodeState.Follower, true));
    }

    public async ValueTask DisposeAsync()
    {
        await leader.DisposeAsync();
        await follower.DisposeAsync();
    }

    [Fact]
    public async Task A_single_node_is_not_asked_for_others()
    {
        await using var client = Of(follower);

        await Append(client);

        Assert.Equal((1, 0), (follower.CallsTo("Append"), follower.CallsTo("Gossip")));
    }

    [Fact]
    public async Task Dead_seeds_are_passed_over_and_the_leader_is_kept()
    {
        await using var client = With(Seeds("", DeadPort(), follower.Port, DeadPort()));

        await Append(client);
        await Append(client);

        Assert.Equal((2, 0), (leader.CallsTo("Append"), follower.CallsTo("Append")));
        Assert.Equal(1, follower.CallsTo("Gossip"));
    }

    [Fact]
    public async Task Seeds_that_hang_are_given_up_after_the_gossip_timeout()
    {
        await using var hanging = await TestNode.StartAsync();
        hanging.OnGossip = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return null!;
        };
        await using var client = With(Seeds("&gossipTimeout=300&maxDiscoverAttempts=1", hanging.Port));

        var thrown = await Assert.ThrowsAsync<DiscoveryException>(() => Append(client));

        Assert.Equal(StatusCode.DeadlineExceeded, Assert.IsType<RpcException>(thrown.InnerException).StatusCode);
    }

    [Fact]
    public async Task A_password_that_one_node_does_not_know_is_not_tried_on_the_others()
    {
        leader.OnGossip = follower.OnGossip = _ => throw new RpcException(new Status(StatusCode.Unauthenticated, "Unauthenticated"));
        await using var client = With(Seeds("", leader.Port, follower.Port));

        await Assert.ThrowsAsync<NotAuthenticatedException>(() => Append(client));

        Assert.Equal(1, leader.CallsTo("Gossip") + follower.CallsTo("Gossip"));
    }

    [Theory]
    [InlineData("leader", "Leader")]
    [InlineData("follower", "Follower")]
    [InlineData("readOnlyReplica", "ReadOnlyReplica")]
    public async Task The_preferred_kind_of_node_is_chosen(string preference, string kind)
    {
        await using var replica = await TestNode.StartAsync();
        Gossip((leader.Port, VNodeState.Leader, true), (follower.Port, VNodeState.Follower, true), (replica.Port, VNodeState.ReadOnlyReplica, true));
        await using var client = With(Seeds($"&nodePreference={preference}", leader.Port));

        await Append(client);

        Assert.Equal(
            [kind],
            new[] { ("Leader", leader), ("Follower", follower), ("ReadOnlyReplica", replica) }
                .Where(each => each.Item2.CallsTo("Append") > 0).Select(each => each.Item1));
    }

    [Theory]
    [InlineData(NodePreference.Leader, "Leader", true)]
    [InlineData(NodePreference.Leader, "Follower", false)]
    [InlineData(NodePreference.Leader, "ResigningLeader", false)]
    [InlineData(NodePreference.Follower, "Leader", true)]
    [InlineData(NodePreference.Follower, "Clone", false)]
    [InlineData(NodePreference.ReadOnlyReplica, "Follower", true)]
    [InlineData(NodePreference.ReadOnlyReplica, "PreReadOnlyReplica", false)]
    [InlineData(NodePreference.Random, "ReadOnlyReplica", true)]
    [InlineData(NodePreference.Random, "CatchingUp", false)]
    public async Task What_else_will_do_depends_on_the_preference(NodePreference preference, string state, bool chosen)
    {
        Gossip((follower.Port, Enum.Parse<VNodeState>(state), true), (leader.Port, VNodeState.Leader, false));
        await using var client = With(Seeds($"&nodePreference={preference}&maxDiscoverAttempts=1", leader.Port));

        if (chosen)
            await Append(client);
        else
            await Assert.ThrowsAsync<DiscoveryException>(() => Append(client));

        Assert.Equal((0, chosen ? 1 : 0), (leader.CallsTo("Append"), follower.CallsTo("Append")));
    }

    [Fact]
    public async Task Without_a_leader_discovery_gives_up_after_its_attempts_and_the_next_call_tries_again()
    {
        Gossip((leader.Port, VNodeState.Leader, false), (follower.Port, VNodeState.Follower, true));
        await using var client = With(Seeds("&maxDiscoverAttempts=4", follower.Port));

        var thrown = await Assert.ThrowsAsync<DiscoveryException>(() => Append(client));

        Assert.Equal((4, 4), (thrown.MaxDiscoverAttempts, follower.CallsTo("Gossip")));
        Assert.Contains("nodePreference Leader", thrown.Message);
        Gossip((leader.Port, VNodeState.Leader, true));
        await Append(client);
        Assert.Equal(1, leader.CallsTo("Append"));
    }

    [Fact]
    public async Task Many_callers_share_one_discovery()
    {
        await using var client = With(Seeds("", follower.Port));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Append(client)));

        Assert.Equal((20, 1), (leader.CallsTo("Append"), follower.CallsTo("Gossip")));
    }

    [Fact]
    public async Task Who_cancels_stops_waiting_and_the_others_get_their_node()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        follower.OnGossip = async _ =>
        {
            asked.TrySetResult();
            await answer.Task;
            return Answers.Cluster((leader.Port, VNodeState.Leader, true));
        };
        await using var client = With(Seeds("", follower.Port));
        using var cancel = new CancellationTokenSource();
        var impatient = client.AppendToStreamAsync("s", StreamState.Any, [Event()], cancellationToken: cancel.Token);
        var patient = Append(client);
        await asked.Task.WaitAsync(Patience);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.WaitAsync(Patience));
        answer.SetResult();
        await patient.WaitAsync(Patience);
    }

    private void Gossip(params (int Port, VNodeState State, bool Alive)[] members)
    {
        leader.OnGossip = _ => Task.FromResult(Answers.Cluster(members));
        follower.OnGossip = _ => Task.FromResult(Answers.Cluster(members));
    }
}
