using System.Net;
using PolicyLedger.EventStoreDb;
using PolicyLedger.Log;
using PolicyLedger.Server.Node;

namespace PolicyLedger.Benchmarks;

/// <summary>A new ledger, and what is to be closed behind it.</summary>
/// <param name="Log">What is measured.</param>
/// <param name="Below">The log that it stands on, for filling and reading it past what is measured.</param>
/// <param name="Address">Where clients find it; null for an embedded log.</param>
/// <param name="Behind">Closed after the log, in this order.</param>
internal sealed record OpenLedger(IEventLog Log, IEventLog Below, string? Address, params IReadOnlyList<IAsyncDisposable> Behind) : IAsyncDisposable
{
    /// <summary>An embedded one.</summary>
    public static async Task<OpenLedger> EmbeddedAsync(Bench bench)
    {
        var log = await Workload.OpenAsync(bench.NewFile("embedded"));
        return new(log, log, null);
    }

    /// <summary>An embedded one behind a node on loopback, as <c>policyledger node --allow-append</c> serves it: it checks what is appended as the commands do.</summary>
    public static async Task<OpenLedger> BehindNodeAsync(Bench bench)
    {
        var log = await Workload.OpenAsync(bench.NewFile("served"));
        var node = await LedgerNode.StartAsync(log, new(new IPEndPoint(IPAddress.Loopback, 0)) { AllowAppend = true }, TimeProvider.System);
        return new(await AdapterAsync(bench, node.ConnectionString, ""), log, node.ConnectionString, node, log);
    }

    /// <summary>One on a server, in streams of its own.</summary>
    public static async Task<OpenLedger> OnServerAsync(Bench bench, string address)
    {
        var log = await AdapterAsync(bench, address, $"bench-{Guid.NewGuid():N}-");
        return new(log, log, address);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        foreach (var behind in Behind)
            await behind.DisposeAsync();
    }

    // Patient: on a busy machine a batch may take a node longer than the default deadline, and a slow figure is better than none.
    private static async Task<EventStoreDbLog> AdapterAsync(Bench bench, string address, string prefix) => await EventStoreDbLog.OpenAsync(
        ServerAddress.Parse(address, "address").OrThrow(), bench.NewFile("index") + EventStoreDbLog.IndexSuffix, new() { Prefix = prefix, Deadline = TimeSpan.FromMinutes(1) });
}
