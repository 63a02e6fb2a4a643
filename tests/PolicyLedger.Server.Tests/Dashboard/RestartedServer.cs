using System.Net;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Hosting;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Testing;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>A server that can be stopped and started again on the same port and ledger, and a recorder beside it who needs no server.</summary>
internal sealed class RestartedServer : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private SqliteEventLog? log;
    private SqliteReadModels? models;
    private LedgerServer? server;

    public Uri Address { get; private set; } = null!;

    public static async Task<RestartedServer> StartAsync()
    {
        var started = new RestartedServer();
        await started.StartAgainAsync();
        return started;
    }

    public async Task StartAgainAsync()
    {
        log = await SqliteEventLog.OpenAsync(folder["ledger.db"], SqliteLogMode.CreateIfMissing);
        models = await SqliteReadModels.OpenAsync(folder["ledger.models.db"], log, EventCodec.Current);
        server = await LedgerServer.StartAsync(
            new(log, models, suffix => folder["ledger" + suffix], () => false),
            new() { Listen = [new(IPAddress.Loopback, Address?.Port ?? 0)], Access = new() { Reads = new(0, 0), Recordings = new(0, 0) } },
            TimeProvider.System);
        Address = server.Addresses[0];
    }

    /// <summary>As at the end of <c>serve</c>: those who follow are told.</summary>
    public async Task StopAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        if (models is not null)
            await models.DisposeAsync();
        if (log is not null)
            await log.DisposeAsync();
        (server, models, log) = (null, null, null);
    }

    /// <summary>Announces policies of France, one event each, as another process does.</summary>
    public async Task AnnounceAsync(int from, int count)
    {
        await using var beside = await SqliteEventLog.OpenAsync(folder["ledger.db"], SqliteLogMode.CreateIfMissing);
        var runner = new CommandRunner(beside, EventCodec.Current, TimeProvider.System, () => new byte[16]);
        foreach (var number in Enumerable.Range(from, count))
        {
            (await runner.RunAsync(CommandCodec.Read(System.Text.Encoding.UTF8.GetBytes($$$"""
                {"command":"announce-policy","jurisdictions":["FRA"],"id":"law-{{{number}}}","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"lessRestrictive"}}],"announced":"2020-01-01","effective":"2020-01-01/..",
                 "text":{"title":"Law {{{number}}}"},"sources":[{"publisher":"P","kind":"press","reliability":"B","credibility":2}]}
                """), "test").OrThrow())).OrThrow();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }
}
