using PolicyLedger.Log;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests;

/// <summary>
/// The server that the tests run against: the one that <c>POLICYLEDGER_TEST_EVENTSTOREDB</c> names. Tests share it, each
/// with streams of its own, told apart by what stands before their names.
/// </summary>
internal static class TestServer
{
    public const string Variable = "POLICYLEDGER_TEST_EVENTSTOREDB";

    public static ServerAddress Address()
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(text), $"{Variable} names no server");
        return ServerAddress.Parse(text!, Variable).OrThrow();
    }

    /// <summary>Its first node.</summary>
    public static (string Host, int Port) HostOf(ServerAddress address)
    {
        var uri = new Uri(address.Display.Split(',')[0]);
        return (uri.Host, uri.Port < 0 ? 2113 : uri.Port);
    }

    public static string NewPrefix() => $"test-{Guid.NewGuid():N}-";

    public static async ValueTask<EventStoreDbLog> OpenAsync(string folder, string prefix, ServerAddress? server = null, EventStoreDbOptions? options = null) =>
        await EventStoreDbLog.OpenAsync(
            server ?? Address(), Path.Combine(folder, "test" + EventStoreDbLog.IndexSuffix), (options ?? new()) with { Prefix = prefix }, TestContext.Current.CancellationToken);
}
