using System.Net;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;

namespace PolicyLedger.EventStoreDb.Tests;

/// <summary>
/// The server that the tests run against: the one that <c>POLICYLEDGER_TEST_EVENTSTOREDB</c> names, otherwise a node of our
/// own, started here, that takes the ledger's streams for streams like any other. Tests share it, each with streams of its
/// own, told apart by what stands before their names.
/// </summary>
internal static class TestServer
{
    public const string Variable = "POLICYLEDGER_TEST_EVENTSTOREDB";

    private static readonly Lazy<Task<ServerAddress>> Running = new(StartAsync);

    public static Task<ServerAddress> AddressAsync() => Running.Value;

    /// <summary>Its first node.</summary>
    public static (string Host, int Port) HostOf(ServerAddress address)
    {
        var uri = new Uri(address.Display.Split(',')[0]);
        return (uri.Host, uri.Port < 0 ? 2113 : uri.Port);
    }

    public static string NewPrefix() => $"test-{Guid.NewGuid():N}-";

    private static async Task<ServerAddress> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return ServerAddress.Parse(given, Variable).OrThrow();
        var folder = Directory.CreateTempSubdirectory("policyledger-node-").FullName;
        var log = await SqliteEventLog.OpenAsync(Path.Combine(folder, "ledger.db"), SqliteLogMode.CreateIfMissing);
        var node = await LedgerNode.StartAsync(log, new(new IPEndPoint(IPAddress.Loopback, 0)) { AllowAppend = true, KnowsNoLedger = true }, TimeProvider.System);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return ServerAddress.Parse(node.ConnectionString, "node").OrThrow();
    }
}
