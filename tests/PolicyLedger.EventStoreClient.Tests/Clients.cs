using System.Net;
using System.Text;
using EventStore.Client;
using PolicyLedger.EventStoreClient.Tests.Node;
using EsClient = EventStore.Client.EventStoreClient;

namespace PolicyLedger.EventStoreClient.Tests;

/// <summary>Clients of test nodes, and what they send.</summary>
internal static class Clients
{
    /// <summary>Long enough for a slow machine; a test that waits for it has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static EsClient Of(TestNode node, string parameters = "") => With($"esdb://127.0.0.1:{node.Port}?tls=false{parameters}");

    public static EsClient With(string connectionString, Func<string, IPAddress[]>? resolve = null)
    {
        var settings = EventStoreClientSettings.Create(connectionString);
        if (resolve is not null)
            settings.ConnectivitySettings.ResolveAddresses = (host, _) => Task.FromResult(resolve(host));
        return new EsClient(settings);
    }

    /// <summary>Seeds at these ports of this machine.</summary>
    public static string Seeds(string parameters, params int[] ports) =>
        $"esdb+discover://{string.Join(',', ports.Select(port => $"127.0.0.1:{port}"))}?tls=false&discoveryInterval=1{parameters}";

    public static EventData Event(int number = 0, int bytes = 2) =>
        new(Uuid.FromInt64(7, number), "policy-announced.v1", Encoding.UTF8.GetBytes(new string('x', bytes)), "{}"u8.ToArray());

    public static Task<IWriteResult> Append(EsClient client) => client.AppendToStreamAsync("country-DEU", StreamState.Any, [Event()]);

    public static async Task<List<T>> All<T>(IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (var item in items)
            all.Add(item);
        return all;
    }

    /// <summary>A port on which nothing listens.</summary>
    public static int DeadPort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
