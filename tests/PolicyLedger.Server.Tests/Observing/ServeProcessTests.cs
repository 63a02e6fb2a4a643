using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Server.Tests.Observing;

/// <summary>The whole program, started and stopped as a service is.</summary>
[Trait("Kind", "Process")]
public sealed class ServeProcessTests : IDisposable
{
    private const string Stance = """{"jurisdiction":"FRA","area":"oxcgrt:C8","period":"2021-05","value":{"level":2},"sources":[{"publisher":"P","kind":"dataset","reliability":"B","credibility":2}]}""";

    private readonly TempFolder folder = new();

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Told_to_stop_it_finishes_the_answer_that_has_begun_and_ends_well()
    {
        using var server = await ServeProcess.StartAsync(["--ledger", folder["ledger.db"]]);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Patience);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);

        // It asks for the body only once the request is being answered.
        await SendAsync(stream, $"POST /v1/commands/code-stance HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Stance.Length}\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(Patience));
        Assert.Equal("", await reader.ReadLineAsync(Patience));
        await server.TellToStopAsync();
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(server.Address.Port));
        await SendAsync(stream, Stance);
        Assert.Equal("HTTP/1.1 201 Created", await reader.ReadLineAsync(Patience));
        var answer = await reader.ReadToEndAsync(Patience);
        Assert.Contains("stance-coded.v1", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(0, await server.EndAsync());
        await using var log = await SqliteEventLog.OpenAsync(folder["ledger.db"], SqliteLogMode.MustExist);
        Assert.Equal(2, await log.EndAsync(Patience));
    }

    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(true, false, 2)]
    [InlineData(true, true, 3)]
    public async Task An_option_stands_above_a_variable_and_a_variable_above_the_file(bool variable, bool option, int expected)
    {
        await File.WriteAllTextAsync(folder["serve.json"], """{"mostLag": 1}""", Patience);
        using var server = await ServeProcess.StartAsync(
            ["--ledger", folder["ledger.db"], "--config", folder["serve.json"], .. option ? (string[])["--most-lag", "3"] : []],
            variable ? [("POLICYLEDGER_SERVE_MOST_LAG", "2")] : []);
        using var http = new HttpClient { BaseAddress = server.Address };
        var detail = "not looked at yet";
        while (detail == "not looked at yet")
        {
            using var answer = await http.GetAsync("/healthz/ready", Patience);
            detail = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Patience)).GetProperty("checks")[1].GetProperty("detail").GetString();
        }

        Assert.Equal($"0 events behind, of {expected} that are allowed", detail);
        await server.TellToStopAsync();
        Assert.Equal(0, await server.EndAsync());
    }

    private static ValueTask SendAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), Patience);

    private static async Task ConnectAsync(int port)
    {
        // It says that it stops before it has stopped listening.
        while (true)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, Patience);
            await Task.Delay(20, Patience);
        }
    }
}
