using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Hosting;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Testing;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

/// <summary>A server over a ledger of its own, asked through real HTTP; every answer is held to the OpenAPI document.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly SqliteEventLog log;
    private readonly SqliteReadModels models;
    private readonly LedgerServer server;

    private TestServer(TempFolder folder, SqliteEventLog log, SqliteReadModels models, LedgerServer server, OpenApiCheck check)
    {
        (this.folder, this.log, this.models, this.server) = (folder, log, models, server);
        Check = check;
        Client = ClientOf(check);
    }

    public HttpClient Client { get; }

    public OpenApiCheck Check { get; }

    public IEventLog Log => log;

    public string LedgerPath => folder["ledger.db"];

    public Uri Address => server.Addresses[0];

    public IServiceProvider Services => server.Services;

    /// <summary>Starts one over the founding example, or over an empty ledger.</summary>
    public static async Task<TestServer> StartAsync(Func<TempFolder, ServerOptions, ServerOptions>? change = null, bool founding = true, TimeProvider? clock = null)
    {
        var folder = new TempFolder();
        var log = await SqliteEventLog.OpenAsync(folder["ledger.db"], SqliteLogMode.CreateIfMissing);
        if (founding)
        {
            var runner = new CommandRunner(log, EventCodec.Current, clock ?? TimeProvider.System, () => new byte[16]);
            foreach (var name in Resources.Names("founding/"))
                (await runner.RunAsync(CommandCodec.Read(Resources.Read(name), "test").OrThrow())).OrThrow();
        }

        var models = await SqliteReadModels.OpenAsync(folder["ledger.models.db"], log, EventCodec.Current);
        var options = new ServerOptions { Listen = [new(System.Net.IPAddress.Loopback, 0)], Access = new() { Reads = new(0, 0), Recordings = new(0, 0), Failures = new(0, 0) } };
        var served = new ServedLedger(log, models, suffix => folder["ledger" + suffix], () => ErasedBytes.AreLeft(folder["ledger.db"]));
        var server = await LedgerServer.StartAsync(served, change?.Invoke(folder, options) ?? options, clock ?? TimeProvider.System);
        return new(folder, log, models, server, await OpenApiCheck.OfAsync(server.Addresses[0]));
    }

    /// <summary>A client of its own, for another key.</summary>
    public HttpClient ClientOf(OpenApiCheck? check = null, string? key = null)
    {
        var client = new HttpClient((check ?? Check).Over(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.All })) { BaseAddress = Address };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    public async Task<JsonElement> GetAsync(string path) => JsonSerializer.Deserialize<JsonElement>(await TextAsync(path));

    public async Task<string> TextAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {path}: {text}");
        return text;
    }

    /// <summary>The only error of a refusal of the asked status.</summary>
    public async Task<(string Field, string? Value, string Rule)> RefusedAsync(string path, int status = 400) => await RefusalIn(await Client.GetAsync(path), status);

    public static async Task<(string Field, string? Value, string Rule)> RefusalIn(HttpResponseMessage response, int status)
    {
        var problem = await ProblemIn(response, status);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        return (error.GetProperty("field").GetString()!, error.GetProperty("value").GetString(), error.GetProperty("rule").GetString()!);
    }

    public static async Task<JsonElement> ProblemIn(HttpResponseMessage response, int status)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            var problem = JsonSerializer.Deserialize<JsonElement>(text);
            Assert.Equal(status, problem.GetProperty("status").GetInt32());
            return problem;
        }
    }

    public async Task<HttpResponseMessage> PostAsync(string command, string json, params (string Name, string Value)[] headers) => await PostAsync(Client, command, json, headers);

    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string command, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/commands/{command}") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    public async Task<JsonElement> RecordAsync(string command, string json, params (string Name, string Value)[] headers)
    {
        using var response = await PostAsync(command, json, headers);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Created, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        await models.DisposeAsync();
        await log.DisposeAsync();
        folder.Dispose();
    }
}
