using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using PolicyLedger.Server.Http;

namespace PolicyLedger.Server.Dashboard;

/// <summary>
/// The dashboard: one page for all of its views, and the files that it loads. They hold no data, so anybody may have them; the
/// data it asks the API for, with a key that is entered in the page.
/// </summary>
internal static class DashboardEndpoints
{
    /// <summary>The addresses of the views. What stands behind the first part is the page's own matter.</summary>
    public static readonly IReadOnlyList<string> Views = ["/", "/world", "/country", "/country/{code}", "/record/{**id}", "/diff", "/compare", "/cables", "/live", "/write"];

    // Who may frame it is said here: browsers pass over X-Frame-Options where a policy says it.
    private const string OneOrigin = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors ";

    // The name of an asset says what is in it, but for the one that people are to find.
    private const string ForEver = "public, max-age=31536000, immutable", AskAgain = "no-cache";

    public static void MapDashboard(this IEndpointRouteBuilder endpoints)
    {
        var assets = new DashboardAssets();
        foreach (var view in Views)
            endpoints.MapGet(view, (HttpContext http) => Page(http, assets, "'none'")).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/embed/{**view}", (HttpContext http) => Page(http, assets, "*")).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/assets/{**name}", (HttpContext http, string name) => File(http, assets.Find("assets/" + name), name)).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Page(HttpContext http, DashboardAssets assets, string framedBy)
    {
        http.Response.Headers.ContentSecurityPolicy = OneOrigin + framedBy;
        http.Response.Headers.CacheControl = AskAgain;
        return Send(assets.Index());
    }

    private static IResult File(HttpContext http, Asset? asset, string name)
    {
        if (asset is null)
            return Problems.Of(Refusal.NotFound("name", name, "the dashboard has no such file; load its page again"));
        http.Response.Headers.CacheControl = name.Contains('-', StringComparison.Ordinal) ? ForEver : AskAgain;
        return Send(asset);
    }

    private static IResult Send(Asset asset) => Results.Bytes(asset.Bytes, asset.ContentType, entityTag: EntityTagHeaderValue.Parse(asset.Tag));
}
