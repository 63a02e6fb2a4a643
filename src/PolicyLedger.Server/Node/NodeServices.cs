using System.Net;
using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Gossip;
using PolicyLedger.EventStoreProtocol.ServerFeatures;
using Empty = PolicyLedger.EventStoreProtocol.Empty;

namespace PolicyLedger.Server.Node;

/// <summary>What of a node's life its calls have to know.</summary>
/// <param name="Stopping">Set when calls that last have to end.</param>
internal sealed record NodeLife(CancellationToken Stopping)
{
    public Guid Instance { get; } = Guid.NewGuid();

    /// <summary>Set when it has begun to listen.</summary>
    public IPEndPoint Listening { get; set; } = new(IPAddress.None, 0);
}

/// <summary>What this node can do: official clients ask before anything else.</summary>
internal sealed class FeaturesService : ServerFeatures.ServerFeaturesBase
{
    /// <summary>The version of EventStoreDB that it answers like, which clients take decisions on.</summary>
    public const string AnswersLike = "23.10.0";

    private const string Streams = "event_store.client.streams.streams";

    private static readonly SupportedMethods Supported = new()
    {
        EventStoreServerVersion = AnswersLike,
        Methods =
        {
            new SupportedMethod { ServiceName = Streams, MethodName = "read", Features = { "position", "events" } },
            new SupportedMethod { ServiceName = Streams, MethodName = "append" },
            new SupportedMethod { ServiceName = Streams, MethodName = "batchappend", Features = { "deadline_duration" } },
            new SupportedMethod { ServiceName = Streams, MethodName = "delete" },
            new SupportedMethod { ServiceName = Streams, MethodName = "tombstone" },
            new SupportedMethod { ServiceName = "event_store.client.gossip.gossip", MethodName = "read" },
            new SupportedMethod { ServiceName = "event_store.client.server_features.serverfeatures", MethodName = "getsupportedmethods" },
        },
    };

    public override Task<SupportedMethods> GetSupportedMethods(Empty request, ServerCallContext context) => Task.FromResult(Supported);
}

/// <summary>Who is in the cluster: this node, which leads it.</summary>
internal sealed class GossipService(NodeOptions options, NodeLife life, TimeProvider clock) : Gossip.GossipBase
{
    public override Task<ClusterInfo> Read(Empty request, ServerCallContext context)
    {
        var (host, port) = options.Advertised is { } advertised ? (advertised.Host, advertised.Port)
            : IsEvery(life.Listening.Address) && Uri.TryCreate($"http://{context.Host}", UriKind.Absolute, out var asked) ? (asked.Host.Trim('[', ']'), asked.Port)
            : (life.Listening.Address.ToString(), life.Listening.Port);
        return Task.FromResult(new ClusterInfo
        {
            Members =
            {
                new MemberInfo
                {
                    InstanceId = WireEvents.Id(life.Instance, asText: false),
                    TimeStamp = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks,
                    State = MemberInfo.Types.VNodeState.Leader,
                    IsAlive = true,
                    HttpEndPoint = new() { Address = host, Port = (uint)port },
                },
            },
        });
    }

    private static bool IsEvery(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
