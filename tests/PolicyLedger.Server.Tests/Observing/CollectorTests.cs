using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Observing;

/// <summary>What goes to a collector, through real gRPC.</summary>
public sealed class CollectorTests
{
    [Fact]
    public async Task A_collector_gets_metrics_and_traces_and_never_what_was_asked()
    {
        await using var collector = await Collector.StartAsync();
        await using var server = await TestServer.StartAsync((_, options) => options with { Collector = collector.Address });
        await server.GetAsync("/v1/stances/DEU?on=1999-12-31");

        // A request's span ends after its answer.
        while (!collector.Got("Trace").Contains("/v1/stances/DEU", StringComparison.Ordinal))
        {
            Assert.True(server.Services.GetRequiredService<TracerProvider>().ForceFlush());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        // What it returns is of no use: Prometheus fetches, and says no to being flushed.
        server.Services.GetRequiredService<MeterProvider>().ForceFlush();
        Assert.Contains("policyledger.ask.duration", collector.Got("Metrics"), StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Got("Metrics"), StringComparison.Ordinal);
        Assert.Contains("AskCountry", collector.Got("Trace"), StringComparison.Ordinal);
        Assert.Contains("policyledger", collector.Got("Trace"), StringComparison.Ordinal);
        Assert.DoesNotContain("1999-12-31", collector.Got("Trace") + collector.Got("Metrics"), StringComparison.Ordinal);
    }
}
