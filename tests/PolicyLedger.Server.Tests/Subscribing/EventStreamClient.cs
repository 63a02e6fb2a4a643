using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace PolicyLedger.Server.Tests.Subscribing;

/// <summary>A message as the HTML standard reads it.</summary>
internal sealed record Received(long? Id, string Name, JsonElement Data)
{
    public long? Previous => Data.GetProperty("previous") is { ValueKind: JsonValueKind.Number } previous ? previous.GetInt64() : null;

    public override string ToString() => $"{Id} {Name} {Data}";
}

/// <summary>A client of Server-Sent Events that reads when it is told to.</summary>
internal sealed class EventStreamClient(HttpResponseMessage response, StreamReader reader, bool checks) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public HttpResponseMessage Response => response;

    /// <summary>What a browser would send as it reconnects.</summary>
    public string? LastEventId { get; private set; }

    public string? Retry { get; private set; }

    public int Heartbeats { get; private set; }

    public static async Task<EventStreamClient> ConnectAsync(HttpClient client, string path, string? lastEventId, bool checks)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode} {(response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync())}");
        return new(response, new(await response.Content.ReadAsStreamAsync()), checks) { LastEventId = lastEventId };
    }

    /// <summary>The next message; null where the stream has ended.</summary>
    public async Task<Received?> ReadAsync(CancellationToken cancellation = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation, TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var (name, data, id) = ("message", (string?)null, (string?)null);
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0)
            {
                LastEventId = id ?? LastEventId;
                if (data is null)
                {
                    (name, id) = ("message", null);
                    continue;
                }

                if (checks)
                    AsyncApiSchemas.Check(name, data);
                return new(id is null ? null : long.Parse(id, CultureInfo.InvariantCulture), name, JsonSerializer.Deserialize<JsonElement>(data));
            }

            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = data is null ? line[6..] : throw new InvalidDataException("data of several lines");
            else if (line.StartsWith("retry: ", StringComparison.Ordinal))
                Retry = line[7..];
            else if (line == ": heartbeat")
                Heartbeats++;
            else
                throw new InvalidDataException(line);
        }

        return null;
    }

    /// <summary>The next message, which has to be of this name.</summary>
    public async Task<Received> NextAsync(string name)
    {
        var message = await ReadAsync();
        Assert.True(message?.Name == name, $"{message?.ToString() ?? "the end"} where {name} was due");
        return message!;
    }

    /// <summary>All messages up to the first of a name, without it.</summary>
    public async Task<List<Received>> UntilAsync(string name)
    {
        var messages = new List<Received>();
        while (await ReadAsync() is { } message)
        {
            if (message.Name == name)
                return messages;
            messages.Add(message);
        }

        throw new InvalidOperationException($"the stream ended without {name} after {string.Join("; ", messages)}");
    }

    public void Dispose()
    {
        reader.Dispose();
        response.Dispose();
    }
}
