using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PolicyLedger.Log;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Observing;

/// <summary>How the server is.</summary>
/// <param name="Status">ready or not ready; live.</param>
/// <param name="Checks">What was looked at.</param>
internal sealed record HealthView(string Status, IReadOnlyList<HealthCheckView> Checks);

/// <param name="Check">store, projections.</param>
/// <param name="Good">Whether it is as it should be.</param>
/// <param name="Detail">In words; the log tells more.</param>
internal sealed record HealthCheckView(string Check, bool Good, string Detail);

/// <summary>For whoever starts, stops and watches the server. Says nothing that a stranger should not know.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Maps both.</summary>
    /// <param name="root">Where they stand.</param>
    /// <param name="mostLag">Events that the read models may be behind.</param>
    public static void Map(IEndpointRouteBuilder root, long mostLag)
    {
        root = root.MapGroup("").WithTags("operation");
        root.MapGet("/healthz/live", () => Send(new("live", []))).AllowAnonymous().WithName("live").WithSummary("Whether the process answers.").Produces<HealthView>();
        root.MapGet("/healthz/ready", async (HttpContext http, IEventLog log, Projecting projecting) =>
        {
            var end = await EndAsync(log, http.RequestAborted);
            List<HealthCheckView> checks = [Store(end), Projections(projecting, end, mostLag)];
            return Send(new(checks.TrueForAll(check => check.Good) ? "ready" : "not ready", checks));
        }).AllowAnonymous().WithName("ready").WithSummary("Whether it can be asked: the store is reachable, the read models are near the log's end, and nothing stops them.")
            .Produces<HealthView>().Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Send(HealthView view) => Results.Json(view, ServerJson.Options, statusCode: view.Status == "not ready" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);

    // Null where the store does not say.
    private static async Task<long?> EndAsync(IEventLog log, CancellationToken cancellation)
    {
        try
        {
            return await log.EndAsync(cancellation).AsTask().WaitAsync(Patience, cancellation);
        }
        catch (Exception e) when (e is StoreException or TimeoutException)
        {
            return null;
        }
    }

    private static HealthCheckView Store(long? end) => end is { } events
        ? new("store", true, string.Create(CultureInfo.InvariantCulture, $"{events} events"))
        : new("store", false, "cannot be reached");

    private static HealthCheckView Projections(Projecting projecting, long? end, long mostLag) =>
        projecting.Failure is not null ? new("projections", false, "stopped")
        : end is not { } events ? new("projections", false, "how far they are behind is not known")
        : projecting.Lag(events) switch
        {
            long.MaxValue => new("projections", false, "not looked at yet"),
            var lag => new("projections", lag <= mostLag, string.Create(CultureInfo.InvariantCulture, $"{lag} events behind, of {mostLag} that are allowed")),
        };
}
