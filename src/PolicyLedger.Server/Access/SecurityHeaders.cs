using Microsoft.AspNetCore.Http;

namespace PolicyLedger.Server.Access;

/// <summary>Headers that keep browsers from doing more with an answer than read it.</summary>
internal static class SecurityHeaders
{
    private const string NothingLoads = "default-src 'none'; frame-ancestors 'none'";

    private const string OneYear = "max-age=31536000";

    /// <summary>Adds them when the response starts, whoever answers.</summary>
    public static void AddTo(HttpContext http) => http.Response.OnStarting(static state =>
    {
        var http = (HttpContext)state;
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // A page says itself what it loads.
        if (headers.ContentSecurityPolicy.Count == 0 && http.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) != true)
            headers.ContentSecurityPolicy = NothingLoads;

        // On localhost it would bind every other server of the same machine.
        if (http.Request.IsHttps && !http.Request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            headers.StrictTransportSecurity = OneYear;
        return Task.CompletedTask;
    }, http);
}
