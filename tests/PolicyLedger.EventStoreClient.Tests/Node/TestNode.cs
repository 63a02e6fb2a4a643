using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PolicyLedger.EventStoreProtocol.Gossip;
using PolicyLedger.EventStoreProtocol.Streams;

namespace PolicyLedger.EventStoreClient.Tests.Node;

/// <summary>A node that says what a test tells it to, over a real HTTP/2 connection on this machine.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestNode(WebApplication app) => this.app = app;

    public int Port { get; private set; }

    /// <summary>The headers of each call that arrived, by the order of arrival.</summary>
    public ConcurrentQueue<(string Method, Metadata Headers, DateTime Deadline)> Calls { get; } = new();

    /// <summary>Given all that the client sent. Null answers as if everything was stored.</summary>
    public Func<List<AppendReq>, ServerCallContext, Task<AppendResp>>? OnAppend { get; set; }

    /// <summary>Given the requests as they arrive, before they are read; takes the place of <see cref="OnAppend"/>.</summary>
    public Func<IAsyncStreamReader<AppendReq>, ServerCallContext, Task<AppendResp>>? OnAppendStream { get; set; }

    public Func<ReadReq, IServerStreamWriter<ReadResp>, ServerCallContext, Task>? OnRead { get; set; }

    public Func<DeleteReq, DeleteResp>? OnDelete { get; set; }

    public Func<TombstoneReq, TombstoneResp>? OnTombstone { get; set; }

    public Func<ServerCallContext, Task<ClusterInfo>>? OnGossip { get; set; }

    public static async Task<TestNode> StartAsync(X509Certificate2? certificate = null, int port = 0, bool requireClientCertificate = false)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = null);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https =>
                {
                    if (!requireClientCertificate)
                        return;
                    https.ClientCertificateMode = Microsoft.AspNetCore.Server.Kestrel.Https.ClientCertificateMode.RequireCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        TestNode? node = null;
        builder.Services.AddSingleton(_ => node!);
        var app = builder.Build();
        app.MapGrpcService<TestStreams>();
        app.MapGrpcService<TestGossip>();
        node = new TestNode(app);
        await app.StartAsync();
        node.Port = new Uri(app.Urls.Single()).Port;
        return node;
    }

    public int CallsTo(string method) => Calls.Count(call => call.Method == method);

    public void Note(string method, ServerCallContext context) => Calls.Enqueue((method, context.RequestHeaders, context.Deadline));

    public async ValueTask DisposeAsync()
    {
        // Open subscriptions would otherwise hold the node up.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
