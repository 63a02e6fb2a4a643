using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace PolicyLedger.Server.Access;

/// <summary>Where a web page comes from (RFC 6454): scheme, host and port.</summary>
internal sealed record Origin
{
    private Origin(Uri uri) => Text = uri.GetLeftPart(UriPartial.Authority);

    /// <summary>In lower case, without the scheme's own port: as browsers send it.</summary>
    public string Text { get; }

    /// <summary>Null where it is none: <c>null</c>, a path behind it, another scheme than http or https.</summary>
    public static Origin? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && !text.EndsWith('/')
            ? new(uri)
            : null;

    /// <summary>The server's own, as this request reached it.</summary>
    public static Origin? Of(HttpRequest request) => Parse($"{request.Scheme}://{request.Host.ToUriComponent()}");

    /// <summary>
    /// Why a request that changes something may not come from where it says; null if it may. Programs send neither Origin nor
    /// Sec-Fetch-Site, browsers send them and no page can change them.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="allowed">Beside the server's own.</param>
    public static string? Refuse(HttpRequest request, IReadOnlySet<Origin> allowed)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return null;
        var headers = request.Headers;
        if (headers.Origin.Count > 0)
        {
            var origin = headers.Origin is [{ } only] ? Parse(only) : null;
            if (origin is not null && allowed.Contains(origin))
                return null;
            if (origin is null || origin != Of(request))
                return "Origin";
        }

        return headers["Sec-Fetch-Site"] is var site && !StringValues.IsNullOrEmpty(site) && site != "same-origin" && site != "none" ? "Sec-Fetch-Site" : null;
    }
}
