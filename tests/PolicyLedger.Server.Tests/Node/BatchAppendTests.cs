using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Server.Node;
using Xunit;
using static PolicyLedger.Server.Tests.Node.RunningNode;
using AppendOptions = PolicyLedger.EventStoreProtocol.Streams.BatchAppendReq.Types.Options;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>Many appends on one call.</summary>
public sealed class BatchAppendTests
{
    [Fact]
    public async Task Each_append_is_answered_under_its_correlation_id()
    {
        await using var node = await StartAsync();
        var (notes, other, stale) = (Part(Options("notes", -1), true, Event(), Event()), Part(Options("other", -1), true, Event()), Part(Options("notes", 7), true, Event()));
        var answers = await SendAsync(node, notes, other, stale);
        Assert.Equal((1UL, "notes"), (answers[notes.CorrelationId].Success.CurrentRevision, answers[notes.CorrelationId].StreamIdentifier.StreamName.ToStringUtf8()));
        Assert.Equal(0UL, answers[other.CorrelationId].Success.CurrentRevision);
        var error = answers[stale.CorrelationId].Error;
        Assert.Equal(((int)StatusCode.AlreadyExists, "WrongExpectedVersion"), (error.Code, error.Message));
        var wrong = error.Details.Unpack<WrongExpectedVersion>();
        Assert.Equal((1UL, 7UL), (wrong.CurrentStreamRevision, wrong.ExpectedStreamPosition));
    }

    [Fact]
    public async Task A_key_of_a_text_is_answered_as_not_kept()
    {
        await using var node = await StartAsync();
        var (key, note) = (Part(Options("textkey-GBR-a", -1), true, Event()), Part(Options("notes", -1), true, Event()));
        var answers = await SendAsync(node, key, note);
        Assert.Equal((int)StatusCode.Unimplemented, answers[key.CorrelationId].Error.Code);
        Assert.Contains("keeps texts in the clear", answers[key.CorrelationId].Error.Message);
        Assert.NotNull(answers[note.CorrelationId].Success);
    }

    [Fact]
    public async Task An_append_comes_in_parts_that_others_may_stand_between()
    {
        await using var node = await StartAsync();
        var first = Part(Options("notes", -1), false, Event());
        var between = Part(Options("other", -1), true, Event());
        var last = Part(null, true, Event(), Event());
        last.CorrelationId = first.CorrelationId;
        var answers = await SendAsync(node, first, between, last);
        Assert.Equal(2, answers.Count);
        Assert.Equal(2UL, answers[first.CorrelationId].Success.CurrentRevision);
        Assert.Equal(["notes/0", "notes/1", "notes/2", "last 2"], await node.ReadAsync(Stream("notes")));
    }

