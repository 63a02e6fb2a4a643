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
    [InlineData("leader", NodePreference.Leader)]
    [InlineData("Follower", NodePreference.Follower)]
    [InlineData("RANDOM", NodePreference.Random)]
    [InlineData("readonlyreplica", NodePreference.ReadOnlyReplica)]
    public void A_node_preference_is_read_without_case(string text, NodePreference preference) =>
        Assert.Equal(preference, EventStoreClientSettings.Create($"esdb://a?nodePreference={text}").ConnectivitySettings.NodePreference);

    [Theory]
    [InlineData("localhost:2113", typeof(NoSchemeException), "esdb://")]
    [InlineData("", typeof(NoSchemeException), "esdb://")]
    [InlineData("http://localhost", typeof(InvalidSchemeException), "'http'")]
    [InlineData("ESDB://localhost", typeof(InvalidSchemeException), "'ESDB'")]
    [InlineData("esdb://", typeof(InvalidHostException), "''")]
    [InlineData("esdb://a,", typeof(InvalidHostException), "''")]
    [InlineData("esdb://a:b", typeof(InvalidHostException), "'a:b'")]
    [InlineData("esdb://a:0", typeof(InvalidHostException), "'a:0'")]
    [InlineData("esdb://a:65536", typeof(InvalidHostException), "'a:65536'")]
    [InlineData("esdb://a:1:2", typeof(InvalidHostException), "'a:1:2'")]
    [InlineData("esdb://[::1]:2113", typeof(InvalidHostException), "'[::1]:2113'")]
    [InlineData("esdb://a b", typeof(InvalidHostException), "'a b'")]
    [InlineData("esdb://ann@a", typeof(InvalidUserCredentialsException), "0 colons")]
    [InlineData("esdb://a/path", typeof(ConnectionStringParseException), "'/path'")]
    [InlineData("esdb://a?", typeof(InvalidKeyValuePairException), "''")]
    [InlineData("esdb://a?tls", typeof(InvalidKeyValuePairException), "'tls'")]
    [InlineData("esdb://a?tls=true=false", typeof(InvalidKeyValuePairException), "'tls=true=false'")]
    [InlineData("esdb://a?tls=true&", typeof(InvalidKeyValuePairException), "''")]
    [InlineData("esdb://a?tls=true&Tls=false", typeof(DuplicateKeyException), "'Tls'")]
    [InlineData("esdb://a?colour=red", typeof(InvalidSettingException), "'colour' (with the value 'red')")]
    [InlineData("esdb://a?tls=yes", typeof(InvalidSettingException), "tls is 'yes'")]
    [InlineData("esdb://a?tlsVerifyCert=0", typeof(InvalidSettingException), "tlsVerifyCert is '0'")]
    [InlineData("esdb://a?throwOnAppendFailure=", typeof(InvalidSettingException), "throwOnAppendFailure is ''")]
    [InlineData("esdb://a?nodePreference=master", typeof(InvalidSettingException), "nodePreference is 'master'")]
    [InlineData("esdb://a?maxDiscoverAttempts=0", typeof(InvalidSettingException), "maxDiscoverAttempts is '0'")]
    [InlineData("esdb://a?maxDiscoverAttempts=ten", typeof(InvalidSettingException), "maxDiscoverAttempts is 'ten'")]
    [InlineData("esdb://a?discoveryInterval=-1", typeof(InvalidSettingException), "discoveryInterval is '-1'")]
    [InlineData("esdb://a?gossipTimeout=0", typeof(InvalidSettingException), "gossipTimeout is '0'")]
    [InlineData("esdb://a?keepAliveInterval=-2", typeof(InvalidSettingException), "keepAliveInterval is '-2'")]
    [InlineData("esdb://a?keepAliveTimeout=1.5", typeof(InvalidSettingException), "keepAliveTimeout is '1.5'")]
    [InlineData("esdb://a?defaultDeadline=99999999999", typeof(InvalidSettingException), "defaultDeadline is '99999999999'")]
    [InlineData("esdb://a?tlsCaFile=missing.pem", typeof(InvalidClientCertificateException), "tlsCaFile 'missing.pem'")]
    [InlineData("esdb://a?userCertFile=missing.pem", typeof(InvalidClientCertificateException), "'missing.pem' stands alone")]
    [InlineData("esdb://a?userKeyFile=missing.key", typeof(InvalidClientCertificateException), "'missing.key' stands alone")]
    [InlineData("esdb://a?userCertFile=missing.pem&userKeyFile=missing.key", typeof(InvalidClientCertificateException), "userCertFile 'missing.pem'")]
    public void What_cannot_be_used_is_named(string text, Type exception, string named)
    {
        var thrown = Assert.ThrowsAny<ConnectionStringParseException>(() => EventStoreClientSettings.Create(text));

        Assert.Equal(exception, thrown.GetType());
        Assert.Contains(named, thrown.Message);
    }

    [Theory]
    [InlineData("esdb://ann:top:secret@a")]
    [InlineData("esdb://ann:top@secret@b:x")]
    [InlineData("esdb://secret@a")]
    public void A_password_is_not_repeated(string text)
    {
        var thrown = Assert.ThrowsAny<ConnectionStringParseException>(() => EventStoreClientSettings.Create(text));

        Assert.DoesNotContain("secret", thrown.Message);
        Assert.DoesNotContain("top", thrown.Message);
    }
}
