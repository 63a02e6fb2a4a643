using System.Globalization;
using Microsoft.AspNetCore.Http;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Asking;

/// <summary>
/// Memento (RFC 7089) on the knowledge axis: <c>Accept-Datetime</c> on a stance resource leads to the address of the stance as
/// it was known then, at the position of now. Nothing is promised for positions that are still to come.
/// </summary>
internal static class Memento
{
    public const string Accept = "Accept-Datetime", Header = "Memento-Datetime";

    /// <summary>The end of the second that is named, so that a memento of that second is what it leads to. A time in the future is taken as now: there is no later memento.</summary>
    /// <exception cref="RefusedException">It is no HTTP date.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now) =>
        DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var wanted)
            ? wanted < now.AddSeconds(-1) ? wanted.AddTicks(TimeSpan.TicksPerSecond - 1) : now
            : throw new RefusedException(Refusal.Invalid(Accept, text, "an HTTP date such as Thu, 01 Jul 2021 00:00:00 GMT"));

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>From a resource to the memento that was asked for.</summary>
    public static IResult Redirect(HttpContext http, Reading reading)
    {
        http.Response.Headers.Vary = Accept;
        http.Response.Headers.CacheControl = "no-cache";
        Links.Add(http.Response, Original(http.Request), "original timegate");
        return Results.Redirect(Links.Pinned(http.Request, reading));
    }

    /// <summary>Says of an answer which memento it is, and where there are others.</summary>
    public static void Describe(HttpContext http, Reading reading, bool pinned, bool timeMap)
    {
        if (pinned)
            http.Response.Headers[Header] = Write(reading.KnownAt);
        Links.Add(http.Response, Original(http.Request), "original timegate");
        if (timeMap)
            Links.Add(http.Response, TimeMapOf(http.Request), "timemap", "; type=\"application/link-format\"");
    }

    // The stance of a day, whatever is known of it.
    private static string Original(HttpRequest request) => Links.Without(request, request.Path.ToUriComponent(), "knownAt", "at", "rule", "minPosition");

    private static string TimeMapOf(HttpRequest request) =>
        Links.Without(request, request.Path.ToUriComponent().Replace("/v1/stances/", "/v1/timemaps/", StringComparison.Ordinal), "knownAt", "at", "rule", "minPosition", "format");
}