    [Fact]
    public async Task Appends_to_one_stream_are_written_in_order_without_waiting_for_answers()
    {
        await using var node = await StartAsync();
        var parts = Enumerable.Range(0, 200).Select(i => Part(Options("notes", i - 1), true, Event())).ToArray();
        var answers = await SendAsync(node, parts);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (ulong)i), parts.Select(part => answers[part.CorrelationId].Success.CurrentRevision));
    }

    [Fact]
    public async Task A_poisonous_event_is_answered_with_the_rule()
    {
        await using var node = await StartAsync();
        var legal = Part(Options("country-GBR", -1), true, LedgerEvents.Announced());
        var poisonous = Part(Options("country-GBR", null), true, LedgerEvents.Ended(entry: 5));
        var answers = await SendAsync(node, legal, poisonous);
        Assert.Equal(0UL, answers[legal.CorrelationId].Success.CurrentRevision);
        var error = answers[poisonous.CorrelationId].Error;
        const string Rule = "facts.entry 'GBR-overhaul/5': here the ledger would record GBR-overhaul/1";
        Assert.Equal(((int)StatusCode.InvalidArgument, Rule, Rule), (error.Code, error.Message, error.Details.Unpack<BadRequest>().Message));
    }

    [Fact]
    public async Task What_is_refused_is_refused_as_the_protocol_says_and_the_call_goes_on()
    {
        await using var node = await StartAsync();
        var system = Part(Options("$settings", null), true, Event());
        var late = Part(Options("notes", null), true, Event());
        late.Options.Deadline = Duration.FromTimeSpan(TimeSpan.Zero);
        var past = Part(Options("notes", null), true, Event());
        past.Options.Deadline21100 = Timestamp.FromDateTime(DateTime.UtcNow.AddMinutes(-1));
        var big = Part(Options("notes", null), false, Event(data: $"\"{new string('x', 1 << 20)}\""));
        var rest = Part(null, true, Event());
        rest.CorrelationId = big.CorrelationId;
        var senseless = Part(new() { StreamIdentifier = Name("notes") }, true, Event());
        var untyped = Part(Options("notes", null), true, Event());
        untyped.ProposedMessages[0].Metadata.Clear();
        var fine = Part(Options("notes", -1), true, Event());
        var answers = await SendAsync(node, system, late, past, big, rest, senseless, untyped, fine);
        Assert.True(answers[system.CorrelationId].Error.Details.Is(AccessDenied.Descriptor));
        Assert.True(answers[late.CorrelationId].Error.Details.Is(EventStoreProtocol.Timeout.Descriptor));
        Assert.True(answers[past.CorrelationId].Error.Details.Is(EventStoreProtocol.Timeout.Descriptor));
        Assert.Equal((uint)NodeOptions.MaxAppendBytes, answers[big.CorrelationId].Error.Details.Unpack<MaximumAppendSizeExceeded>().MaxAppendSize);
        Assert.True(answers[senseless.CorrelationId].Error.Details.Is(BadRequest.Descriptor));
        Assert.True(answers[untyped.CorrelationId].Error.Details.Is(BadRequest.Descriptor));
        Assert.Equal(0UL, answers[fine.CorrelationId].Success.CurrentRevision);
        Assert.Equal(7, answers.Count);
    }

    [Fact]
    public async Task A_node_that_only_reads_refuses_each_append()
    {
        await using var node = await StartAsync(options => options with { AllowAppend = false });
        var append = Part(Options("notes", null), true, Event());
        Assert.True((await SendAsync(node, append))[append.CorrelationId].Error.Details.Is(AccessDenied.Descriptor));
    }

    [Fact]
    public async Task A_node_that_stops_ends_the_call()
    {
        await using var node = await StartAsync();
        using var call = node.Streams.BatchAppend(cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(Part(Options("notes", -1), true, Event()), TestContext.Current.CancellationToken);
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var next = call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        await node.StopAsync();
        await FailsAsync(StatusCode.Unavailable, () => next);
    }

    private static AppendOptions Options(string stream, int? expected)
    {
        var options = new AppendOptions { StreamIdentifier = Name(stream) };
        if (expected is null)
            options.Any = new();
        else if (expected == -1)
            options.NoStream = new();
        else
            options.StreamPosition = (ulong)expected;
        return options;
    }

    private static BatchAppendReq Part(AppendOptions? options, bool isFinal, params IEnumerable<AppendReq.Types.ProposedMessage> events)
    {
        var part = new BatchAppendReq { CorrelationId = WireEvents.Id(Guid.NewGuid(), asText: true), Options = options, IsFinal = isFinal };
        part.ProposedMessages.AddRange(events.Select(e => new BatchAppendReq.Types.ProposedMessage { Id = e.Id, Metadata = { e.Metadata }, CustomMetadata = e.CustomMetadata, Data = e.Data }));
        return part;
    }

    private static async Task<Dictionary<UUID, BatchAppendResp>> SendAsync(RunningNode node, params IEnumerable<BatchAppendReq> parts)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var call = node.Streams.BatchAppend(cancellationToken: cancellation);
        foreach (var part in parts)
            await call.RequestStream.WriteAsync(part, cancellation);
        await call.RequestStream.CompleteAsync();
        var answers = new Dictionary<UUID, BatchAppendResp>();
        while (await call.ResponseStream.MoveNext(cancellation))
            answers.Add(call.ResponseStream.Current.CorrelationId, call.ResponseStream.Current);
        return answers;
    }
}
