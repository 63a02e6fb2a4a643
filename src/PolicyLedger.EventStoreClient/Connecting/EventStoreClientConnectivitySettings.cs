using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace EventStore.Client;

/// <summary>One node, or the seeds of a cluster, and how to connect to them.</summary>
public class EventStoreClientConnectivitySettings
{
    private Uri? address;
    private bool insecure;

    /// <summary>The single node; null when there are gossip seeds. Neither: https://localhost:2113.</summary>
    public Uri? Address
    {
        get => IsSingleNode ? address : null;
        set => address = value;
    }

    /// <summary>How often all seeds are asked before a call fails with <see cref="DiscoveryException"/>: 10.</summary>
    public int MaxDiscoverAttempts { get; set; }

    /// <summary>Who is asked for the members of the cluster. Empty for a single node.</summary>
    public EndPoint[] GossipSeeds => (EndPoint[]?)DnsGossipSeeds ?? IpGossipSeeds ?? [];

    /// <summary>Seeds by name. Each address that a name has is a seed.</summary>
    public DnsEndPoint[]? DnsGossipSeeds { get; set; }

    public IPEndPoint[]? IpGossipSeeds { get; set; }

    /// <summary>How long one seed may take to answer: 5 seconds.</summary>
    public TimeSpan GossipTimeout { get; set; }

    /// <summary>The wait between two rounds of asking: 100 milliseconds.</summary>
    public TimeSpan DiscoveryInterval { get; set; }

    public NodePreference NodePreference { get; set; }

    /// <summary>A connection that is silent for this long is probed: 10 seconds, at least 1. Infinite for never.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection whose probe is not answered for this long is given up: 10 seconds, at least 1.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public bool IsSingleNode => GossipSeeds.Length == 0;

    /// <summary>No TLS. A single node's address decides by its scheme.</summary>
    public bool Insecure
    {
        get => IsSingleNode ? string.Equals(address?.Scheme, Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) : insecure;
        set => insecure = value;
    }

    /// <summary>False accepts any certificate: for trying things out only.</summary>
    public bool TlsVerifyCert { get; set; } = true;

    /// <summary>The one authority that is trusted, in place of those of the machine.</summary>
    public X509Certificate2? TlsCaFile { get; set; }

    /// <summary>Says who asks, in place of a user and password.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    public static EventStoreClientConnectivitySettings Default => new()
    {
        MaxDiscoverAttempts = 10,
        GossipTimeout = TimeSpan.FromSeconds(5),
        DiscoveryInterval = TimeSpan.FromMilliseconds(100),
        NodePreference = NodePreference.Leader,
    };

    /// <summary>Tests pass in names of their own.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> ResolveAddresses { get; set; } = Dns.GetHostAddressesAsync;

    internal Uri SingleNode =>
        Address ?? new UriBuilder(insecure ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, "localhost", ConnectionString.DefaultPort).Uri;
}
