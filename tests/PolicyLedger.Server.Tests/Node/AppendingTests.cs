using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Server.Node;
using Xunit;
using static PolicyLedger.Server.Tests.Node.RunningNode;
using AppendOptions = PolicyLedger.EventStoreProtocol.Streams.AppendReq.Types.Options;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>Appending, as the protocol has it, whatever the stream.</summary>
public sealed class AppendingTests
{
    [Fact]
    public async Task An_append_is_answered_with_revision_and_position_and_read_back_as_it_was_sent()
    {
        await using var node = await StartAsync();
        await LedgerEvents.RecordPolicyAsync(node.Log);
        var sent = Event("Noted", "{\"n\":1}", "{\"who\":\"I\"}");
        var success = (await node.AppendAsync("notes", -1, Event(), sent)).Success;
        var place = (2UL << 24) + 2;
        Assert.Equal((1UL, place, place), (success.CurrentRevision, success.Position.CommitPosition, success.Position.PreparePosition));
        var read = (await node.MessagesAsync(Stream("notes", from: 1)))[0].Event.Event;
        Assert.Equal((sent.Data, sent.CustomMetadata, place), (read.Data, read.CustomMetadata, read.CommitPosition));
        Assert.Equal(("Noted", "application/json", WireEvents.Id(sent.Id)), (read.Metadata["type"], read.Metadata["content-type"], WireEvents.Id(read.Id)));
    }

