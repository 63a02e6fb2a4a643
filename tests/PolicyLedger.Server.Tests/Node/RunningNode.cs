using System.Net;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using PolicyLedger.EventStoreProtocol;
using PolicyLedger.EventStoreProtocol.Streams;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using Xunit;
using Options = PolicyLedger.EventStoreProtocol.Streams.ReadReq.Types.Options;
using StreamsClient = PolicyLedger.EventStoreProtocol.Streams.Streams.StreamsClient;

namespace PolicyLedger.Server.Tests.Node;

/// <summary>A node in this process, over a ledger of its own, and a client of it.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly LedgerNode node;

    private RunningNode(TempFolder folder, SqliteEventLog log, LedgerNode node)
    {
        (this.folder, Log, this.node) = (folder, log, node);
        Channel = GrpcChannel.ForAddress($"http://{node.Listening}");
        Streams = new(Channel);
    }

    public SqliteEventLog Log { get; }

    public GrpcChannel Channel { get; }

    public StreamsClient Streams { get; }

    public IPEndPoint Listening => node.Listening;

    public string Ledger => folder["ledger.db"];

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public static async Task<RunningNode> StartAsync(Func<NodeOptions, NodeOptions>? change = null, TimeProvider? clock = null)
    {
        var folder = new TempFolder();
        var log = await SqliteEventLog.OpenAsync(folder["ledger.db"], SqliteLogMode.CreateIfMissing);
        var options = new NodeOptions(new(IPAddress.Loopback, 0)) { AllowAppend = true };
        return new(folder, log, await LedgerNode.StartAsync(log, change?.Invoke(options) ?? options, clock ?? TimeProvider.System));
    }

    /// <summary>Appends by the plain call.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">-1: no stream; null: any.</param>
    /// <param name="headers">Null: none.</param>
    /// <param name="events">In order.</param>
    public async Task<AppendResp> AppendAsync(string stream, long? expected, Metadata? headers, params IEnumerable<AppendReq.Types.ProposedMessage> events)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = Name(stream) };
        if (expected is null)
            options.Any = new();
        else if (expected == -1)
            options.NoStream = new();
        else
            options.Revision = (ulong)expected;
        return await AppendAsync(options, headers, events);
    }

    public Task<AppendResp> AppendAsync(string stream, long? expected, params IEnumerable<AppendReq.Types.ProposedMessage> events) => AppendAsync(stream, expected, null, events);

    public async Task<AppendResp> AppendAsync(AppendReq.Types.Options options, Metadata? headers, IEnumerable<AppendReq.Types.ProposedMessage> events)
    {
        using var call = Streams.Append(headers, cancellationToken: Patience);
        try
        {
            await call.RequestStream.WriteAsync(new() { Options = options }, Patience);
            foreach (var e in events)
                await call.RequestStream.WriteAsync(new() { ProposedMessage = e }, Patience);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // Answered before all was sent: the answer says why.
        }

        return await call.ResponseAsync;
    }

    /// <summary>Appends so many events to a stream that is no part of the ledger.</summary>
    public async Task FillAsync(string stream, int events, string type = "Noted")
    {
        Assert.NotNull((await AppendAsync(stream, null, Enumerable.Range(0, events).Select(i => Event(type, $"{{\"n\":{i}}}")))).Success);
    }

    /// <summary>All messages of a reading that ends, in short: <c>notes/0</c>, <c>last 3</c>.</summary>
    public async Task<List<string>> ReadAsync(Options options) => (await MessagesAsync(options)).Select(Short).ToList();

    public async Task<List<ReadResp>> MessagesAsync(Options options)
    {
        using var call = Streams.Read(new() { Options = options }, cancellationToken: Patience);
        var messages = new List<ReadResp>();
        while (await call.ResponseStream.MoveNext(Patience))
            messages.Add(call.ResponseStream.Current);
        return messages;
    }

    public static Options Stream(string stream, ulong count = ulong.MaxValue, ulong? from = null, bool back = false) => new()
    {
        Stream = from is { } revision ? new() { StreamIdentifier = Name(stream), Revision = revision } : back ? new() { StreamIdentifier = Name(stream), End = new() } : new() { StreamIdentifier = Name(stream), Start = new() },
        ReadDirection = back ? Options.Types.ReadDirection.Backwards : Options.Types.ReadDirection.Forwards,
        Count = count,
        NoFilter = new(),
        UuidOption = new() { Structured = new() },
        ControlOption = new() { Compatibility = 1 },
    };

    public static Options All(ulong count = ulong.MaxValue, ulong? from = null, bool back = false)
    {
        var options = Stream("-", count, null, back);
        options.All = from is { } place ? new() { Position = new() { CommitPosition = place, PreparePosition = place } } : back ? new() { End = new() } : new() { Start = new() };
        return options;
    }

    public static Options Follow(Options options)
    {
        options.Subscription = new();
        return options;
    }

    /// <summary>With a filter; the expression is a regular one where it starts with ^.</summary>
    public static Options Filter(Options options, string expression, bool byType = false, uint window = 32, uint multiplier = 1)
    {
        var parsed = new Options.Types.FilterOptions.Types.Expression();
        if (expression.StartsWith('^'))
            parsed.Regex = expression;
        else
            parsed.Prefix.AddRange(expression.Split('|'));
        options.Filter = new() { Max = window, CheckpointIntervalMultiplier = multiplier };
        if (byType)
            options.Filter.EventType = parsed;
        else
            options.Filter.StreamIdentifier = parsed;
        return options;
    }

    public static AppendReq.Types.ProposedMessage Event(string type = "Noted", string data = "{}", string metadata = "{}", Guid? id = null) => new()
    {
        Id = WireEvents.Id(id ?? Guid.NewGuid(), asText: true),
        Metadata = { ["type"] = type, ["content-type"] = "application/json" },
        Data = ByteString.CopyFromUtf8(data),
        CustomMetadata = ByteString.CopyFromUtf8(metadata),
    };

    public static StreamIdentifier Name(string stream) => new() { StreamName = ByteString.CopyFromUtf8(stream) };

    public static string Short(ReadResp message) => message.ContentCase switch
    {
        ReadResp.ContentOneofCase.Event => $"{message.Event.Event.StreamIdentifier.StreamName.ToStringUtf8()}/{message.Event.Event.StreamRevision}",
        ReadResp.ContentOneofCase.Checkpoint => $"checkpoint {message.Checkpoint.CommitPosition}",
        ReadResp.ContentOneofCase.StreamNotFound => $"not found {message.StreamNotFound.StreamIdentifier.StreamName.ToStringUtf8()}",
        ReadResp.ContentOneofCase.FirstStreamPosition => $"first {message.FirstStreamPosition}",
        ReadResp.ContentOneofCase.LastStreamPosition => $"last {message.LastStreamPosition}",
        var other => other.ToString(),
    };

    public static async Task<RpcException> FailsAsync(StatusCode code, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(failure.StatusCode == code, $"{failure.StatusCode}: {failure.Status.Detail}");
        return failure;
    }

    public static Metadata Basic(string user) => new() { { "authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":secret")) } };

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await node.DisposeAsync();
        await Log.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Stops the node and leaves the ledger.</summary>
    public ValueTask StopAsync() => node.DisposeAsync();
}
