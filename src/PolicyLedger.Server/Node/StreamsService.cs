using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using ExpectedCase = PolicyLedger.EventStoreProtocol.Streams.AppendReq.Types.Options.ExpectedStreamRevisionOneofCase;

namespace PolicyLedger.Server.Node;

/// <summary>Reading and appending, as <c>event_store.client.streams.Streams</c> has it. <c>resolve_links</c> changes nothing: there are no links.</summary>
internal sealed class StreamsService(SqliteEventLog log, Appending appending, NodeOptions options, Tombstones tombstones, NodeLife life) : EventStoreProtocol.Streams.Streams.StreamsBase
{
    private const string Kept = "the ledger keeps its events for ever: no stream is deleted";

    public override async Task Read(ReadReq request, IServerStreamWriter<ReadResp> responseStream, ServerCallContext context)
    {
        var asked = ReadRequest.Of(request);
        if (asked.Stream is { } stream && appending.IsTextKey(stream))
            throw NodeFailures.KeepsNoTextKeys();
        if (asked.Stream is { } gone && tombstones.Has(gone))
            throw NodeFailures.StreamDeleted(gone);
        await NodeFailures.GuardAsync(
            async cancellation =>
            {
                await new Reading(log.Whole, asked, responseStream, cancellation).RunAsync();
                return true;
            },
            life.Stopping, context.CancellationToken);
    }

    public override Task<AppendResp> Append(IAsyncStreamReader<AppendReq> requestStream, ServerCallContext context) => NodeFailures.GuardAsync(
        async cancellation =>
        {
            if (!await requestStream.MoveNext(cancellation) || requestStream.Current.ContentCase != AppendReq.ContentOneofCase.Options)
                throw NodeFailures.Invalid("options", null, "the first message has them");
            var options = requestStream.Current.Options;
            var stream = ReadRequest.NameOf(options.StreamIdentifier);
            if (appending.Denied(stream) is { } denied)
                throw NodeFailures.AccessDenied(denied);
            var expected = options.ExpectedStreamRevisionCase switch
            {
                ExpectedCase.Revision => Appending.At(options.Revision),
                ExpectedCase.NoStream => ExpectedRevision.NoStream,
                ExpectedCase.Any => ExpectedRevision.Any,
                ExpectedCase.StreamExists => ExpectedRevision.Exists,
                _ => throw NodeFailures.Invalid("options", null, "an expected revision, no_stream, any, or stream_exists"),
            };
            var (events, size) = (new List<Proposed>(), 0L);
            while (await requestStream.MoveNext(cancellation))
            {
                if (requestStream.Current is not { ContentCase: AppendReq.ContentOneofCase.ProposedMessage, ProposedMessage: var message })
                    throw NodeFailures.Invalid("proposed_message", null, "every message after the first has one");
                events.Add(Proposed.Of(message.Id, message.Metadata, message.CustomMetadata, message.Data));
                if ((size += events[^1].Size) > NodeOptions.MaxAppendBytes)
                    throw NodeFailures.MaximumAppendSizeExceeded();
            }

            // What has begun when the node stops is finished.
            return await appending.AppendAsync(stream, expected, events, appending.RecorderOf(context.RequestHeaders), context.CancellationToken) switch
            {
                AppendResult.Appended appended => Success(appended),
                AppendResult.Conflict conflict => new AppendResp { WrongExpectedVersion = Wrong(options, conflict.Actual) },
                AppendResult.Refused refused => throw NodeFailures.Invalid(refused.Message),
                AppendResult.NotKept => throw NodeFailures.KeepsNoTextKeys(),
                AppendResult.Deleted => throw NodeFailures.StreamDeleted(stream),
                _ => throw NodeFailures.Full(),
            };
        },
        life.Stopping, context.CancellationToken);

    public override Task BatchAppend(IAsyncStreamReader<BatchAppendReq> requestStream, IServerStreamWriter<BatchAppendResp> responseStream, ServerCallContext context) =>
        NodeFailures.GuardAsync(
            async cancellation =>
            {
                using var batches = new BatchAppending(appending, responseStream, appending.RecorderOf(context.RequestHeaders), context.CancellationToken);
                await batches.RunAsync(requestStream, cancellation);
                return true;
            },
            life.Stopping, context.CancellationToken);

    public override Task<DeleteResp> Delete(DeleteReq request, ServerCallContext context) => throw NodeFailures.AccessDenied(Kept);

    public override Task<TombstoneResp> Tombstone(TombstoneReq request, ServerCallContext context)
    {
        if (!options.KnowsNoLedger)
            throw NodeFailures.AccessDenied(Kept);
        var stream = ReadRequest.NameOf(request.Options?.StreamIdentifier);
        var end = (ulong)log.Whole.End();
        return tombstones.Add(stream)
            ? Task.FromResult(new TombstoneResp { Position = new() { CommitPosition = end, PreparePosition = end } }) // official clients rely on one
            : throw NodeFailures.StreamDeleted(stream);
    }

    private static AppendResp Success(AppendResult.Appended appended)
    {
        var success = new AppendResp.Types.Success();
        if (appended.Revision < 0)
            success.NoStream = new();
        else
            success.CurrentRevision = (ulong)appended.Revision;
        if (appended.Place is { } place)
            success.Position = new() { CommitPosition = (ulong)place, PreparePosition = (ulong)place };
        else
            success.NoPosition = new();
        return new() { Success = success };
    }

    // With the fields that nodes before 21.2 sent, for their clients.
    private static AppendResp.Types.WrongExpectedVersion Wrong(AppendReq.Types.Options options, long actual)
    {
        var wrong = new AppendResp.Types.WrongExpectedVersion();
        if (actual < 0)
            (wrong.CurrentNoStream, wrong.NoStream2060) = (new(), new());
        else
            (wrong.CurrentRevision, wrong.CurrentRevision2060) = ((ulong)actual, (ulong)actual);
        switch (options.ExpectedStreamRevisionCase)
        {
            case ExpectedCase.Any:
                (wrong.ExpectedAny, wrong.Any2060) = (new(), new());
                break;
            case ExpectedCase.StreamExists:
                (wrong.ExpectedStreamExists, wrong.StreamExists2060) = (new(), new());
                break;
            case ExpectedCase.NoStream:
                (wrong.ExpectedNoStream, wrong.ExpectedRevision2060) = (new(), ulong.MaxValue);
                break;
            default:
                (wrong.ExpectedRevision, wrong.ExpectedRevision2060) = (options.Revision, options.Revision);
                break;
        }

        return wrong;
    }
}
