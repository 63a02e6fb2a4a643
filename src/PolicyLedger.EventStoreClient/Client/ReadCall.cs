using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Streams;

namespace EventStore.Client;

/// <summary>One call of Read, whose answers are taken from the wire one at a time: what is not taken waits at the node, behind
/// the connection's window. One reader at a time; disposing may come from anywhere and ends the call.</summary>
internal sealed class ReadCall : IDisposable
{
    private readonly CurrentNode nodes;
    private readonly CancellationTokenSource ending;
    private readonly CancellationToken ended;
    private readonly Lazy<Task<(NodeChannel Node, AsyncServerStreamingCall<ReadResp> Call)>> started;
    private int disposed;

    /// <param name="options">Given the token that ends the call.</param>
    public ReadCall(CurrentNode nodes, ReadReq request, Func<CancellationToken, CallOptions> options, CancellationToken cancellation)
    {
        this.nodes = nodes;
        ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ended = ending.Token;
        started = new(async () =>
        {
            var node = await nodes.GetAsync(ended);
            return (node, node.Streams.Read(request, options(ended)));
        });
    }

    /// <summary>The answer that <see cref="MoveNextAsync"/> moved to.</summary>
    public ReadResp Current { get; private set; } = new();

    /// <summary>Sends the request. Failures show when moving.</summary>
    public void Start() => started.Value.ContinueWith(
        failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    /// <summary>False when the node has sent everything.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled; the call is over.</exception>
    /// <exception cref="RpcException">Cancelled: the call was ended by the token that it was made with, or by disposing.</exception>
    public async Task<bool> MoveNextAsync(CancellationToken cancellation)
    {
        var (node, call) = await started.Value.WaitAsync(cancellation);
        try
        {
            if (!await call.ResponseStream.MoveNext(cancellation))
                return false;
            Current = call.ResponseStream.Current;
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellation);
        }
        catch (RpcException e)
        {
            throw nodes.Report(node, e);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;
        ending.Cancel();
        if (started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            started.Value.Result.Call.Dispose();
        ending.Dispose();
    }
}
