using System.Text.Json;
using EventStore.Client;
using Grpc.Core;
using PolicyLedger.Log;

namespace PolicyLedger.EventStoreDb.Sealing;

/// <summary>Keys of texts on the server: each the one event of a stream of its own, that is deleted for good when the text is to go.</summary>
internal sealed class KeyStreams(EventStoreClient client, ServerAddress server, EventStoreDbOptions options)
{
    private const string Type = "text-key.v1";

    // What a node of ours says. The status alone would not do: a proxy's "not found" is read as the same one, and for that no text goes in the clear.
    private const string NotKept = "text-keys-not-kept";

    private readonly TransientRetry retry = new(server, options.RetryBudget);

    /// <summary>What the server has under a name.</summary>
    public ValueTask<FoundKey> ReadAsync(KeyName name, CancellationToken cancellation) => AskAsync(
        async attempt =>
        {
            var read = client.ReadStreamAsync(
                Direction.Forwards, options.Prefix + name, StreamPosition.Start, maxCount: 1, deadline: options.Deadline, cancellationToken: attempt);
            await foreach (var e in read.WithCancellation(attempt))
                return Read(name, e.OriginalEvent);
            return FoundKey.Missing;
        },
        cancellation);

    /// <summary>Keeps a new key under a name; finds the one that another process has put there first.</summary>
    public ValueTask<FoundKey> CreateAsync(KeyName name, CancellationToken cancellation)
    {
        var key = TextSeal.NewKey();
        EventData[] events = [new(Uuid.NewUuid(), Type, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, byte[]> { ["key"] = key }))];
        return AskAsync(
            async attempt =>
            {
                var append = client.AppendToStreamAsync(options.Prefix + name, StreamState.NoStream, events, deadline: options.Deadline, cancellationToken: attempt);

                // As for every append: the client itself may wait for ever.
                var made = await append.WaitAsync(options.Deadline * 2, attempt);
                return made.NextExpectedStreamRevision.ToInt64() == 0 ? FoundKey.Of(key) : FoundKey.Deleted;
            },
            cancellation);
    }

    /// <summary>Deletes a key for good; one that is already, or never was, is as good.</summary>
    public async ValueTask DeleteAsync(KeyName name, CancellationToken cancellation) => await AskAsync(
        async attempt =>
        {
            await client.TombstoneAsync(options.Prefix + name, StreamState.Any, deadline: options.Deadline, cancellationToken: attempt);
            return FoundKey.Deleted;
        },
        cancellation);

    private ValueTask<FoundKey> AskAsync(Func<CancellationToken, Task<FoundKey>> ask, CancellationToken cancellation) => retry.RunAsync(
        async attempt =>
        {
            try
            {
                return await ask(attempt);
            }
            catch (StreamNotFoundException)
            {
                return FoundKey.Missing;
            }
            catch (StreamDeletedException)
            {
                return FoundKey.Deleted;
            }
            catch (WrongExpectedVersionException)
            {
                return FoundKey.Taken;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented && e.Trailers.GetValue("exception") == NotKept)
            {
                return FoundKey.NotKept;
            }
        },
        cancellation);

    // A stream that was deleted, but not for good, can begin again, and then has another number: what was sealed before stays so.
    private FoundKey Read(KeyName name, EventRecord e) => e.EventNumber != StreamPosition.Start ? FoundKey.Deleted
        : e.EventType == Type && KeyOf(e.Data) is { } key ? FoundKey.Of(key)
        : throw new StoreException(StoreFault.Integrity, $"{server}: {name} holds no key of a text ({Type}, {TextSeal.KeyBytes} bytes in base64); somebody else wrote to it. Restore a backup");

    private static byte[]? KeyOf(ReadOnlyMemory<byte> data)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, byte[]>>(data.Span)?.GetValueOrDefault("key") is { Length: TextSeal.KeyBytes } key ? key : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What became of asking for a key.</summary>
/// <param name="State">Whether there is one.</param>
/// <param name="Key">The key where there is one.</param>
internal readonly record struct FoundKey(KeyState State, byte[]? Key)
{
    public static FoundKey Missing { get; } = new(KeyState.Missing, null);

    public static FoundKey Deleted { get; } = new(KeyState.Deleted, null);

    public static FoundKey Taken { get; } = new(KeyState.Taken, null);

    public static FoundKey NotKept { get; } = new(KeyState.NotKept, null);

    public static FoundKey Of(byte[] key) => new(KeyState.There, key);
}

internal enum KeyState
{
    There,

    /// <summary>Never made, or deleted and scavenged away.</summary>
    Missing,

    /// <summary>For good: no key will stand there again.</summary>
    Deleted,

    /// <summary>Somebody else was first to make one.</summary>
    Taken,

    /// <summary>The server keeps no keys, as a node of ours.</summary>
    NotKept,
}
