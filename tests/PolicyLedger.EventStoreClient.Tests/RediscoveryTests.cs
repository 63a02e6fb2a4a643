using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;
using static PolicyLedger.EventStoreProtocol.Gossip.MemberInfo.Types;

namespace PolicyLedger.EventStoreClient.Tests;

/// <summary>What makes a client turn to another node.</summary>
public sealed class RediscoveryTests : IAsyncLifetime
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
    public async Task A_node_that_does_not_lead_any_more_sends_the_next_call_to_the_leader_that_it_names()
    {
        leader.OnAppend = (_, _) => throw Answers.NotLeader(follower.Port);
        await using var client = With(Seeds("", leader.Port));

        await Assert.ThrowsAsync<NotLeaderException>(() => Append(client));
        await Append(client);

        Assert.Equal((1, 1), (leader.CallsTo("Append"), follower.CallsTo("Append")));
        Assert.Equal(1, leader.CallsTo("Gossip") + follower.CallsTo("Gossip"));
    }

    [Fact]
    public async Task A_subscription_that_is_told_of_another_leader_is_followed_by_one_there()
    {
        leader.OnRead = (_, _, _) => throw Answers.NotLeader(follower.Port);
        await using var client = With(Seeds("", leader.Port));

        await Assert.ThrowsAsync<NotLeaderException>(() => All(client.SubscribeToAll(FromAll.Start)));
        await All(client.SubscribeToAll(FromAll.Start));

        Assert.Equal((1, 1), (leader.CallsTo("Read"), follower.CallsTo("Read")));
    }

    [Fact]
    public async Task A_node_that_does_not_know_who_leads_sends_the_client_looking()
    {
        leader.OnAppend = (_, _) => throw Answers.Failure(StatusCode.NotFound, "no leader", ("exception", "not-leader"));
        await using var client = With(Seeds("", leader.Port));
        await Assert.ThrowsAsync<RpcException>(() => Append(client));
        Gossip((leader.Port, VNodeState.Follower, true), (follower.Port, VNodeState.Leader, true));

        await Append(client);

        Assert.Equal(1, follower.CallsTo("Append"));
    }

    [Fact]
    public async Task A_leader_that_died_is_looked_for_among_the_members_that_were_seen()
    {
        // The one seed dies with the leader: the other member was learned from its gossip.
        await using var client = With(Seeds("", leader.Port));
        await Append(client);
        await leader.DisposeAsync();
        Gossip((leader.Port, VNodeState.Leader, false), (follower.Port, VNodeState.Leader, true));

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => Append(client))).StatusCode);
        await Append(client);

        Assert.Equal(1, follower.CallsTo("Append"));
    }

    [Fact]
    public async Task A_member_that_does_not_say_where_it_is_is_passed_over()
    {
        leader.OnGossip = _ =>
        {
            var cluster = Answers.Cluster((0, VNodeState.Leader, true), (leader.Port, VNodeState.Leader, true), (70000, VNodeState.Leader, true));
            cluster.Members[2].HttpEndPoint.Address = "";
            cluster.Members.Add(new PolicyLedger.EventStoreProtocol.Gossip.MemberInfo { State = VNodeState.Leader, IsAlive = true });
            return Task.FromResult(cluster);
        };
        await using var client = With(Seeds("", leader.Port));

        await Append(client);

        Assert.Equal(1, leader.CallsTo("Append"));
    }

    [Fact]
    public async Task Any_other_failure_keeps_the_node()
    {
        leader.OnAppend = (_, _) => throw Answers.Failure(StatusCode.InvalidArgument, "a rule");
        await using var client = With(Seeds("", leader.Port));

        await Assert.ThrowsAsync<RpcException>(() => Append(client));
        await Assert.ThrowsAsync<RpcException>(() => Append(client));

        Assert.Equal((2, 1), (leader.CallsTo("Append"), leader.CallsTo("Gossip")));
    }

    private void Gossip(params (int Port, VNodeState State, bool Alive)[] members)
    {
        leader.OnGossip = _ => Task.FromResult(Answers.Cluster(members));
        follower.OnGossip = _ => Task.FromResult(Answers.Cluster(members));
    }
}
