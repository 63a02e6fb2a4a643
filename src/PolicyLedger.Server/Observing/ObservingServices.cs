using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PolicyLedger.Server.Observing;

/// <summary>Puts OpenTelemetry into a server: metrics for Prometheus, and both metrics and traces to a collector where one is named.</summary>
internal static class ObservingServices
{
    // In seconds; the exporter's own boundaries are for milliseconds.
    private static readonly double[] PushSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    public static IServiceCollection AddObserving(this IServiceCollection services, Uri? collector)
    {
        services.AddSingleton<Telemetry>();
        services.AddSingleton<Projecting>().AddHostedService(provider => provider.GetRequiredService<Projecting>());
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("policyledger", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3), autoGenerateServiceInstanceId: true))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Telemetry.Name).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter();
                metrics.AddView("policyledger.push.latency", new ExplicitBucketHistogramConfiguration { Boundaries = PushSeconds });
                if (collector is not null)
                    metrics.AddOtlpExporter(otlp => otlp.Endpoint = collector);
            });
        if (collector is not null)
        {
            // Addresses hold what somebody asks, and may hold a ticket: only paths are traced.
            telemetry.WithTracing(tracing => tracing
                .AddSource(Telemetry.Name)
                .AddAspNetCoreInstrumentation(asp => asp.EnrichWithHttpRequest = (activity, _) => activity.SetTag("url.query", null))
                .AddOtlpExporter(otlp => otlp.Endpoint = collector));
        }

        return services;
    }
}
