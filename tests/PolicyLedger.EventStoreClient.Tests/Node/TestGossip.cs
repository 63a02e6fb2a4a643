using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Gossip;

namespace PolicyLedger.EventStoreClient.Tests.Node;

internal sealed class TestGossip(TestNode node) : Gossip.GossipBase
{
    public override Task<ClusterInfo> Read(Empty request, ServerCallContext context)
    {
        node.Note("Gossip", context);
        return node.OnGossip is { } gossip ? gossip(context) : Task.FromResult(new ClusterInfo());
    }
}
