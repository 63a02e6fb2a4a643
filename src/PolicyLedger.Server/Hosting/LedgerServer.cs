using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Asking;
using PolicyLedger.Server.Auditing;
using PolicyLedger.Server.Dashboard;
using PolicyLedger.Server.Describing;
using PolicyLedger.Server.Http;
using PolicyLedger.Server.Observing;
using PolicyLedger.Server.Recording;
using PolicyLedger.Server.Subscribing;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Hosting;

/// <summary>The HTTP server over one ledger. It has no storage of its own; several servers and other processes may use one ledger at once.</summary>
internal sealed class LedgerServer : IAsyncDisposable
{
    private const int MaxRequestLine = 8 * 1024, MaxHeaders = 32 * 1024, MaxConnections = 10_000;

    private static readonly string[] Compressed =
        ["application/json", "application/problem+json", "application/jsonl", "application/cloudevents-batch+json", "application/link-format", "text/csv", "text/html", "text/css", "text/javascript"];

    private readonly WebApplication app;
    private bool stopped;

    private LedgerServer(WebApplication app, IReadOnlyList<Uri> addresses) => (this.app, Addresses) = (app, addresses);

    /// <summary>Where it serves, with the ports that it got.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Starts one; it serves when this returns.</summary>
    /// <exception cref="RefusedException">Others could reach it, and nothing says who may.</exception>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public static async Task<LedgerServer> StartAsync(ServedLedger ledger, ServerOptions options, TimeProvider clock, CancellationToken cancellation = default)
    {
        if (options.Access.Refuse(options.Listen) is { } open)
            throw new RefusedException(open);
        var app = Build(ledger, options, clock);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new(app, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToList());
    }

    /// <summary>Stops: subscriptions end with how to go on, answers that have begun are finished.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, true))
            return;
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private static WebApplication Build(ServedLedger ledger, ServerOptions options, TimeProvider clock)
    {
        // Empty: what a server does is said in its own settings, not in those of the framework.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(LedgerServer).Assembly.GetName().Name });
        Log(builder.Logging, options);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopWithin);
        var services = builder.Services;
        services.AddRouting();
        services.Configure<JsonOptions>(json => ServerJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddResponseCompression(compression => (compression.EnableForHttps, compression.MimeTypes) = (true, Compressed));
        services.AddSingleton(clock).AddSingleton(ledger.Log).AddSingleton<IReadModels>(_ => new RememberedCells(ledger.Models, ledger.Log, options.RememberedRows)).AddPolicyLedger(() => RandomNumberGenerator.GetBytes(16));
        services.AddAccess(options.Access).AddObserving(options.Collector).AddDescriptions();
        services.AddSingleton(provider => new ReadSettings(() => IsOpen(provider), options.Patience)).AddSingleton<Reads>().AddSingleton<EventPages>().AddSingleton(_ => new HeavyReads(options.HeavyReads, options.Patience));
        services.AddSubscriptions(new()
        {
            MaxSubscribers = options.Subscribers,
            MaxOfOneCaller = Math.Max(1, options.Subscribers / 2),
            CallerOf = http => http.Caller() is var caller ? caller.KeyId ?? caller.Recorder : "",
            Heartbeat = options.Heartbeat,
            StillGood = http => http.RequestServices.GetRequiredService<AccessKeys>().StillGood(http.Caller()),
        });
        services.AddSingleton<Recordings>().AddSingleton(new ServedStore(ledger.KeepsErasedBytes));
        services.AddSingleton(_ => new ServedAudit(ledger.Log, ledger.Beside, clock));
        if (options.SigningKeys.Count > 0)
            services.AddHostedService(provider => new Signing(provider.GetRequiredService<ServedAudit>(), options.SigningKeys, options.SignEvery, clock, provider.GetRequiredService<Telemetry>(), provider.GetRequiredService<ILogger<Signing>>()));
        var app = builder.Build();
        Answer(app);
        Map(app, options);
        return app;
    }

    private static bool IsOpen(IServiceProvider provider) => AccessScheme.IsOpen(provider.GetRequiredService<AccessOptions>(), provider.GetRequiredService<AccessKeys>());

    private static void Log(ILoggingBuilder logging, ServerOptions options)
    {
        if (options.JsonLogs)
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat, json.IncludeScopes) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", false));
        else
            logging.AddSimpleConsole(text => (text.SingleLine, text.UseUtcTimestamp, text.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss'Z' "));
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.Warning).AddFilter("PolicyLedger", LogLevel.Information)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // what keeps it from starting, the caller is told
    }

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = CommandEndpoints.MostBytes;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaders;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        foreach (var endpoint in options.Listen)
        {
            kestrel.Listen(endpoint, listen =>
            {
                if (options.Certificate is { } certificate)
                    listen.UseHttps(tls => (tls.ServerCertificate, tls.ServerCertificateChain) = (certificate, options.Chain));
            });
        }
    }

    private static void Answer(WebApplication app)
    {
        app.UseResponseCompression();
        app.UseStatusCodePages(FailureAnswers.OfStatusAsync);
        app.UseMiddleware<FailureAnswers>();
        app.Use((http, next) =>
        {
            // The server leaves the body out by itself; a stream would never come to its end.
            if (HttpMethods.IsHead(http.Request.Method) && !http.Request.Path.StartsWithSegments("/v1/subscriptions"))
                (http.Request.Method, http.Items[Reads.Headless]) = (HttpMethods.Get, true);
            return next(http);
        });
        app.UseRouting();
        app.UseAccess();
    }

    private static void Map(WebApplication app, ServerOptions options)
    {
        HealthEndpoints.Map(app, options.MostLag);
        app.MapPrometheusScrapingEndpoint();
        app.MapDescriptions();
        app.MapDashboard();
        var v1 = app.MapGroup("/v1").Strict();
        StanceEndpoints.Map(Tagged("stances"));
        ComparisonEndpoints.Map(Tagged("stances"));
        RecordEndpoints.Map(Tagged("records"));
        EventEndpoints.Map(Tagged("events"));
        CatalogueEndpoints.Map(Tagged("yardsticks"));
        PanelEndpoint.Map(Tagged("stances"));
        CommandEndpoints.Map(Tagged("recording"));
        AuditEndpoints.Map(Tagged("audit"));
        AuditEndpoints.MapEvidence(Tagged("audit")).Needs(Role.Auditor);
        AuditEndpoints.MapTiles(Tagged("audit").MapGroup("/log"));
        AuditEndpoints.MapShortTiles(app.MapGroup("/log").Strict());
        app.MapSubscriptions();
        app.MapAsyncApi().AllowAnonymous();
        app.MapTickets().WithTags("live").Produces<TicketView>();

        options.Beside?.Invoke(app);

        RouteGroupBuilder Tagged(string tag) => v1.MapGroup("").WithTags(tag);
    }
}
