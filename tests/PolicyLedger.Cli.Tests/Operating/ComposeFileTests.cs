using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace PolicyLedger.Cli.Tests.Operating;

/// <summary>What makes a cluster of the compose files, read from them: no container engine is needed, and none is started.</summary>
public sealed partial class ComposeFileTests
{
    private const string Cluster = "eventstoredb/cluster.compose.yaml";

    private static readonly ComposeService[] Nodes = [.. ComposeFile.Services(Cluster)];

    public static TheoryData<string> Files => [.. OpsFiles.ComposeFiles];

    [Fact]
    public void A_cluster_is_three_nodes_that_know_it()
    {
        Assert.Equal(["node1", "node2", "node3"], Nodes.Select(node => node.Name));
        Assert.All(Nodes, node => Assert.Equal("3", node.Environment["EVENTSTORE_CLUSTER_SIZE"]));
        Assert.All(Nodes, node => Assert.Equal("false", node.Environment["EVENTSTORE_DISCOVER_VIA_DNS"]));
    }

    [Fact]
    public void Each_node_stands_at_an_address_of_its_own_and_asks_the_others_for_news()
    {
        foreach (var node in Nodes)
        {
            Assert.Equal((node.Address, node.Address), (node.Environment["EVENTSTORE_NODE_IP"], node.Environment["EVENTSTORE_REPLICATION_IP"]));
            Assert.Equal(Nodes.Except([node]).Select(other => $"{other.Address}:2113"), node.Environment["EVENTSTORE_GOSSIP_SEED"].Split(','));
        }

        var subnet = IPNetwork.Parse(ComposeFile.Root(Cluster)["networks"]["ledger"]["ipam"]["config"][0]["subnet"].ToString());
        Assert.All(Nodes, node => Assert.True(subnet.Contains(IPAddress.Parse(node.Address))));
        Assert.Distinct(Nodes.Select(node => node.Address));
    }

    [Fact]
    public void The_certificates_that_the_header_makes_are_for_the_nodes_addresses()
    {
        var header = OpsFiles.Header(Cluster);
        Assert.All(Nodes, node => Assert.Contains($"{node.Name}={node.Address}", header));
    }

    [Fact]
    public void A_client_outside_is_told_where_each_node_is_reached()
    {
        foreach (var node in Nodes)
        {
            Assert.Equal("localhost", node.Environment["EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS"]);
            Assert.Equal([$"127.0.0.1:{node.Environment["EVENTSTORE_ADVERTISE_NODE_PORT_TO_CLIENT_AS"]}:2113"], node.Ports);
        }

        Assert.Distinct(Nodes.SelectMany(node => node.Ports));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_server_is_pinned_to_the_version_that_the_readme_speaks_of(string file)
    {
        foreach (var node in ComposeFile.Services(file))
        {
            var version = Pinned().Match(node.Image).Groups[1].Value;
            Assert.Contains($" {version}", OpsFiles.Text("eventstoredb/README.md"));
            Assert.StartsWith("23.10.", version);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_goes_over_the_network_in_the_clear_and_nobody_is_called(string file)
    {
        foreach (var node in ComposeFile.Services(file))
        {
            Assert.Equal("true", node.Environment["EVENTSTORE_TELEMETRY_OPTOUT"]);
            Assert.DoesNotContain("EVENTSTORE_INSECURE", node.Environment.Keys);
            Assert.DoesNotContain("EVENTSTORE_DISABLE_TLS", node.Environment.Keys);
            Assert.All(node.Ports, port => Assert.StartsWith("127.0.0.1:", port));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_node_has_its_own_key_and_the_authoritys_certificate_but_never_its_key(string file)
    {
        foreach (var node in ComposeFile.Services(file))
        {
            var roots = node.Environment["EVENTSTORE_TRUSTED_ROOT_CERTIFICATES_PATH"];
            var own = node.Volumes.Single(volume => volume.Value == $"./certs/{node.Name}").Key;
            Assert.Equal("./certs/ca/ca.crt", node.Volumes[$"{roots}/ca.crt"]);
            Assert.Equal($"{own}/node.crt", node.Environment["EVENTSTORE_CERTIFICATE_FILE"]);
            Assert.Equal($"{own}/node.key", node.Environment["EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE"]);
            Assert.Equal(node.Name, node.Volumes["/var/lib/eventstore"]);
            Assert.Equal(3, node.Volumes.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_password_stands_in_a_file_and_none_is_the_one_that_everybody_knows(string file)
    {
        foreach (var node in ComposeFile.Services(file))
        {
            Assert.Equal("${ADMIN_PASSWORD:?}", node.Environment["EVENTSTORE_DEFAULT_ADMIN_PASSWORD"]);
            Assert.Equal("${OPS_PASSWORD:?}", node.Environment["EVENTSTORE_DEFAULT_OPS_PASSWORD"]);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_node_is_asked_for_its_health_where_it_listens_and_by_the_name_on_its_certificate(string file)
    {
        foreach (var node in ComposeFile.Services(file))
        {
            // A node that is given no address takes the image's: all of them.
            var host = node.Environment.ContainsKey("EVENTSTORE_NODE_IP") ? "$$EVENTSTORE_NODE_IP" : "localhost";
            Assert.EndsWith($" https://{host}:2113/health/live", node.Health);
            Assert.Contains("--fail", node.Health);
            Assert.Contains($"--cacert {node.Environment["EVENTSTORE_TRUSTED_ROOT_CERTIFICATES_PATH"]}/ca.crt", node.Health);
            Assert.Equal("unless-stopped", node.Node["restart"].ToString());
        }
    }

    [GeneratedRegex(@"^eventstore/eventstore:(\d+\.\d+\.\d+)-")]
    private static partial Regex Pinned();
}
