using EventStore.Client;
using Grpc.Core;
using PolicyLedger.EventStoreClient.Tests.Node;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class AppendTests
{
    [Fact]
    public async Task The_stream_and_its_expected_revision_come_first_then_each_event()
    {
        List<AppendReq> sent = [];
        await using var node = await TestNode.StartAsync();
        node.OnAppend = (requests, _) =>
        {
            sent = requests;
            return Task.FromResult(Answers.Appended(5, 99));
        };
        await using var client = Of(node);
        var second = new EventData(Uuid.FromInt64(7, 8), "raw", new byte[] { 1, 2 }, null, "application/octet-stream");

        var result = await client.AppendToStreamAsync("länder", new StreamRevision(3), [Event(1), second]);

        Assert.Equal(new SuccessResult(new StreamRevision(5), new EventStore.Client.Position(99, 99)), result);
        Assert.Equal(
            new AppendReq
            {
                Options = new() { StreamIdentifier = new() { StreamName = Google.Protobuf.ByteString.CopyFromUtf8("länder") }, Revision = 3 },
            },
            sent[0]);
        Assert.Equal(
            new AppendReq.Types.ProposedMessage
            {
                Id = new UUID { Structured = new() { MostSignificantBits = 7, LeastSignificantBits = 1 } },
                Metadata = { { "type", "policy-announced.v1" }, { "content-type", "application/json" } },
                Data = Google.Protobuf.ByteString.CopyFromUtf8("xx"),
                CustomMetadata = Google.Protobuf.ByteString.CopyFromUtf8("{}"),
            },
            sent[1].ProposedMessage);
        Assert.Equal(("raw", "application/octet-stream"), (sent[2].ProposedMessage.Metadata["type"], sent[2].ProposedMessage.Metadata["content-type"]));
        Assert.Empty(sent[2].ProposedMessage.CustomMetadata);
        Assert.Equal(3, sent.Count);
    }

    [Fact]
    public async Task Each_state_is_said_in_the_protocols_words()
    {
        List<AppendReq.Types.Options.ExpectedStreamRevisionOneofCase> said = [];
        await using var node = await TestNode.StartAsync();
        node.OnAppend = (requests, _) =>
        {
            said.Add(requests[0].Options.ExpectedStreamRevisionCase);
            return Task.FromResult(new AppendResp { Success = new() { NoStream = new(), NoPosition = new() } });
        };
        await using var client = Of(node);

        foreach (var state in new[] { StreamState.Any, StreamState.NoStream, StreamState.StreamExists })
            Assert.Equal(new SuccessResult(StreamRevision.None, default), await client.AppendToStreamAsync("s", state, []));

        Assert.Equal(
            [
                AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.Any,
                AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream,
                AppendReq.Types.Options.ExpectedStreamRevisionOneofCase.StreamExists,
            ],
            said);
    }

    [Fact]
    public async Task Another_revision_throws_unless_a_result_is_asked_for()
    {
        await using var node = await TestNode.StartAsync();
        node.OnAppend = (_, _) => Task.FromResult(new AppendResp { WrongExpectedVersion = new() { CurrentRevision = 5, ExpectedRevision = 3 } });
        await using var client = Of(node);
        await using var quiet = Of(node, "&throwOnAppendFailure=false");

        var thrown = await Assert.ThrowsAsync<WrongExpectedVersionException>(() => client.AppendToStreamAsync("s", new StreamRevision(3), [Event()]));
        var result = await client.AppendToStreamAsync("s", new StreamRevision(3), [Event()], options => options.ThrowOnAppendFailure = false);
        var byDefault = await quiet.AppendToStreamAsync("s", new StreamRevision(3), [Event()]);

        Assert.Equal(("s", 3L, 5L), (thrown.StreamName, thrown.ExpectedVersion, thrown.ActualVersion));
        Assert.Equal(new WrongExpectedVersionResult("s", new StreamRevision(3), new StreamRevision(5)), result);
        Assert.Equal(result, byDefault);
    }

    [Fact]
    public async Task An_empty_stream_that_was_expected_to_exist_has_no_revision()
    {
        await using var node = await TestNode.StartAsync();
        node.OnAppend = (_, _) => Task.FromResult(new AppendResp { WrongExpectedVersion = new() { CurrentNoStream = new(), ExpectedStreamExists = new() } });
        await using var client = Of(node);

        var thrown = await Assert.ThrowsAsync<WrongExpectedVersionException>(() => client.AppendToStreamAsync("s", StreamState.StreamExists, [Event()]));

        Assert.Equal((null, null), (thrown.ExpectedVersion, thrown.ActualVersion));
        Assert.Contains("StreamExists", thrown.Message);
    }

    [Fact]
    public async Task A_conditional_append_answers_where_others_throw()
    {
        await using var node = await TestNode.StartAsync();
        await using var client = Of(node);
        async Task<(ConditionalWriteStatus, long)> Append(Func<AppendResp> answer)
        {
            node.OnAppend = (_, _) => Task.FromResult(answer());
            var byRevision = await client.ConditionalAppendToStreamAsync("s", new StreamRevision(3), [Event()]);
            Assert.Equal(byRevision, await client.ConditionalAppendToStreamAsync("s", StreamState.StreamExists, [Event()]));
            return (byRevision.Status, byRevision.NextExpectedVersion);
        }

        Assert.Equal((ConditionalWriteStatus.Succeeded, 4), await Append(() => Answers.Appended(4, 9)));
        Assert.Equal(
            (ConditionalWriteStatus.VersionMismatch, 3),
            await Append(() => new AppendResp { WrongExpectedVersion = new() { CurrentRevision = 5, ExpectedRevision = 3 } }));
        Assert.Equal(
            (ConditionalWriteStatus.VersionMismatch, 3),
            await Append(() => throw Answers.Failure(
                StatusCode.FailedPrecondition, "", ("exception", "wrong-expected-version"), ("expected-version", "3"))));
        Assert.Equal(
            (ConditionalWriteStatus.StreamDeleted, -1),
            await Append(() => throw Answers.Failure(StatusCode.FailedPrecondition, "", ("exception", "stream-deleted"))));
    }

    [Fact]
    public async Task Deleting_and_tombstoning_say_what_they_expect_and_where_they_lie()
    {
        DeleteReq? deleted = null;
        TombstoneReq? tombstoned = null;
        await using var node = await TestNode.StartAsync();
        node.OnDelete = request =>
        {
            deleted = request;
            return new DeleteResp { Position = new() { CommitPosition = 7, PreparePosition = 7 } };
        };
        node.OnTombstone = request =>
        {
            tombstoned = request;
            return new TombstoneResp { Position = new() { CommitPosition = 8, PreparePosition = 8 } };
        };
        await using var client = Of(node);

        Assert.Equal(7UL, (await client.DeleteAsync("s", new StreamRevision(3))).LogPosition.CommitPosition);
        Assert.Equal(8UL, (await client.TombstoneAsync("s", StreamState.NoStream)).LogPosition.CommitPosition);

        Assert.Equal((3UL, "s"), (deleted!.Options.Revision, deleted.Options.StreamIdentifier.StreamName.ToStringUtf8()));
        Assert.Equal(TombstoneReq.Types.Options.ExpectedStreamRevisionOneofCase.NoStream, tombstoned!.Options.ExpectedStreamRevisionCase);
    }
}
