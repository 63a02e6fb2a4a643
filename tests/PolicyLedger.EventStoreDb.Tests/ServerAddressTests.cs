using Xunit;

namespace PolicyLedger.EventStoreDb.Tests;

public class ServerAddressTests
{
    [Theory]
    [InlineData("esdb://localhost:2113?tls=false", "esdb://localhost:2113?tls=false")]
    [InlineData("esdb://ops:s3cret@host1:2113,host2:2114/?tls=true", "esdb://host1:2113,host2:2114?tls=true")]
    [InlineData("ESDB+discover://ops:s3c@ret@db.example.org", "esdb+discover://db.example.org")]
    [InlineData("kurrentdb://ops:s3cret/?@Host:1?tls=false", "kurrentdb://host:1?tls=false")]
    public void An_address_is_shown_without_credentials(string text, string shown)
    {
        Assert.True(ServerAddress.Is(text));
        if (ServerAddress.Parse(text, "--ledger").TryGet(out var address, out var refusal))
            Assert.Equal(shown, address.Display);
        else
            Assert.DoesNotContain("s3c", refusal.Message);
    }

    [Theory]
    [InlineData("esdb://")]
    [InlineData("esdb://ops:s3cret@")]
    [InlineData("esdb://ops@host:2113")]
    [InlineData("esdb://ops:s3cret:s3cret@host:2113")]
    [InlineData("esdb://ops:s3cret@host:2113?tls=perhaps")]
    [InlineData("esdb://ops:s3cret@host:2113?tls")]
    [InlineData("esdb://ops:s3cret@host:2113?s3cret=1")]
    [InlineData("esdb://ops:s3cret@host:2113/s3cret")]
    [InlineData("esdb://ops:s3cret@host:2113?keepAliveInterval=999")]
    [InlineData("esdb://ops:s3cret@host:2113?keepAliveTimeout=0")]
    [InlineData("esdb://ops:s3cret@host:s3cret")]
    public void What_cannot_be_read_is_refused_with_the_rule_and_without_the_password(string text)
    {
        var refusal = ServerAddress.Parse(text, "--ledger").Refusal;
        Assert.NotNull(refusal);
        Assert.Equal("--ledger", refusal.Field);
        Assert.Contains("expected esdb://", refusal.Message);
        Assert.DoesNotContain("s3c", refusal.Message);
    }

    [Theory]
    [InlineData("policy-ledger.db")]
    [InlineData("/var/lib/esdb/ledger.db")]
    [InlineData("esdb:/host")]
    [InlineData("postgres://host")]
    public void A_path_is_no_address(string text) => Assert.False(ServerAddress.Is(text));

    [Fact]
    public void A_cluster_has_one_name_in_whatever_order_its_nodes_are_given()
    {
        static string Name(string text) => ServerAddress.Parse(text, "x").OrThrow().Cluster;
        Assert.Equal(Name("esdb://a:2113,b:2113?tls=false")[^12..], Name("kurrentdb://u:p@b,A:2113")[^12..]);
        Assert.NotEqual(Name("esdb://a:2113")[^12..], Name("esdb://a:2114")[^12..]);
        Assert.NotEqual(Name("esdb://a:2113")[^12..], Name("esdb+discover://a:2113")[^12..]);
        Assert.Matches("^a_2113-[0-9a-f]{12}$", Name("esdb://a:2113"));
    }
}
