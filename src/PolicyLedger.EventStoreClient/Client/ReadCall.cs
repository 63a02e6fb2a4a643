using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Streams;

namespace EventStore.Client;

/// <summary>One call of Read, whose answers are taken from the wire one at a time: what is not taken waits at the node, behind
/// the connection's window. One reader at a time; disposing may come from anywhere and ends the call.</summary>
internal sealed class ReadCall : IDisposable
{
    private readonly CurrentNode nodes;
    private readonly CancellationToken given;
    private readonly CancellationTokenSource ending;
    private readonly CancellationToken ended;
    private readonly Lazy<Task<(NodeChannel Node, AsyncServerStreamingCall<ReadResp> Call)>> started;
    private int disposed;

    /// <param name="options">Given the token that ends the call.</param>
    public ReadCall(CurrentNode nodes, ReadReq request, Func<CancellationToken, CallOptions> options, CancellationToken cancellation)
    {
        this.nodes = nodes;
        given = cancellation;
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
    /// <exception cref="OperationCanceledException">This token was cancelled, or the one that the call was made with; the call
    /// is over.</exception>
    /// <exception cref="ObjectDisposedException">Disposed, by who waits or by another; or the client is.</exception>
    public async Task<bool> MoveNextAsync(CancellationToken cancellation)
    {
        try
        {
            var (node, call) = await started.Value.WaitAsync(cancellation);
            return await MoveNextAsync(node, call.ResponseStream, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            cancellation.ThrowIfCancellationRequested();
            given.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(disposed == 1, this);
            throw;
        }
    }

    private async Task<bool> MoveNextAsync(NodeChannel node, IAsyncStreamReader<ReadResp> responses, CancellationToken cancellation)
    {
        try
        {
            if (!await responses.MoveNext(cancellation))
                return false;
            Current = responses.Current;
            return true;
        }
        catch (RpcException e)
        {
            throw nodes.Report(node, e, cancellation);
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
