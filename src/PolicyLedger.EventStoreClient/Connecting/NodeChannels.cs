using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace EventStore.Client;

/// <summary>The client's channels, one per node, kept for the client's life: what runs on a node goes on when later calls go
/// to another.</summary>
internal sealed class NodeChannels(EventStoreClientConnectivitySettings settings) : IDisposable
{
    // A node takes events of up to 16 MiB; with what surrounds them an answer stays below this.
    private const int MaxReceivedBytes = 17 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<DnsEndPoint, NodeChannel> channels = [];
    private bool closed;

    /// <summary>The one channel to this node.</summary>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public NodeChannel To(DnsEndPoint endPoint)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(EventStoreClient));
            if (!channels.TryGetValue(endPoint, out var channel))
                channels.Add(endPoint, channel = Open(endPoint, address: null));
            return channel;
        }
    }

    /// <summary>A channel of the caller's own.</summary>
    /// <param name="address">Where to connect to, under the end point's name; null for what the name resolves to.</param>
    public NodeChannel Open(DnsEndPoint endPoint, IPAddress? address)
    {
        var scheme = settings.Insecure ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        return new NodeChannel(endPoint, GrpcChannel.ForAddress(
            new UriBuilder(scheme, endPoint.Host, endPoint.Port).Uri,
            new GrpcChannelOptions
            {
                HttpHandler = CreateHandler(address),
                DisposeHttpClient = true,
                MaxReceiveMessageSize = MaxReceivedBytes,
            }));
    }

    private SocketsHttpHandler CreateHandler(IPAddress? address)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = AtLeastOneSecond(settings.KeepAliveInterval),
            KeepAlivePingTimeout = AtLeastOneSecond(settings.KeepAliveTimeout),
            ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, address, cancellation),
        };
        if (settings.Insecure)
            return handler;
        if (settings.ClientCertificate is { } certificate)
            handler.SslOptions.ClientCertificates = [certificate];
        if (!settings.TlsVerifyCert)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else if (settings.TlsCaFile is { } authority)
        {
            // The name is checked as always: an authority vouches for the nodes that it names, not for all in each other's place.
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            };
        }
        return handler;
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, IPAddress? address, CancellationToken cancellation)
    {
        var addresses = address is not null ? [address] : await ResolveAsync(endPoint.Host, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="SocketException">The name is not known.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation) =>
        IPAddress.TryParse(host, out var literal) ? [literal] : await settings.ResolveAddresses(host, cancellation);

    // The least that the handler takes.
    private static TimeSpan AtLeastOneSecond(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan || time > TimeSpan.FromSeconds(1) ? time : TimeSpan.FromSeconds(1);

    public void Dispose()
    {
        NodeChannel[] open;
        lock (gate)
        {
            closed = true;
            open = [.. channels.Values];
            channels.Clear();
        }
        foreach (var channel in open)
            channel.Dispose();
    }
}
