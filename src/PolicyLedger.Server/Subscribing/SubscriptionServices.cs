using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyLedger.Log;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Subscribing;

/// <summary>Adds live subscriptions to a server.</summary>
public static class SubscriptionServices
{
    /// <summary>
    /// Adds what <see cref="MapSubscriptions"/> needs. The caller adds <see cref="IEventLog"/>, <see cref="IReadModels"/> and
    /// <see cref="EventCodec"/> (with <see cref="LedgerServices.AddPolicyLedger"/>), and a <see cref="TimeProvider"/> if it is not the system's.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its bounds.</exception>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services, SubscriptionOptions options)
    {
        var opted = options.Checked();
        services.AddMetrics();
        services.AddSingleton<SubscriptionMetrics>();
        services.TryAddSingleton<ErasedTexts>();
        return services.AddSingleton(sp => new Subscriptions(
            sp.GetRequiredService<IEventLog>(), sp.GetRequiredService<IReadModels>(), sp.GetRequiredService<EventCodec>(), sp.GetRequiredService<ErasedTexts>(), opted, sp.GetService<TimeProvider>() ?? TimeProvider.System,
            sp.GetRequiredService<SubscriptionMetrics>(), sp.GetRequiredService<IHostApplicationLifetime>(), sp.GetRequiredService<ILogger<Subscriptions>>()));
    }

    /// <summary>Maps <c>/v1/subscriptions/events</c> and <c>/v1/subscriptions/changes</c>; what is asked of one is asked of both.</summary>
    public static RouteGroupBuilder MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/subscriptions");
        Describe(
            group.MapGet("/events", (
                HttpContext http, Subscriptions subscriptions, [FromQuery] string[]? jurisdiction, [FromQuery] string[]? area, [FromQuery] string[]? kind,
                [FromQuery] string? after, [FromHeader(Name = "Last-Event-ID")] string? lastEventId) => subscriptions.EventsAsync(http)),
            "followEvents", "Follow the events as they are recorded (Server-Sent Events; /asyncapi/v1.json has the messages).");
        Describe(
            group.MapGet("/changes", (
                HttpContext http, Subscriptions subscriptions, [FromQuery] string[]? jurisdiction, [FromQuery] string[]? area, [FromQuery] string? basis, [FromQuery] string? recoding,
                [FromQuery] string? after, [FromHeader(Name = "Last-Event-ID")] string? lastEventId) => subscriptions.ChangesAsync(http)),
            "followChanges", "Follow the changes of the answers (Server-Sent Events; /asyncapi/v1.json has the messages).");
        return group;
    }

    /// <summary>Maps <c>/asyncapi/v1.json</c>: what both feeds send, for programs.</summary>
    public static IEndpointConventionBuilder MapAsyncApi(this IEndpointRouteBuilder routes)
    {
        var document = AsyncApi.Read();
        return routes.MapGet("/asyncapi/v1.json", () => Results.Bytes(document, "application/json")).WithName("asyncApi").WithTags("live")
            .WithSummary("The AsyncAPI 3.0 document of the subscriptions.").Produces<object>(StatusCodes.Status200OK, "application/json");
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary)
    {
        endpoint.WithName(name).WithTags("live").WithSummary(summary).Produces<string>(StatusCodes.Status200OK, "text/event-stream");
        foreach (var status in new[] { StatusCodes.Status400BadRequest, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable })
            endpoint.Produces<Problem>(status, Problem.ContentType);
    }
}

/// <summary>The document as it stands in the program.</summary>
internal static class AsyncApi
{
    public const string Resource = "asyncapi.v1.json";

    public static byte[] Read()
    {
        using var stream = typeof(AsyncApi).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"No resource '{Resource}' is embedded.");
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }
}
