using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PolicyLedger.Server.Asking;
using PolicyLedger.Server.Http;
using PolicyLedger.Wire;
using Scalar.AspNetCore;

namespace PolicyLedger.Server.Describing;

/// <summary>What the server says of itself: OpenAPI and pages to browse it, problem types, the schemas of stored events.</summary>
internal static class Descriptions
{
    private const string DocsPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'";

    public static IServiceCollection AddDescriptions(this IServiceCollection services) => services.AddOpenApi("v1", OpenApiDocument.Configure);

    public static void MapDescriptions(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/docs", scalar =>
        {
            scalar.Title = "PolicyLedger";
            scalar.OpenApiRoutePattern = "/openapi/v1.json";
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
            scalar.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        }).AllowAnonymous().AddEndpointFilter(async (call, next) =>
        {
            // Its pages write scripts and styles into themselves; nothing of them may come from elsewhere.
            call.HttpContext.Response.Headers.ContentSecurityPolicy = DocsPolicy;
            return await next(call);
        });
        app.MapGet("/problems", () => Results.Text(string.Concat(ProblemKind.All.Select(Explain)), "text/plain", Encoding.UTF8)).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/problems/{name}", (string name) => ProblemKind.All.FirstOrDefault(kind => kind.Name == name) is { } kind
            ? Results.Text(Explain(kind), "text/plain", Encoding.UTF8)
            : Problems.Of(Refusal.NotFound("name", name, "no such kind of problem; /problems lists them"))).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/v1/schemas/{name}", (string name) => EventSchemas.Text(name) is { } schema
            ? Results.Bytes(schema, "application/schema+json")
            : Problems.Of(Refusal.NotFound("name", name, $"one of {string.Join(", ", EventCodec.Current.Types.Names)}")))
            .AllowAnonymous().WithTags("yardsticks").WithName("schema").WithSummary("The JSON Schema of a stored event, by its name.").Produces<object>(200, "application/schema+json").ProducesProblemOf(ProblemKind.NotFound);
    }

    private static string Explain(ProblemKind kind) => $"{kind.Type} ({kind.Status})\n{kind.Title}\n{kind.Meaning}\n\n";
}
