using System.Net;
using EventStore.Client;
using Xunit;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class ConnectionStringTests
{
    [Theory]
    [InlineData("esdb://localhost", "https://localhost:2113/")]
    [InlineData("esdb://localhost/", "https://localhost:2113/")]
    [InlineData("esdb://10.0.0.1:2114?tls=false", "http://10.0.0.1:2114/")]
    [InlineData("esdb://node.example:1?TLS=True", "https://node.example:1/")]
    [InlineData("kurrentdb://localhost/?tls=false", "http://localhost:2113/")]
    public void One_host_is_the_single_node(string text, string address)
    {
        var connectivity = EventStoreClientSettings.Create(text).ConnectivitySettings;

        Assert.True(connectivity.IsSingleNode);
        Assert.Equal(new Uri(address), connectivity.Address);
        Assert.Equal(address.StartsWith("http:"), connectivity.Insecure);
        Assert.Empty(connectivity.GossipSeeds);
    }

    [Theory]
    [InlineData("esdb://a,b:2114,c", "a:2113 b:2114 c:2113")]
    [InlineData("esdb://a,10.0.0.1", "a:2113 10.0.0.1:2113")]
    [InlineData("esdb+discover://cluster.example", "cluster.example:2113")]
    [InlineData("kurrentdb+discover://cluster.example:3?tls=true", "cluster.example:3")]
    [InlineData("kurrentdb://a,b", "a:2113 b:2113")]
    public void Several_hosts_or_discover_are_seeds_by_name(string text, string seeds)
    {
        var connectivity = EventStoreClientSettings.Create(text).ConnectivitySettings;

        Assert.False(connectivity.IsSingleNode);
        Assert.Null(connectivity.Address);
        Assert.False(connectivity.Insecure);
        Assert.Equal(seeds.Split(' '), connectivity.DnsGossipSeeds!.Select(seed => $"{seed.Host}:{seed.Port}"));
        Assert.Equal(connectivity.DnsGossipSeeds!, connectivity.GossipSeeds);
    }

    [Fact]
    public void Seeds_that_are_all_addresses_are_seeds_by_address()
    {
        var connectivity = EventStoreClientSettings.Create("esdb+discover://10.0.0.1,10.0.0.2:3?tls=false").ConnectivitySettings;

        Assert.Equal([IPEndPoint.Parse("10.0.0.1:2113"), IPEndPoint.Parse("10.0.0.2:3")], connectivity.IpGossipSeeds!);
        Assert.Null(connectivity.DnsGossipSeeds);
        Assert.True(connectivity.Insecure);
    }

    [Fact]
    public void Without_parameters_the_documented_defaults_hold()
    {
        var settings = EventStoreClientSettings.Create("esdb://localhost");

        Assert.Null(settings.ConnectionName);
        Assert.Null(settings.DefaultCredentials);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.DefaultDeadline);
        Assert.True(settings.OperationOptions.ThrowOnAppendFailure);
        var connectivity = settings.ConnectivitySettings;
        Assert.Equal(10, connectivity.MaxDiscoverAttempts);
        Assert.Equal(TimeSpan.FromSeconds(5), connectivity.GossipTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(100), connectivity.DiscoveryInterval);
        Assert.Equal(NodePreference.Leader, connectivity.NodePreference);
        Assert.Equal(TimeSpan.FromSeconds(10), connectivity.KeepAliveInterval);
        Assert.Equal(TimeSpan.FromSeconds(10), connectivity.KeepAliveTimeout);
        Assert.True(connectivity.TlsVerifyCert);
        Assert.Null(connectivity.TlsCaFile);
        Assert.Null(connectivity.ClientCertificate);
    }

    [Fact]
    public void Every_parameter_arrives()
    {
        var settings = EventStoreClientSettings.Create(
            "esdb://ann:s3cret@localhost?tlsVerifyCert=false&nodePreference=readOnlyReplica&maxDiscoverAttempts=3&discoveryInterval=20"
            + "&gossipTimeout=30&keepAliveInterval=4000&keepAliveTimeout=-1&defaultDeadline=5000&connectionName=ledger&throwOnAppendFailure=false");

        Assert.Equal(("ann", "s3cret"), (settings.DefaultCredentials!.Username, settings.DefaultCredentials.Password));
        Assert.Equal("ledger", settings.ConnectionName);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.DefaultDeadline);
        Assert.False(settings.OperationOptions.ThrowOnAppendFailure);
        var connectivity = settings.ConnectivitySettings;
        Assert.False(connectivity.TlsVerifyCert);
        Assert.Equal(NodePreference.ReadOnlyReplica, connectivity.NodePreference);
        Assert.Equal(3, connectivity.MaxDiscoverAttempts);
        Assert.Equal(TimeSpan.FromMilliseconds(20), connectivity.DiscoveryInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(30), connectivity.GossipTimeout);
        Assert.Equal(TimeSpan.FromSeconds(4), connectivity.KeepAliveInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, connectivity.KeepAliveTimeout);
    }

    [Theory]
    [InlineData("esdb://ann:s/3?c=r&e,t@localhost?tls=false", "s/3?c=r&e,t")]
    [InlineData("esdb://ann:%40@localhost?tls=false", "%40")]
    [InlineData("esdb://ann:@localhost?tls=false", "")]
    public void A_password_is_taken_as_it_stands(string text, string password)
    {
        var settings = EventStoreClientSettings.Create(text);

        Assert.Equal(password, settings.DefaultCredentials!.Password);
        Assert.Equal(new Uri("http://localhost:2113"), settings.ConnectivitySettings.Address);
    }

    [Theory]
    [InlineData("leader", NodePreference.Leader)]
    [InlineData("Follower", NodePreference.Follower)]
    [InlineData("RANDOM", NodePreference.Random)]
    [InlineData("readonlyreplica", NodePreference.ReadOnlyReplica)]
    public void A_node_preference_is_read_without_case(string text, NodePreference preference) =>
        Assert.Equal(preference, EventStoreClientSettings.Create($"esdb://a?nodePreference={text}").ConnectivitySettings.NodePreference);
}
