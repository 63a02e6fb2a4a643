using Microsoft.AspNetCore.Http;

namespace PolicyLedger.Server.Access;

/// <summary>
/// Refuses requests for other hosts. A page of another site can point its own name at this machine (DNS rebinding): what the
/// browser then sends still bears that name.
/// </summary>
internal static class Hosts
{
    private static readonly string[] Own = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Whether it can stand in a Host header, without a port.</summary>
    public static bool IsName(string text) =>
        text.StartsWith('[') ? text.EndsWith(']') && Uri.CheckHostName(text[1..^1]) == UriHostNameType.IPv6
            : Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4;

    /// <summary>Whether the Host header, whatever its port, names this server.</summary>
    /// <param name="host">As it was sent.</param>
    /// <param name="names">Beside those of this machine.</param>
    public static bool AreOwn(HostString host, IReadOnlyList<string> names) =>
        host.HasValue && Own.Concat(names).Contains(host.Host, StringComparer.OrdinalIgnoreCase);
}
