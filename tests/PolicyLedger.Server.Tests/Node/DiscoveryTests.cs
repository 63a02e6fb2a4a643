using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using PolicyLedger.EventStoreProtocol.Gossip;
using PolicyLedger.EventStoreProtocol.ServerFeatures;
using PolicyLedger.Server.Node;
using Xunit;
using static PolicyLedger.Server.Tests.Node.RunningNode;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>How a client finds a node, and what it asks first.</summary>
public sealed class DiscoveryTests
{
    [Fact]
    public async Task A_node_says_what_it_can_do()
    {
        await using var node = await StartAsync();
        var supported = await new ServerFeatures.ServerFeaturesClient(node.Channel).GetSupportedMethodsAsync(new(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("23.10.0", supported.EventStoreServerVersion);
        var methods = supported.Methods.ToDictionary(method => $"{method.ServiceName}/{method.MethodName}", method => string.Join(' ', method.Features));
        Assert.Equal("position events", methods["event_store.client.streams.streams/read"]);
        Assert.Equal("deadline_duration", methods["event_store.client.streams.streams/batchappend"]);
        Assert.Equal(7, methods.Count);
    }

    [Fact]
    public async Task Gossip_has_one_member_which_leads()
    {
        await using var node = await StartAsync();
        var member = Assert.Single((await GossipAsync(node)).Members);
        Assert.Equal((MemberInfo.Types.VNodeState.Leader, true, "127.0.0.1", (uint)node.Listening.Port), (member.State, member.IsAlive, member.HttpEndPoint.Address, member.HttpEndPoint.Port));
        Assert.Equal(member.InstanceId, (await GossipAsync(node)).Members[0].InstanceId);
    }

    [Fact]
    public async Task Gossip_names_the_address_that_is_advertised()
    {
        await using var node = await StartAsync(options => options with { Advertised = new("ledger.example.org", 2113) });
        var place = (await GossipAsync(node)).Members[0].HttpEndPoint;
        Assert.Equal(("ledger.example.org", 2113u), (place.Address, place.Port));
    }

    [Fact]
    public async Task Gossip_of_a_node_that_listens_everywhere_names_the_address_that_the_client_used()
    {
        await using var node = await StartAsync(options => options with { Listen = new(IPAddress.Any, 0) });
        using var channel = GrpcChannel.ForAddress($"http://localhost:{node.Listening.Port}");
        var place = (await new Gossip.GossipClient(channel).ReadAsync(new(), cancellationToken: TestContext.Current.CancellationToken)).Members[0].HttpEndPoint;
        Assert.Equal(("localhost", (uint)node.Listening.Port), (place.Address, place.Port));
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_TLS_and_nothing_else()
    {
        using var certificate = Certificate();
        await using var node = await StartAsync(options => options with { Certificate = certificate });
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, sent, _, _) => sent!.GetCertHashString() == certificate.GetCertHashString();
        using var channel = GrpcChannel.ForAddress($"https://localhost:{node.Listening.Port}", new() { HttpHandler = handler });
        Assert.Single((await new Gossip.GossipClient(channel).ReadAsync(new(), cancellationToken: TestContext.Current.CancellationToken)).Members);
        var failure = await Assert.ThrowsAsync<RpcException>(() => GossipAsync(node));
        Assert.True(failure.StatusCode is StatusCode.Unavailable or StatusCode.Internal, failure.StatusCode.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1:2113", "127.0.0.1:2113")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("[::1]:2113", "[::1]:2113")]
    [InlineData("0.0.0.0:1", "0.0.0.0:1")]
    [InlineData("127.0.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("[::1]", null)]
    [InlineData("127.0.0.1:70000", null)]
    [InlineData("127.0.0.1:-1", null)]
    [InlineData(":2113", null)]
    [InlineData("example.org:2113", null)]
    [InlineData("", null)]
    public void An_address_to_listen_on_is_an_IP_address_and_a_port(string text, string? expected) =>
        Assert.Equal(expected, NodeOptions.ParseListen(text, "--listen").TryGet(out var parsed, out _) ? parsed.ToString() : null);

    [Theory]
    [InlineData("ledger.example.org:2113", "ledger.example.org", 2113)]
    [InlineData("10.0.0.1:1", "10.0.0.1", 1)]
    [InlineData("[::1]:2113", "::1", 2113)]
    [InlineData("ledger.example.org", null, 0)]
    [InlineData("a b:2113", null, 0)]
    [InlineData("a:0", null, 0)]
    public void An_address_to_advertise_is_a_host_and_a_port(string text, string? host, int port) =>
        Assert.Equal((host, port), NodeOptions.ParseAdvertised(text, "--advertise").TryGet(out var parsed, out _) ? (parsed.Host, parsed.Port) : (null, 0));

    private static async Task<ClusterInfo> GossipAsync(RunningNode node) =>
        await new Gossip.GossipClient(node.Channel).ReadAsync(new(), cancellationToken: TestContext.Current.CancellationToken);

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
