using Grpc.Core;
using PolicyLedger.EventStoreProtocol.Streams;
using Xunit;
using Options = PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options;
using StreamsClient = PolicyLedger.EventStoreProtocol.Streams.Streams.StreamsClient;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>A subscription that a test takes messages from, one by one.</summary>
internal sealed class Subscriber : IDisposable
{
    private readonly CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly AsyncServerStreamingCall<ReadResp> call;

    public Subscriber(StreamsClient client, Options options)
    {
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        call = client.Read(new() { Options = RunningNode.Follow(options) }, cancellationToken: patience.Token);
    }

    /// <summary>The place of the last event.</summary>
    public ulong Place { get; private set; }

    /// <summary>The next message, in short.</summary>
    public async Task<string> NextAsync()
    {
        Assert.True(await call.ResponseStream.MoveNext(patience.Token), "the subscription ended");
        var message = call.ResponseStream.Current;
        if (message.Event is { } e)
            Place = e.CommitPosition;
        return RunningNode.Short(message);
    }

    /// <summary>The next messages, in short.</summary>
    public async Task<List<string>> NextAsync(int count)
    {
        var messages = new List<string>();
        while (messages.Count < count)
            messages.Add(await NextAsync());
        return messages;
    }

    public void Dispose()
    {
        call.Dispose();
        patience.Dispose();
    }
}
