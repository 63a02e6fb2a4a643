using EventStore.Client;
using PolicyLedger.EventStoreClient.Tests.Node;
using PolicyLedger.EventStoreProtocol.Streams;
using Xunit;
using static PolicyLedger.EventStoreClient.Tests.Clients;
using static PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options.Types;
using Options = PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options;
using Position = EventStore.Client.Position;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class ReadRequestTests : IAsyncLifetime
{
    private TestNode node = null!;
    private EventStore.Client.EventStoreClient client = null!;
    private Options asked = null!;

    public async ValueTask InitializeAsync()
    {
        node = await TestNode.StartAsync();
        node.OnRead = (request, _, _) =>
        {
            asked = request.Options;
            return Task.CompletedTask;
        };
        client = Of(node);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Every_start_of_a_stream_is_said_in_the_protocols_words()
    {
        await All(client.ReadStreamAsync(Direction.Forwards, "s", StreamPosition.Start));
        Assert.Equal((ReadDirection.Forwards, StreamOptions.RevisionOptionOneofCase.Start), (asked.ReadDirection, asked.Stream.RevisionOptionCase));
        Assert.Equal((ulong)long.MaxValue, asked.Count);
        Assert.Equal((Options.FilterOptionOneofCase.NoFilter, UUIDOption.ContentOneofCase.Structured), (asked.FilterOptionCase, asked.UuidOption.ContentCase));

        await All(client.ReadStreamAsync(Direction.Backwards, "s", StreamPosition.End, 1));
        Assert.Equal((ReadDirection.Backwards, StreamOptions.RevisionOptionOneofCase.End), (asked.ReadDirection, asked.Stream.RevisionOptionCase));
        Assert.Equal(1UL, asked.Count);

        await All(client.ReadStreamAsync(Direction.Forwards, "s", 17));
        Assert.Equal(17UL, asked.Stream.Revision);
        Assert.Throws<ArgumentOutOfRangeException>(() => client.ReadStreamAsync(Direction.Forwards, "s", 17, 0));
    }

    [Fact]
    public async Task Every_start_of_the_log_is_said_in_the_protocols_words()
    {
        await All(client.ReadAllAsync(Direction.Forwards, Position.Start));
        Assert.Equal(AllOptions.AllOptionOneofCase.Start, asked.All.AllOptionCase);
        await All(client.ReadAllAsync(Direction.Backwards, Position.End));
        Assert.Equal(AllOptions.AllOptionOneofCase.End, asked.All.AllOptionCase);
        await All(client.ReadAllAsync(Direction.Forwards, new Position(9, 8)));
        Assert.Equal((9UL, 8UL), (asked.All.Position.CommitPosition, asked.All.Position.PreparePosition));
    }

    [Fact]
    public async Task The_node_is_asked_to_filter()
    {
        await All(client.ReadAllAsync(Direction.Forwards, Position.Start, StreamFilter.Prefix(64, "country-", "codebook-")));
        Assert.Equal(["country-", "codebook-"], asked.Filter.StreamIdentifier.Prefix);
        Assert.Equal(64U, asked.Filter.Max);

        await All(client.ReadAllAsync(Direction.Forwards, Position.Start, StreamFilter.RegularExpression("^c")));
        Assert.Equal("^c", asked.Filter.StreamIdentifier.Regex);
        await All(client.ReadAllAsync(Direction.Forwards, Position.Start, EventTypeFilter.Prefix("policy-")));
        Assert.Equal(["policy-"], asked.Filter.EventType.Prefix);
        await All(client.ReadAllAsync(Direction.Forwards, Position.Start, EventTypeFilter.ExcludeSystemEvents()));
        Assert.Equal(@"^[^\$].*", asked.Filter.EventType.Regex);
        await All(client.ReadAllAsync(Direction.Forwards, Position.Start, (IEventFilter)StreamFilter.None));
        Assert.Equal(Options.FilterOptionOneofCase.NoFilter, asked.FilterOptionCase);
    }
}