    [Fact]
    public async Task A_stale_expected_revision_writes_nothing_and_is_answered_with_both_revisions()
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 3);
        var wrong = (await node.AppendAsync("notes", 0, Event())).WrongExpectedVersion;
        Assert.Equal((2UL, 0UL, 2UL, 0UL), (wrong.CurrentRevision, wrong.ExpectedRevision, wrong.CurrentRevision2060, wrong.ExpectedRevision2060));
        Assert.NotNull((await node.AppendAsync("notes", -1, Event())).WrongExpectedVersion.ExpectedNoStream);
        wrong = (await node.AppendAsync("nowhere", 5, Event())).WrongExpectedVersion;
        Assert.Equal((AppendResp.Types.WrongExpectedVersion.CurrentRevisionOptionOneofCase.CurrentNoStream, 5UL), (wrong.CurrentRevisionOptionCase, wrong.ExpectedRevision));
        var exists = new AppendOptions { StreamIdentifier = Name("nowhere"), StreamExists = new() };
        Assert.NotNull((await node.AppendAsync(exists, null, [Event()])).WrongExpectedVersion.ExpectedStreamExists);
        Assert.Equal(3, (await node.ReadAsync(All())).Count);
    }

    [Fact]
    public async Task An_append_that_is_sent_again_gets_its_first_answer()
    {
        await using var node = await StartAsync();
        AppendReq.Types.ProposedMessage[] events = [Event(), Event()];
        var first = await node.AppendAsync("notes", -1, events);
        await node.FillAsync("notes", 2);
        Assert.Equal(first, await node.AppendAsync("notes", -1, events));
        Assert.Equal(first, await node.AppendAsync("notes", null, events));
        Assert.NotNull((await node.AppendAsync("notes", 0, events)).WrongExpectedVersion);
        Assert.Equal(4, (await node.ReadAsync(All())).Count);
    }

    [Fact]
    public async Task An_empty_append_only_checks_the_revision()
    {
        await using var node = await StartAsync();
        Assert.NotNull((await node.AppendAsync("notes", -1)).Success.NoStream);
        await node.FillAsync("notes", 2);
        Assert.Equal(1UL, (await node.AppendAsync("notes", 1)).Success.CurrentRevision);
        Assert.NotNull((await node.AppendAsync("notes", 0)).WrongExpectedVersion);
    }

    [Fact]
    public async Task More_than_a_mebibyte_is_refused_and_as_much_is_not()
    {
        await using var node = await StartAsync();
        AppendReq.Types.ProposedMessage Sized(int bytes) => Event("T", "\"" + new string('x', bytes - 2 - "T".Length * 2 - "{}".Length) + "\"");
        Assert.NotNull((await node.AppendAsync("notes", -1, Sized(NodeOptions.MaxAppendBytes))).Success);
        Assert.NotNull((await node.AppendAsync("notes", 0, Sized(NodeOptions.MaxAppendBytes / 2), Sized(NodeOptions.MaxAppendBytes / 2))).Success);
        foreach (var events in (AppendReq.Types.ProposedMessage[][])[[Sized(NodeOptions.MaxAppendBytes + 1)], [Sized(900_000), Sized(900_000)], [Sized(8_000_000)]])
        {
            var failure = await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync("notes", null, events));
            Assert.Equal(("maximum-append-size-exceeded", "1048576"), (failure.Trailers.GetValue("exception"), failure.Trailers.GetValue("maximum-append-size")));
        }

        Assert.Equal(3, (await node.ReadAsync(All())).Count);
    }

    [Fact]
    public async Task A_node_that_only_reads_refuses_appends()
    {
        await using var node = await StartAsync(options => options with { AllowAppend = false });
        foreach (var stream in (string[])["notes", "country-GBR", "codebook-x"])
        {
            var failure = await FailsAsync(StatusCode.PermissionDenied, () => node.AppendAsync(stream, null, Event()));
            Assert.Equal("access-denied", failure.Trailers.GetValue("exception"));
            Assert.Contains("--allow-append", failure.Status.Detail);
        }
    }

    [Fact]
    public async Task System_streams_are_refused()
    {
        await using var node = await StartAsync();
        foreach (var stream in (string[])["$all", "$$notes", "$settings"])
            Assert.Equal("access-denied", (await FailsAsync(StatusCode.PermissionDenied, () => node.AppendAsync(stream, null, Event()))).Trailers.GetValue("exception"));
    }

    [Fact]
    public async Task Nothing_is_deleted()
    {
        await using var node = await StartAsync();
        await node.FillAsync("notes", 1);
        var cancellation = TestContext.Current.CancellationToken;
        var failure = await FailsAsync(StatusCode.PermissionDenied, () => node.Streams.DeleteAsync(new() { Options = new() { StreamIdentifier = Name("notes"), Any = new() } }, cancellationToken: cancellation).ResponseAsync);
        Assert.Equal("access-denied", failure.Trailers.GetValue("exception"));
        failure = await FailsAsync(StatusCode.PermissionDenied, () => node.Streams.TombstoneAsync(new() { Options = new() { StreamIdentifier = Name("notes"), Any = new() } }, cancellationToken: cancellation).ResponseAsync);
        Assert.Equal("access-denied", failure.Trailers.GetValue("exception"));
        Assert.Equal(["notes/0"], await node.ReadAsync(All()));
    }

    [Fact]
    public async Task Keys_of_texts_are_not_kept_and_a_client_is_told_so_before_anything_else()
    {
        await using var node = await StartAsync();
        foreach (var call in new Func<Task>[] { () => node.AppendAsync("textkey-GBR-a", -1, Event()), () => node.ReadAsync(Stream("textkey-GBR-a")) })
        {
            var failure = await FailsAsync(StatusCode.Unimplemented, call);
            Assert.Equal("text-keys-not-kept", failure.Trailers.GetValue("exception"));
            Assert.Contains("keeps texts in the clear", failure.Status.Detail);
        }

        Assert.Empty(await node.ReadAsync(All()));
    }

    [Fact]
    public async Task On_a_node_that_knows_no_ledger_a_stream_is_deleted_for_good_as_on_a_server()
    {
        await using var node = await StartAsync(options => options with { KnowsNoLedger = true });
        var cancellation = TestContext.Current.CancellationToken;
        Assert.NotNull((await node.AppendAsync("textkey-GBR-a", -1, Event())).Success);
        Task Delete() => node.Streams.TombstoneAsync(new() { Options = new() { StreamIdentifier = Name("textkey-GBR-a"), Any = new() } }, cancellationToken: cancellation).ResponseAsync;
        await Delete();
        foreach (var call in new Func<Task>[] { Delete, () => node.AppendAsync("textkey-GBR-a", null, Event()), () => node.ReadAsync(Stream("textkey-GBR-a")) })
        {
            var failure = await FailsAsync(StatusCode.FailedPrecondition, call);
            Assert.Equal(("stream-deleted", "textkey-GBR-a"), (failure.Trailers.GetValue("exception"), failure.Trailers.GetValue("stream-name")));
        }
    }

    [Theory]
    [InlineData("type", "metadata: every event has 'type'")]
    [InlineData("content-type", "metadata: every event has 'content-type'")]
    public async Task An_event_without_type_or_content_type_is_refused(string name, string why)
    {
        await using var node = await StartAsync();
        var e = Event();
        e.Metadata.Remove(name);
        var failure = await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync("notes", null, Event(), e));
        Assert.Equal((why, "missing-required-metadata-property"), (failure.Status.Detail, failure.Trailers.GetValue("exception")));
        Assert.Empty(await node.ReadAsync(All()));
    }

    [Fact]
    public async Task An_append_that_makes_no_sense_is_refused()
    {
        await using var node = await StartAsync();
        await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync(new AppendOptions { StreamIdentifier = Name("notes") }, null, [Event()]));
        await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync(new AppendOptions { Any = new() }, null, [Event()]));
        await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync(new AppendOptions { StreamIdentifier = Name("notes"), Revision = ulong.MaxValue }, null, [Event()]));
        await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync("notes", null, Event(type: "")));
        var unnamed = Event();
        unnamed.Id = new() { String = "no id" };
        await FailsAsync(StatusCode.InvalidArgument, () => node.AppendAsync("notes", null, unnamed));
        Assert.Empty(await node.ReadAsync(All()));
    }

    [Fact]
    public async Task A_node_that_knows_no_ledger_takes_any_stream_as_it_is()
    {
        await using var node = await StartAsync(options => options with { KnowsNoLedger = true });
        Assert.NotNull((await node.AppendAsync("country-GBR", -1, Event("sample.v1"))).Success);
        Assert.Equal(["country-GBR/0"], await node.ReadAsync(Filter(All(), "country-")));
        Assert.Equal(0, await node.Log.EndAsync());
    }
}
