using System.Security.Cryptography.X509Certificates;
using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using PolicyLedger.Testing;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TestAuthority authority = new();

    public TlsTests() => File.WriteAllText(folder["ca.pem"], authority.Pem);

    public void Dispose()
    {
        folder.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task A_node_of_the_named_authority_is_trusted()
    {
        await using var node = await TestNode.StartAsync(authority.Issue());
        await using var client = With($"esdb://127.0.0.1:{node.Port}?tlsCaFile={folder["ca.pem"]}");

        await Append(client);

        Assert.Equal(1, node.CallsTo("Append"));
    }

    [Fact]
    public async Task A_node_of_an_authority_that_the_machine_does_not_know_is_refused()
    {
        await using var node = await TestNode.StartAsync(authority.Issue());
        await using var client = With($"esdb://127.0.0.1:{node.Port}");

        await Refused(client, node);
    }

    [Fact]
    public async Task A_node_of_another_authority_than_the_named_one_is_refused()
    {
        using var other = new TestAuthority();
        await using var node = await TestNode.StartAsync(other.Issue());
        await using var client = With($"esdb://127.0.0.1:{node.Port}?tlsCaFile={folder["ca.pem"]}");

        await Refused(client, node);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var node = await TestNode.StartAsync(authority.Issue("elsewhere.example"));
        await using var client = With($"esdb://127.0.0.1:{node.Port}?tlsCaFile={folder["ca.pem"]}");

        await Refused(client, node);
    }

    [Fact]
    public async Task Any_certificate_is_accepted_when_asked_for()
    {
        await using var node = await TestNode.StartAsync(authority.Issue("elsewhere.example"));
        await using var client = With($"esdb://127.0.0.1:{node.Port}?tlsVerifyCert=false");

        await Append(client);
    }

    [Fact]
    public async Task A_node_without_tls_is_not_talked_to_in_the_clear()
    {
        await using var node = await TestNode.StartAsync();
        await using var client = With($"esdb://127.0.0.1:{node.Port}?tlsVerifyCert=false");

        await Refused(client, node);
    }

    [Fact]
    public async Task Credentials_arrive_over_tls_and_an_operations_own_come_first()
    {
        await using var node = await TestNode.StartAsync(authority.Issue());
        await using var client = With($"esdb://ann:s3cret@127.0.0.1:{node.Port}?tlsCaFile={folder["ca.pem"]}");

        await Append(client);
        await client.AppendToStreamAsync("s", StreamState.Any, [Event()], userCredentials: new UserCredentials("bob", "ü"));
        await client.DeleteAsync("s", StreamState.Any, userCredentials: new UserCredentials("token"));

        Assert.Equal(
            ["Basic YW5uOnMzY3JldA==", "Basic Ym9iOsO8", "Bearer token"],
            node.Calls.Select(call => call.Headers.GetValue("authorization")));
    }

    [Fact]
    public async Task A_users_certificate_is_shown_to_the_node()
    {
        using var user = authority.Issue("ann");
        File.WriteAllText(folder["user.pem"], user.ExportCertificatePem());
        File.WriteAllText(folder["user.key"], user.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await using var node = await TestNode.StartAsync(authority.Issue(), requireClientCertificate: true);
        var address = $"esdb://127.0.0.1:{node.Port}?tlsCaFile={folder["ca.pem"]}";
        await using var without = With(address);
        await using var with = With($"{address}&userCertFile={folder["user.pem"]}&userKeyFile={folder["user.key"]}");

        await Refused(without, node);
        await Append(with);
    }

    [Fact]
    public void A_file_that_holds_no_certificate_is_named()
    {
        File.WriteAllText(folder["text.pem"], "no certificate");

        var authorityFile = Assert.Throws<InvalidClientCertificateException>(
            () => EventStoreClientSettings.Create($"esdb://a?tlsCaFile={folder["text.pem"]}"));
        var userFile = Assert.Throws<InvalidClientCertificateException>(
            () => EventStoreClientSettings.Create($"esdb://a?userCertFile={folder["text.pem"]}&userKeyFile={folder["text.pem"]}"));

        Assert.Contains($"tlsCaFile '{folder["text.pem"]}'", authorityFile.Message);
        Assert.Contains($"userCertFile '{folder["text.pem"]}'", userFile.Message);
    }

    private static async Task Refused(EventStore.Client.EventStoreClient client, TestNode node)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Append(client));
        Assert.True(refusal.StatusCode is StatusCode.Internal or StatusCode.Unavailable, refusal.Status.ToString());
        Assert.Empty(node.Calls);
    }
}
