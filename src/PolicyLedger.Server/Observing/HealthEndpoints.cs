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
            List<HealthCheckView> checks = [await StoreAsync(log, http.RequestAborted), Projections(projecting, mostLag)];
            return Send(new(checks.TrueForAll(check => check.Good) ? "ready" : "not ready", checks));
        }).AllowAnonymous().WithName("ready").WithSummary("Whether it can be asked: the store is reachable, the read models are near the log's end, and nothing stops them.")
            .Produces<HealthView>().Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Send(HealthView view) => Results.Json(view, ServerJson.Options, statusCode: view.Status == "not ready" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);

    private static async Task<HealthCheckView> StoreAsync(IEventLog log, CancellationToken cancellation)
    {
        try
        {
            var end = await log.EndAsync(cancellation).AsTask().WaitAsync(Patience, cancellation);
            return new("store", true, string.Create(CultureInfo.InvariantCulture, $"{end} events"));
        }
        catch (Exception e) when (e is StoreException or TimeoutException)
        {
            return new("store", false, "cannot be reached");
        }
    }

    private static HealthCheckView Projections(Projecting projecting, long mostLag) => projecting switch
    {
        { Failure: not null } => new("projections", false, "stopped"),
        { Lag: long.MaxValue } => new("projections", false, "not looked at yet"),
        var running => new("projections", running.Lag <= mostLag, string.Create(CultureInfo.InvariantCulture, $"{running.Lag} events behind, of {mostLag} that are allowed")),
    };
}
