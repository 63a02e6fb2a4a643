using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Observing;

/// <summary>What alerts rest on, where the ledger's file is destroyed under a running server.</summary>
[Collection(nameof(Alone))]
public sealed class FailingStoreTests
{
    [Fact]
    public async Task A_damaged_file_is_counted_stops_the_read_models_and_the_server_is_not_ready()
    {
        await using var server = await TestServer.StartAsync();
        await server.GetAsync("/v1/events");
        Assert.Contains("policyledger_store_failures_total{otel_scope_name=\"PolicyLedger\",fault=\"integrity\"} 0", await server.TextAsync("/metrics"), StringComparison.Ordinal);
        foreach (var file in new[] { server.LedgerPath, server.LedgerPath + "-wal", server.LedgerPath + "-shm" }.Where(File.Exists))
        {
            await using var overwritten = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            await overwritten.WriteAsync(new byte[overwritten.Length], TestContext.Current.CancellationToken);
        }

        string metrics;
        do
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            metrics = await server.TextAsync("/metrics");
        }
        while (metrics.Contains("policyledger_projection_failed{otel_scope_name=\"PolicyLedger\"} 0", StringComparison.Ordinal));
        Assert.Contains("policyledger_projection_poisoned{otel_scope_name=\"PolicyLedger\"} 1", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("policyledger_store_failures_total{otel_scope_name=\"PolicyLedger\",fault=\"integrity\"} 0", metrics, StringComparison.Ordinal);
        using var ready = await server.Client.GetAsync("/healthz/ready", TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)ready.StatusCode);
    }
}

/// <summary>Run while no other server does: all servers of a process share their series.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
