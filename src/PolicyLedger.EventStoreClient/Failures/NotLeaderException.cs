using System.Net;

namespace EventStore.Client;

/// <summary>The node does not lead the cluster: nothing was written. The client turns to the leader for its next call.</summary>
public class NotLeaderException : Exception
{
    public NotLeaderException(string host, int port, Exception? exception = null)
        : base($"The node is not the leader; {host}:{port} is. Send the request again.", exception) =>
        LeaderEndpoint = new DnsEndPoint(host, port);

    public DnsEndPoint LeaderEndpoint { get; }
}
