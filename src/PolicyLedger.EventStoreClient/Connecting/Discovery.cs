using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Gossip;
using EndPoint = System.Net.EndPoint;

namespace EventStore.Client;

/// <summary>Finds a node of the cluster by asking those that are known for the rest. Not for two callers at a time.</summary>
internal sealed class Discovery(EventStoreClientSettings settings, NodeChannels channels)
{
    private DnsEndPoint[] lastSeen = [];

    private sealed record Seed(DnsEndPoint EndPoint, IPAddress? Address);

    /// <exception cref="DiscoveryException">No round of asking showed a node that fits; says what was met last.</exception>
    /// <exception cref="NotAuthenticatedException">A node does not know the user or the password, and so no other will.</exception>
    public async Task<DnsEndPoint> FindAsync(CancellationToken cancellation)
    {
        var connectivity = settings.ConnectivitySettings;
        var (reason, last) = ("no host could be resolved", (Exception?)null);
        for (var attempt = 1; attempt <= connectivity.MaxDiscoverAttempts; attempt++)
        {
            if (attempt > 1)
                await Task.Delay(connectivity.DiscoveryInterval, cancellation);
            await foreach (var seed in SeedsAsync(cancellation))
            {
                try
                {
                    var cluster = await AskAsync(seed, cancellation);
                    if (NodeChoice.From(cluster, connectivity.NodePreference) is { } chosen)
                    {
                        lastSeen = NodeChoice.EndPointsOf(cluster);
                        return chosen;
                    }
                    (reason, last) = ($"{Name(seed)} knows no living node for nodePreference {connectivity.NodePreference}", null);
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
                {
                    throw RpcFailures.ToException(e);
                }
                catch (RpcException e) when (!cancellation.IsCancellationRequested)
                {
                    (reason, last) = ($"{Name(seed)} did not answer ({e.Status.Detail})", e);
                }
            }
        }
        throw new DiscoveryException(connectivity.MaxDiscoverAttempts, reason, last);
    }

    // The members that were seen last know more than the seeds, which may be long gone.
    private async IAsyncEnumerable<Seed> SeedsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var members = lastSeen.ToArray();
        Random.Shared.Shuffle(members);
        foreach (var member in members)
            yield return new Seed(member, Address: null);

        List<Seed> seeds = [];
        foreach (var endPoint in settings.ConnectivitySettings.GossipSeeds)
            seeds.AddRange(await AddressesAsync(endPoint, cancellation));
        foreach (var seed in seeds.Shuffle())
            yield return seed;
    }

    private async Task<IEnumerable<Seed>> AddressesAsync(EndPoint endPoint, CancellationToken cancellation)
    {
        if (endPoint is IPEndPoint ip)
            return [new Seed(new DnsEndPoint(ip.Address.ToString(), ip.Port), ip.Address)];
        var name = (DnsEndPoint)endPoint;
        try
        {
            return (await channels.ResolveAsync(name.Host, cancellation)).Select(address => new Seed(name, address));
        }
        catch (SocketException)
        {
            return []; // as good as a seed that does not answer
        }
    }

    private async Task<ClusterInfo> AskAsync(Seed seed, CancellationToken cancellation)
    {
        using var channel = channels.Open(seed.EndPoint, seed.Address);
        var options = CallSettings.Create(settings, settings.ConnectivitySettings.GossipTimeout, null, cancellation);
        return await channel.Gossip.ReadAsync(new Empty(), options);
    }

    private static string Name(Seed seed) => seed.Address is null
        ? $"{seed.EndPoint.Host}:{seed.EndPoint.Port}"
        : $"{seed.EndPoint.Host}:{seed.EndPoint.Port} at {seed.Address}";
}
