using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Node;

/// <summary>
/// A node: serves the EventStoreDB protocol over an embedded log. It has no storage of its own; the log stays the caller's
/// and MUST outlive it. Several nodes and other processes may use one ledger at once. It checks nobody's password.
/// </summary>
public sealed class LedgerNode : IAsyncDisposable
{
    // As much as a real node takes; an append's own limit is lower, and said in the protocol's words.
    private const int MaxMessageBytes = 16 << 20;

    private const int MaxCallsPerConnection = 1000;

    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10), StopWithin = TimeSpan.FromSeconds(2);

    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping;
    private bool stopped;

    private LedgerNode(WebApplication app, CancellationTokenSource stopping, IPEndPoint listening, bool secure)
    {
        (this.app, this.stopping, Listening) = (app, stopping, listening);
        ConnectionString = $"esdb://{listening}?tls={(secure ? "true" : "false")}";
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public IPEndPoint Listening { get; }

    /// <summary>For clients on the same machine.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts one; it serves when this returns.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<LedgerNode> StartAsync(SqliteEventLog log, NodeOptions options, TimeProvider clock, CancellationToken cancellation = default)
    {
        var stopping = new CancellationTokenSource();
        var life = new NodeLife(stopping.Token);
        var app = Build(log, options, clock, life);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            stopping.Dispose();
            throw;
        }

        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        life.Listening = new(options.Listen.Address, address.Port);
        return new(app, stopping, life.Listening, options.Certificate is not null);
    }

    /// <summary>Stops: subscriptions end, appends that have begun are finished and answered.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref stopped, true))
            return;
        await stopping.CancelAsync();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private static WebApplication Build(SqliteEventLog log, NodeOptions options, TimeProvider clock, NodeLife life)
    {
        // Empty: what a node does is said on its command line, not in environment variables and settings files.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // what keeps it from starting, the caller is told
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = MaxCallsPerConnection;
            kestrel.Limits.Http2.KeepAlivePingDelay = PingAfter;
            kestrel.Limits.Http2.KeepAlivePingTimeout = PingAfter;
            kestrel.Listen(options.Listen, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                if (options.Certificate is { } certificate)
                    endpoint.UseHttps(tls => (tls.ServerCertificate, tls.ServerCertificateChain) = (certificate, options.Chain));
            });
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxMessageBytes);
        builder.Services.AddSingleton(options).AddSingleton(life).AddSingleton(clock);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton(_ => new EventAdmission(log, EventCodec.Current, clock, () => RandomNumberGenerator.GetBytes(16)));
        builder.Services.AddSingleton<Tombstones>().AddSingleton<Appending>();
        var app = builder.Build();
        app.MapGrpcService<StreamsService>();
        app.MapGrpcService<FeaturesService>();
        app.MapGrpcService<GossipService>();
        return app;
    }
}
