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
        var link = new StringBuilder(request.Path.ToUriComponent());
        var start = link.Length;
        foreach (var (name, value) in request.Query)
        {
            if (name is not ("on" or "knownAt" or "at" or "basis" or "rule" or "minPosition") && !Changes(changed, name))
                Append(link, start, name, value.ToString());
        }

        foreach (var (name, value) in changed)
        {
            if (value is not null)
                Append(link, start, name, value);
        }

        Append(link, start, "on", Iso.Write(reading.On));
        Append(link, start, "knownAt", Iso.Write(reading.KnownAt));
        Append(link, start, "at", reading.At.ToString(CultureInfo.InvariantCulture));
        Append(link, start, "basis", Spelling.Of(reading.Basis));
        Append(link, start, "rule", StanceAnswer.RuleVersion.ToString(CultureInfo.InvariantCulture));
        return link.ToString();
    }

    /// <summary>A path with the request's parameters, but for some.</summary>
    public static string Without(HttpRequest request, string path, params ReadOnlySpan<string> names)
    {
        var link = new StringBuilder(path);
        foreach (var (name, value) in request.Query)
        {
            if (!names.Contains(name))
                Append(link, path.Length, name, value.ToString());
        }

        return link.ToString();
    }

    /// <summary>Adds a link to the answer.</summary>
    public static void Add(HttpResponse response, string address, string relation, string more = "") =>
        response.Headers.Append("Link", $"<{address}>; rel=\"{relation}\"{more}");

    // A colon may stand in a query as it is (RFC 3986), and instants and areas are easier to read with it.
    private static void Append(StringBuilder link, int start, string name, string value) =>
        link.Append(link.Length == start ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal));

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
