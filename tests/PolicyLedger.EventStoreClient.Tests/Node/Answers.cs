using System.Globalization;
using EventStore.Client;
using Google.Protobuf;
using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Gossip;
using PolicyLedger.EventStoreProtocol.Streams;
using Position = PolicyLedger.EventStoreProtocol.Streams.AppendResp.Types.Position;
using Status = Grpc.Core.Status;

namespace PolicyLedger.EventStoreClient.Tests.Node;

/// <summary>What a node says.</summary>
internal static class Answers
{
    public static readonly DateTime Created = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    public static AppendResp Appended(ulong revision, ulong position) => new()
    {
        Success = new AppendResp.Types.Success
        {
            CurrentRevision = revision,
            Position = new Position { CommitPosition = position, PreparePosition = position },
        },
    };

    public static ReadResp Event(ulong number, string stream = "country-DEU", int bytes = 8) => new()
    {
        Event = new ReadResp.Types.ReadEvent { Event = Recorded(number, stream, bytes), CommitPosition = 1000 + number },
    };

    public static ReadResp.Types.ReadEvent.Types.RecordedEvent Recorded(ulong number, string stream = "country-DEU", int bytes = 8) => new()
    {
        Id = Uuid(number),
        StreamIdentifier = new StreamIdentifier { StreamName = ByteString.CopyFromUtf8(stream) },
        StreamRevision = number,
        CommitPosition = 1000 + number,
        PreparePosition = 1000 + number,
        Metadata =
        {
            { "type", "policy-announced.v1" },
            { "created", (Created - DateTime.UnixEpoch).Ticks.ToString(CultureInfo.InvariantCulture) },
            { "content-type", "application/json" },
        },
        Data = ByteString.CopyFrom(new byte[bytes]),
        CustomMetadata = ByteString.CopyFromUtf8("{}"),
    };

    public static UUID Uuid(ulong number) => new()
    {
        Structured = new UUID.Types.Structured { MostSignificantBits = 1, LeastSignificantBits = (long)number },
    };

    public static ReadResp Checkpoint(ulong position) => new()
    {
        Checkpoint = new ReadResp.Types.Checkpoint { CommitPosition = position, PreparePosition = position },
    };

    public static ReadResp Confirmed(string id) => new()
    {
        Confirmation = new ReadResp.Types.SubscriptionConfirmation { SubscriptionId = id },
    };

    /// <summary>A failure as a node sends it.</summary>
    public static RpcException Failure(StatusCode code, string detail, params (string Key, string Value)[] trailers)
    {
        var metadata = new Metadata();
        foreach (var (key, value) in trailers)
            metadata.Add(key, value);
        return new RpcException(new Status(code, detail), metadata);
    }

    public static RpcException NotLeader(int leaderPort) => Failure(
        StatusCode.NotFound,
        "Leader info available",
        ("exception", "not-leader"), ("leader-endpoint-host", "127.0.0.1"), ("leader-endpoint-port", leaderPort.ToString()));

    public static ClusterInfo Cluster(params (int Port, MemberInfo.Types.VNodeState State, bool Alive)[] members) => new()
    {
        Members =
        {
            members.Select(member => new MemberInfo
            {
                InstanceId = Uuid((ulong)member.Port),
                State = member.State,
                IsAlive = member.Alive,
                HttpEndPoint = new EndPoint { Address = "127.0.0.1", Port = (uint)member.Port },
            }),
        },
    };
}
