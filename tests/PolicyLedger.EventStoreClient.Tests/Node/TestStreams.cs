using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;

namespace PolicyLedger.EventStoreClient.Tests.Node;

internal sealed class TestStreams(TestNode node) : Streams.StreamsBase
{
    public override async Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requestStream, ServerCallContext context)
    {
        node.Note(nameof(Append), context);
        if (node.OnAppendStream is { } stream)
            return await stream(requestStream, context);
        List<AppendReq> requests = [];
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            requests.Add(request);
        return node.OnAppend is { } append ? await append(requests, context) : Answers.Appended((ulong)requests.Count - 2, 1000);
    }

    public override Task Read(ReadReq request, IServerStreamWriter<ReadResp> responseStream, ServerCallContext context)
    {
        node.Note(nameof(Read), context);
        return node.OnRead is { } read ? read(request, responseStream, context) : Task.CompletedTask;
    }

    public override Task<DeleteResp> Delete(DeleteReq request, ServerCallContext context)
    {
        node.Note(nameof(Delete), context);
        return Task.FromResult(node.OnDelete?.Invoke(request) ?? new DeleteResp { NoPosition = new Empty() });
    }

    public override Task<TombstoneResp> Tombstone(TombstoneReq request, ServerCallContext context)
    {
        node.Note(nameof(Tombstone), context);
        return Task.FromResult(node.OnTombstone?.Invoke(request) ?? new TombstoneResp { NoPosition = new Empty() });
    }
}
