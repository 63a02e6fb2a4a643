using Xunit;

namespace PolicyLedger.EventStoreDb.Tests;

/// <summary>Logs on the server that the tests run against.</summary>
internal static class TestLog
{
    /// <summary>Opens one, with its index in a folder.</summary>
    public static async ValueTask<EventStoreDbLog> OpenAsync(string folder, string prefix, ServerAddress? server = null, EventStoreDbOptions? options = null) =>
        await EventStoreDbLog.OpenAsync(
            server ?? await TestServer.AddressAsync(), Path.Combine(folder, "test" + EventStoreDbLog.IndexSuffix), (options ?? new()) with { Prefix = prefix }, TestContext.Current.CancellationToken);
}
