using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using PolicyLedger.Dates;
using PolicyLedger.Stances;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Http;

/// <summary>Addresses of this server, relative to its root, and the <c>Link</c> headers (RFC 8288) that carry them.</summary>
internal static class Links
{
    /// <summary>The request's own address with nothing left open.</summary>
    public static string Pinned(HttpRequest request, Reading reading) => With(request, reading, []);

    /// <summary>The same with other parameters changed; null takes one out.</summary>
    public static string With(HttpRequest request, Reading reading, params ReadOnlySpan<(string Name, string? Value)> changed)
    {
        var link = new StringBuilder(request.PathBase.ToUriComponent()).Append(request.Path.ToUriComponent());
        var separator = '?';
        foreach (var (name, value) in request.Query)
        {
            if (name is "on" or "knownAt" or "at" or "basis" or "rule" or "minPosition" || Changes(changed, name))
                continue;
            Append(name, value.ToString());
        }

        foreach (var (name, value) in changed)
        {
            if (value is not null)
                Append(name, value);
        }

        Append("on", Iso.Write(reading.On));
        Append("knownAt", Iso.Write(reading.KnownAt));
        Append("at", reading.At.ToString(CultureInfo.InvariantCulture));
        Append("basis", Spelling.Of(reading.Basis));
        Append("rule", StanceAnswer.RuleVersion.ToString(CultureInfo.InvariantCulture));
        return link.ToString();

        void Append(string name, string value)
        {
            link.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal));
            separator = '&';
        }
    }

    /// <summary>Adds a link to the answer.</summary>
    public static void Add(HttpResponse response, string address, string relation, string more = "") =>
        response.Headers.Append("Link", $"<{address}>; rel=\"{relation}\"{more}");

    private static bool Changes(ReadOnlySpan<(string Name, string? Value)> changed, string name)
    {
        foreach (var change in changed)
        {
            if (change.Name == name)
                return true;
        }

        return false;
    }
}
