using System.Net;
using System.Net.Sockets;
using EventStore.Client;
using PolicyLedger.EventStoreClient.Tests.Node;
using PolicyLedger.Testing;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;
using static PolicyLedger.EventStoreProtocol.Gossip.MemberInfo.Types;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class DiscoveryByNameTests
{
    private static readonly IPAddress Dead = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task Each_address_of_a_name_is_a_seed()
    {
        List<string> asked = [];
        await using var node = await TestNode.StartAsync();
        node.OnGossip = _ => Task.FromResult(Answers.Cluster((node.Port, VNodeState.Leader, true)));
        await using var client = With(
            $"esdb+discover://cluster.test:{node.Port}?tls=false&maxDiscoverAttempts=1",
            host =>
            {
                asked.Add(host);
                return [Dead, IPAddress.Loopback, Dead];
            });

        await Append(client);

        Assert.Equal(["cluster.test"], asked);
        Assert.Equal((1, 1), (node.CallsTo("Gossip"), node.CallsTo("Append")));
    }

    [Fact]
    public async Task A_name_is_resolved_anew_in_each_round()
    {
        var rounds = 0;
        await using var node = await TestNode.StartAsync();
        node.OnGossip = _ => Task.FromResult(Answers.Cluster((node.Port, VNodeState.Leader, true)));
        await using var client = With(
            $"esdb+discover://cluster.test:{node.Port}?tls=false&discoveryInterval=1",
            _ => ++rounds switch
            {
                1 => throw new SocketException((int)SocketError.HostNotFound),
                2 => [],
                3 => [Dead],
                _ => [IPAddress.Loopback],
            });

        await Append(client);

        Assert.Equal(4, rounds);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_named_in_the_end()
    {
        await using var client = With(
            "esdb+discover://cluster.test?tls=false&discoveryInterval=1&maxDiscoverAttempts=2",
            _ => throw new SocketException((int)SocketError.HostNotFound));

        var thrown = await Assert.ThrowsAsync<DiscoveryException>(() => Append(client));

        Assert.Equal(2, thrown.MaxDiscoverAttempts);
        Assert.Contains("no host could be resolved", thrown.Message);
    }

    [Fact]
    public async Task Over_tls_a_seed_must_have_a_certificate_for_the_name_although_it_is_reached_by_address()
    {
        using var folder = new TempFolder();
        using var authority = new TestAuthority();
        File.WriteAllText(folder["ca.pem"], authority.Pem);
        await using var named = await TestNode.StartAsync(authority.Issue("cluster.test"));
        await using var other = await TestNode.StartAsync(authority.Issue());
        foreach (var node in new[] { named, other })
            node.OnGossip = _ => Task.FromResult(Answers.Cluster((other.Port, VNodeState.Leader, true)));
        string Discover(TestNode seed) =>
            $"esdb+discover://cluster.test:{seed.Port}?tlsCaFile={folder["ca.pem"]}&maxDiscoverAttempts=1";
        await using var good = With(Discover(named), _ => [IPAddress.Loopback]);
        await using var bad = With(Discover(other), _ => [IPAddress.Loopback]);

        await Append(good);
        await Assert.ThrowsAsync<DiscoveryException>(() => Append(bad));

        Assert.Equal((1, 0, 1), (named.CallsTo("Gossip"), other.CallsTo("Gossip"), other.CallsTo("Append")));
    }

    [Fact]
    public async Task Several_names_are_resolved_too()
    {
        await using var node = await TestNode.StartAsync();
        node.OnGossip = _ => Task.FromResult(Answers.Cluster((node.Port, VNodeState.Leader, true)));
        await using var client = With(
            $"esdb://one.test:{node.Port},two.test:{node.Port}?tls=false&maxDiscoverAttempts=1",
            host => host == "two.test" ? [IPAddress.Loopback] : throw new SocketException((int)SocketError.HostNotFound));

        await Append(client);

        Assert.Equal(1, node.CallsTo("Append"));
    }
}
