using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PolicyLedger.Server.Http;

/// <summary>A stream's last revision, which <c>If-Match</c> of a recording takes. It stands in a header, as it is no part of an answer about the past.</summary>
internal static class Revision
{
    public const string Header = "Stream-Revision";

    /// <summary>States it as <c>If-Match</c> wants it; nothing where the stream does not exist.</summary>
    public static void State(HttpResponse response, long revision)
    {
        if (revision >= 0)
            response.Headers[Header] = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
    }
}
