using System.Net;
using Grpc.Core;

namespace EventStore.Client;

/// <summary>The node to which calls go, found when a call needs one and kept until a call shows that it is the wrong one.
/// Any number of callers at a time.</summary>
internal sealed class CurrentNode(EventStoreClientSettings settings) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly NodeChannels channels = new(settings.ConnectivitySettings);
    private Discovery? discovery;
    private Task<NodeChannel>? current;

    /// <summary>The node, the same for all who ask while it holds. Who cancels stops waiting; the search goes on for others.</summary>
    /// <exception cref="DiscoveryException">None was found. The next call searches again.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public Task<NodeChannel> GetAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, typeof(EventStoreClient));
            if (current is null or { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                var token = closing.Token;
                current = Task.Run(() => FindAsync(token), token);
            }
            return current.WaitAsync(cancellation);
        }
    }

    /// <summary>What to throw for this failure; turns to another node for the next call if the failure says so.</summary>
    public Exception Report(NodeChannel node, RpcException failure, CancellationToken cancellation)
    {
        if (failure.StatusCode == StatusCode.Cancelled && cancellation.IsCancellationRequested)
            return new OperationCanceledException(failure.Message, failure, cancellation);
        var exception = RpcFailures.ToException(failure);
        if (exception is NotLeaderException notLeader)
            Leave(node, notLeader.LeaderEndpoint);
        else if (exception is RpcException { StatusCode: StatusCode.Unavailable } || RpcFailures.IsNotLeader(failure))
            Leave(node, next: null);
        return exception;
    }

    private void Leave(NodeChannel node, DnsEndPoint? next)
    {
        lock (gate)
        {
            // Another call may have left it already, and found a better one.
            if (closing.IsCancellationRequested || current is not { IsCompletedSuccessfully: true } found || found.Result != node)
                return;
            current = next is null ? null : Task.FromResult(channels.To(next));
        }
    }

    private async Task<NodeChannel> FindAsync(CancellationToken cancellation)
    {
        if (settings.ConnectivitySettings.IsSingleNode)
        {
            var address = settings.ConnectivitySettings.SingleNode;
            return channels.To(new DnsEndPoint(address.Host, address.Port));
        }
        discovery ??= new Discovery(settings, channels);
        try
        {
            return channels.To(await discovery.FindAsync(cancellation));
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is OperationCanceledException or RpcException)
        {
            throw new ObjectDisposedException("The client was disposed while it looked for a node.", e);
        }
    }

    /// <summary>Ends what runs on the channels.</summary>
    public void Dispose()
    {
        lock (gate)
            closing.Cancel();
        channels.Dispose();
    }
}
