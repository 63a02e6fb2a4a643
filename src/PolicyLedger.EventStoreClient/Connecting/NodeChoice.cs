using System.Net;
using PolicyLedger.EventStoreProtocol.Gossip;
using static PolicyLedger.EventStoreProtocol.Gossip.MemberInfo.Types;

namespace EventStore.Client;

/// <summary>Picks a member of the cluster.</summary>
internal static class NodeChoice
{
    /// <summary>A living member of the first kind that has one, at random within a kind; null when there is none.</summary>
    public static DnsEndPoint? From(ClusterInfo cluster, NodePreference preference)
    {
        foreach (var kind in KindsInOrder(preference))
        {
            var fitting = cluster.Members
                .Where(member => member.IsAlive && IsReachable(member) && kind.Contains(member.State))
                .ToArray();
            if (fitting.Length > 0)
                return EndPointOf(fitting[Random.Shared.Next(fitting.Length)]);
        }
        return null;
    }

    /// <summary>All members that say where they can be reached, dead ones too.</summary>
    public static DnsEndPoint[] EndPointsOf(ClusterInfo cluster) => [.. cluster.Members.Where(IsReachable).Select(EndPointOf)];

    private static bool IsReachable(MemberInfo member) => member.HttpEndPoint is { Address.Length: > 0, Port: >= 1 and <= IPEndPoint.MaxPort };

    private static DnsEndPoint EndPointOf(MemberInfo member) => new(member.HttpEndPoint.Address, (int)member.HttpEndPoint.Port);

    // Only the leader will do where the leader is asked for: the calls say requires-leader, and others refuse them.
    private static VNodeState[][] KindsInOrder(NodePreference preference) => preference switch
    {
        NodePreference.Leader => [[VNodeState.Leader]],
        NodePreference.Follower =>
            [[VNodeState.Follower], [VNodeState.Leader], [VNodeState.ReadOnlyReplica], [VNodeState.ReadOnlyLeaderless]],
        NodePreference.ReadOnlyReplica =>
            [[VNodeState.ReadOnlyReplica], [VNodeState.ReadOnlyLeaderless], [VNodeState.Leader], [VNodeState.Follower]],
        _ => [[VNodeState.Leader, VNodeState.Follower, VNodeState.ReadOnlyReplica, VNodeState.ReadOnlyLeaderless]],
    };
}
