using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Subscribing;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Stances;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Recording;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Tests.Subscribing;

/// <summary>A server with nothing but subscriptions, over a ledger in files, and a client of it.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    public const string Source = Specification.Source;

    private readonly TempFolder folder;
    private readonly bool ownsFolder;
    private readonly SqliteReadModels models;
    private readonly WebApplication app;

    private LiveServer(TempFolder folder, bool ownsFolder, SqliteEventLog log, SqliteReadModels models, WebApplication app)
    {
        (this.folder, this.ownsFolder, Log, this.models, this.app) = (folder, ownsFolder, log, models, app);
        Address = new(app.Urls.Single());
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, ConnectCallback = ConnectAsync }) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public SqliteEventLog Log { get; }

    public IReadModels Models => models;

    public string Ledger => folder["ledger.db"];

    public CommandRunner Runner => app.Services.GetRequiredService<CommandRunner>();

    public IMeterFactory Meters => app.Services.GetRequiredService<IMeterFactory>();

    /// <summary>Starts one; another on the same ledger where <paramref name="beside"/> is given.</summary>
    public static async Task<LiveServer> StartAsync(SubscriptionOptions? options = null, TimeProvider? clock = null, LiveServer? beside = null)
    {
        var folder = beside?.folder ?? new TempFolder();
        var log = await SqliteEventLog.OpenAsync(folder["ledger.db"], SqliteLogMode.CreateIfMissing);
        var models = await SqliteReadModels.OpenAsync(folder["ledger.models.db"], log, EventCodec.Current);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        // Small buffers, so that a client that takes nothing is felt soon.
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = 16 << 10;
            return socket;
        });
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton<IEventLog>(_ => log).AddSingleton<IReadModels>(_ => models);
        builder.Services.AddPolicyLedger(() => RandomNumberGenerator.GetBytes(16)).AddSubscriptions(options ?? new());
        var app = builder.Build();
        app.MapSubscriptions();
        app.MapAsyncApi();
        await app.StartAsync();
        return new(folder, beside is null, log, models, app);
    }

    public Task StopAsync() => app.StopAsync();

    public Task<Receipt> RecordAsync(string json, CommandRunner? by = null) => RecordAsync(Encoding.UTF8.GetBytes(json), by ?? Runner);

    public Task<Receipt> AnnounceAsync(string country, string id, string area = "migration:asylum", string effective = "2020-01-01/..", string title = "T", string summary = "S", CommandRunner? by = null) => RecordAsync(
        $$$"""{"command":"announce-policy","jurisdictions":["{{{country}}}"],"id":"{{{id}}}","instrument":"law","areas":[{"area":"{{{area}}}","value":{"direction":"moreRestrictive"}}],"announced":"2020-01-01","effective":"{{{effective}}}","text":{"title":"{{{title}}}","summary":"{{{summary}}}"},"sources":[{{{Source}}}]}""", by);

    public Task<Receipt> EndAsync(string record, string on, CommandRunner? by = null) =>
        RecordAsync($$"""{"command":"end-policy","record":"{{record}}","on":"{{on}}","how":"repealed","sources":[{{Source}}]}""", by);

    public Task<Receipt> CodeAsync(string country, string id, string period, int level, bool recoded = false, CommandRunner? by = null) => RecordAsync(
        $$$"""{"command":"code-stance","jurisdiction":"{{{country}}}","id":"{{{id}}}","area":"oxcgrt:C1","period":"{{{period}}}","value":{"level":{{{level}}}},"recoded":{{{(recoded ? "true" : "false")}}},"sources":[{{{Source}}}]}""", by);

    public Task<EventStreamClient> FollowAsync(string feed, string? lastEventId = null, bool checks = true) => EventStreamClient.ConnectAsync(Client, "/v1/subscriptions/" + feed, lastEventId, checks);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await models.DisposeAsync();
        await Log.DisposeAsync();
        if (ownsFolder)
            folder.Dispose();
    }

    private static async Task<Receipt> RecordAsync(byte[] json, CommandRunner by) => (await by.RunAsync(CommandCodec.Read(json, "tester").OrThrow())).OrThrow();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 << 10, NoDelay = true };
        await socket.ConnectAsync(context.DnsEndPoint, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
