using System.Net;
using Grpc.Net.Client;
using PolicyLedger.EventStoreProtocol.Gossip;
using StreamsClient = PolicyLedger.EventStoreProtocol.Streams.Streams.StreamsClient;

namespace EventStore.Client;

/// <summary>A channel to one node. It connects when it is used, and again after the connection is lost.</summary>
internal sealed class NodeChannel(DnsEndPoint endPoint, GrpcChannel channel) : IDisposable
{
    public DnsEndPoint EndPoint { get; } = endPoint;

    public StreamsClient Streams { get; } = new(channel);

    public Gossip.GossipClient Gossip { get; } = new(channel);

    public void Dispose() => channel.Dispose();
}
