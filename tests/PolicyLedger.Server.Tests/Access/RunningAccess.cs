using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Http;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Server.Tests.Access;

/// <summary>A server with access control and an endpoint for each role, on a port of its own, and all that it logs.</summary>
internal sealed class RunningAccess : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TempFolder folder;
    private readonly CapturedLog log;
    private readonly HttpClient http;

    private RunningAccess(WebApplication app, TempFolder folder, CapturedLog log)
    {
        (this.app, this.folder, this.log) = (app, folder, log);
        http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new(app.Urls.Single()) };
    }

    public int Port => http.BaseAddress!.Port;

    public AccessKeys Keys => Service<AccessKeys>();

    /// <summary>The file of keys.</summary>
    public string File => folder["keys.json"];

    public IReadOnlyList<string> Log => [.. log.Lines];

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <summary>Starts one.</summary>
    /// <param name="change">Its settings; the file of keys is named already.</param>
    /// <param name="keys">Made before it starts, <c>name:role</c>; the texts are in <paramref name="texts"/>.</param>
    /// <param name="texts">Gets them.</param>
    /// <param name="clock">Null: the system's.</param>
    public static async Task<RunningAccess> StartAsync(
        Func<AccessOptions, AccessOptions>? change = null, IReadOnlyDictionary<string, Role>? keys = null, IDictionary<string, string>? texts = null, TimeProvider? clock = null)
    {
        var folder = new TempFolder();
        foreach (var (name, role) in keys ?? new Dictionary<string, Role>())
            (texts ?? new Dictionary<string, string>())[name] = NewKey(folder["keys.json"], name, role).Text.Reveal();
        var log = new CapturedLog();
        var options = new AccessOptions { KeysFile = folder["keys.json"] };
        var app = Build(change?.Invoke(options) ?? options, log, clock);
        await app.StartAsync(Patience);
        return new(app, folder, log);
    }

    /// <summary>One with a key for each role, of that name.</summary>
    public static async Task<(RunningAccess Server, Dictionary<string, string> Keys)> WithKeysAsync(Func<AccessOptions, AccessOptions>? change = null, TimeProvider? clock = null)
    {
        var texts = new Dictionary<string, string>();
        return (await StartAsync(change, Enum.GetValues<Role>().ToDictionary(role => role.ToString(), role => role), texts, clock), texts);
    }

    /// <summary>Made as another process does it.</summary>
    public static NewAccessKey NewKey(string file, string name, Role role) => Other(file).Create(name, role).OrThrow();

    public static AccessKeys Other(string file) => AccessKeys.Open(file, "keys", TimeProvider.System, new CapturedLog().CreateLogger("")).OrThrow();

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Sends a request.</summary>
    /// <param name="line"><c>GET /read</c>.</param>
    /// <param name="bearer">A key or a token; null: none.</param>
    /// <param name="headers">More of them.</param>
    public async Task<Answer> Send(string line, string? bearer = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(new(line.Split(' ')[0]), line.Split(' ')[1]);
        if (bearer is not null)
            Assert.True(request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer));
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await http.SendAsync(request, Patience);
        return new(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync(Patience));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        folder.Dispose();
    }

    private static WebApplication Build(AccessOptions options, CapturedLog log, TimeProvider? clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddRoutingCore();
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        builder.Services.AddAccess(options);
        var app = builder.Build();
        app.UseAccess();
        app.MapGet("/read", Who);
        app.MapGet("/read/{**rest}", Who);
        app.MapPost("/record", Who).Needs(Role.Recorder);
        app.MapGet("/evidence", Who).Needs(Role.Auditor);
        app.MapPost("/erase", Who).Needs(Role.Admin);
        app.MapPost("/question", Who);
        app.MapGet("/healthz", () => "ok").AllowAnonymous();
        app.MapGet("/page", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src 'self'";
            return Results.Content("<p>", "text/html");
        }).AllowAnonymous();
        app.MapGet("/v1/subscriptions/changes", (HttpContext http) => $"{http.Caller().Recorder}{http.Request.QueryString}");
        app.MapTickets();
        return app;
    }

    private static string Who(HttpContext http) => $"{http.Caller().Recorder} {http.Caller().Role} {http.Caller().KeyId ?? "-"}{http.Request.QueryString}";
}

internal sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders Content, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string? this[string header] => Headers.TryGetValues(header, out var values) || Content.TryGetValues(header, out values) ? string.Join(", ", values) : null;

    /// <summary>Is this problem, in form and in substance.</summary>
    public Answer Is(ProblemKind kind)
    {
        Assert.True((int)Status == kind.Status, $"{(int)Status}, expected {kind.Status}: {Body}");
        Assert.Equal(Problem.ContentType, Content.ContentType?.MediaType);
        Assert.Equal(kind.Type, Json.GetProperty("type").GetString());
        Assert.NotEmpty(Json.GetProperty("detail").GetString()!);
        return this;
    }

    public Answer Says(string body)
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status}: {Body}");
        Assert.Equal(body, Body);
        return this;
    }
}

/// <summary>Everything that is logged, at every level and with its exceptions.</summary>
internal sealed class CapturedLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(" ", pairs.Select(pair => pair.Value)) : "";
        Lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {values} {exception}");
    }

    public void Dispose()
    {
    }
}
