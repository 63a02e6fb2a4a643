using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Log;
using Options = PolicyLedger.EventStoreProtocol.Streams.BatchAppendReq.Types.Options;

namespace PolicyLedger.Server.Node;

/// <summary>
/// Answers one BatchAppend call, on which a client sends many appends, each in one or more parts. Those to one stream are
/// written in the order in which they were completed; those to different streams do not wait for each other.
/// </summary>
/// <param name="appending">Where they go.</param>
/// <param name="client">Where the answers go.</param>
/// <param name="recorder">Who appends.</param>
/// <param name="caller">Ends everything, as nobody waits for answers any more.</param>
internal sealed class BatchAppending(Appending appending, IServerStreamWriter<BatchAppendResp> client, string recorder, CancellationToken caller) : IDisposable
{
    private const int MostUnfinished = 256, MostWaiting = 64;

    private readonly Dictionary<Guid, Unfinished> unfinished = [];
    private readonly Dictionary<string, Task> last = [];
    private readonly SemaphoreSlim waiting = new(MostWaiting, MostWaiting);
    private readonly SemaphoreSlim answering = new(1, 1);
    private readonly CancellationTokenSource failed = new();

    /// <summary>Takes appends until the client has no more or the node stops; those that are complete by then are finished and answered.</summary>
    public async Task RunAsync(IAsyncStreamReader<BatchAppendReq> requests, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(failed.Token, cancellation);
        try
        {
            while (await requests.MoveNext(either.Token))
                await TakeAsync(requests.Current);
        }
        finally
        {
            await Task.WhenAll(last.Values);
        }
    }

    public void Dispose()
    {
        waiting.Dispose();
        answering.Dispose();
        failed.Dispose();
    }

    private async Task TakeAsync(BatchAppendReq request)
    {
        var id = Guid.Empty;
        try
        {
            id = WireEvents.Id(request.CorrelationId);
            if (request.Options is { } options && !unfinished.ContainsKey(id))
            {
                if (await RefuseAsync(request, options))
                    return;
                unfinished.Add(id, new(ReadRequest.NameOf(options.StreamIdentifier), BatchWire.Expected(options), options, DateTime.UtcNow + BatchWire.Patience(options)));
            }

            // Parts of an append that has been answered already.
            if (!unfinished.TryGetValue(id, out var append))
                return;
            if (append.Add(request.ProposedMessages) > NodeOptions.MaxAppendBytes)
            {
                unfinished.Remove(id);
                await AnswerAsync(request.CorrelationId, append.Options, NodeFailures.InBatch(
                    StatusCode.InvalidArgument, "MaximumAppendSizeExceeded", new MaximumAppendSizeExceeded { MaxAppendSize = NodeOptions.MaxAppendBytes }));
            }
            else if (request.IsFinal)
            {
                unfinished.Remove(id);
                await waiting.WaitAsync(caller);
                last[append.Stream] = AppendAsync(last.GetValueOrDefault(append.Stream, Task.CompletedTask), request.CorrelationId, append);
                foreach (var (stream, _) in last.Where(task => task.Value.IsCompletedSuccessfully).ToList())
                    last.Remove(stream);
            }
        }
        catch (RpcException e)
        {
            var options = unfinished.Remove(id, out var begun) ? begun.Options : request.Options;
            await AnswerAsync(request.CorrelationId, options, BatchWire.Bad(e.Status.Detail));
        }
    }

    /// <summary>Refuses an append by its options alone.</summary>
    private async Task<bool> RefuseAsync(BatchAppendReq request, Options options)
    {
        var error = appending.Denied(ReadRequest.NameOf(options.StreamIdentifier)) is { } denied ? NodeFailures.InBatch(StatusCode.PermissionDenied, denied, new AccessDenied())
            : BatchWire.Patience(options) <= TimeSpan.Zero ? BatchWire.Late()
            : unfinished.Count >= MostUnfinished ? BatchWire.Bad($"at most {MostUnfinished} appends are begun at one time; complete some first")
            : null;
        if (error is not null)
            await AnswerAsync(request.CorrelationId, options, error);
        return error is not null;
    }

    private async Task AppendAsync(Task before, UUID correlation, Unfinished append)
    {
        try
        {
            await before;
            var answer = new BatchAppendResp();
            if (DateTime.UtcNow > append.Deadline)
                answer.Error = BatchWire.Late();
            else
                await AppendAsync(append, answer);
            await AnswerAsync(correlation, append.Options, answer);
        }
        catch
        {
            // Nobody is to wait for an answer that does not come.
            await failed.CancelAsync();
            throw;
        }
        finally
        {
            waiting.Release();
        }
    }

    private async Task AppendAsync(Unfinished append, BatchAppendResp answer)
    {
        try
        {
            switch (await appending.AppendAsync(append.Stream, append.Expected, append.Events, recorder, caller))
            {
                case AppendResult.Appended appended:
                    answer.Success = BatchWire.Success(appended);
                    break;
                case AppendResult.Conflict conflict:
                    answer.Error = NodeFailures.InBatch(StatusCode.AlreadyExists, "WrongExpectedVersion", BatchWire.Wrong(append.Options, conflict.Actual));
                    break;
                case AppendResult.Refused refused:
                    answer.Error = BatchWire.Bad(refused.Message);
                    break;
                case AppendResult.NotKept:
                    answer.Error = NodeFailures.InBatch(StatusCode.Unimplemented, NodeFailures.KeepsNoTextKeysMessage, new Unknown());
                    break;
                case AppendResult.Deleted:
                    answer.Error = NodeFailures.InBatch(StatusCode.FailedPrecondition, "StreamDeleted", new StreamDeleted { StreamIdentifier = append.Options.StreamIdentifier });
                    break;
                default:
                    answer.Error = NodeFailures.InBatch(StatusCode.ResourceExhausted, NodeFailures.FullMessage, new Unknown());
                    break;
            }
        }
        catch (StoreException e)
        {
            answer.Error = NodeFailures.InBatch(NodeFailures.Of(e).StatusCode, e.Message, new Unknown());
        }
    }

    private Task AnswerAsync(UUID correlation, Options? options, EventStoreProtocol.Status error) => AnswerAsync(correlation, options, new BatchAppendResp { Error = error });

    private async Task AnswerAsync(UUID correlation, Options? options, BatchAppendResp answer)
    {
        answer.CorrelationId = correlation;
        answer.StreamIdentifier = options?.StreamIdentifier;
        await answering.WaitAsync(caller);
        try
        {
            await client.WriteAsync(answer, caller);
        }
        finally
        {
            answering.Release();
        }
    }

    /// <summary>An append of which parts may still come.</summary>
    private sealed record Unfinished(string Stream, ExpectedRevision Expected, Options Options, DateTime Deadline)
    {
        private long size;

        public List<Proposed> Events { get; } = [];

        /// <summary>Adds events; gives the size with them.</summary>
        public long Add(IEnumerable<BatchAppendReq.Types.ProposedMessage> messages)
        {
            foreach (var message in messages)
            {
                Events.Add(Proposed.Of(message.Id, message.Metadata, message.CustomMetadata, message.Data));
                size += Events[^1].Size;
            }

            return size;
        }
    }
}
