using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace PolicyLedger.Server.Node;

/// <summary>How a node serves.</summary>
/// <param name="Listen">Address and port; port 0: any free one.</param>
public sealed record NodeOptions(IPEndPoint Listen)
{
    /// <summary>The most bytes of one append's types, data and metadata, as a real node counts them.</summary>
    public const int MaxAppendBytes = 1 << 20;

    /// <summary>Whether it accepts appends; without, it only reads.</summary>
    public bool AllowAppend { get; init; }

    /// <summary>With its private key: TLS. Null: HTTP/2 in the clear.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The certificates between its own and the authority that clients know; sent with it.</summary>
    public X509Certificate2Collection Chain { get; init; } = [];

    /// <summary>Recorded as recorder where the client gives no user name.</summary>
    public string Recorder { get; init; } = "node";

    /// <summary>Where gossip says that this node is; null: where it listens, or, if that is every address, where the client found it.</summary>
    public DnsEndPoint? Advertised { get; init; }

    /// <summary>Whether it treats the ledger's streams like any other, unchecked, as a server does that knows of no ledger: for tests of what talks to such a one.</summary>
    internal bool KnowsNoLedger { get; init; }

    /// <summary>Reads an address and port: <c>127.0.0.1:2113</c>, <c>[::1]:2113</c>, <c>localhost:2113</c>.</summary>
    public static Result<IPEndPoint> ParseListen(string text, string field)
    {
        var named = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback + text["localhost".Length..] : text;
        return named.LastIndexOf(':') is > 0 and var colon && named[colon - 1] is not ':' && IPEndPoint.TryParse(named, out var parsed) && !named.EndsWith(']')
            && int.TryParse(named.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? parsed
            : Refusal.Invalid(field, text, "an IP address of this machine and a port, for example 127.0.0.1:2113, [::1]:2113 or 0.0.0.0:2113 (every address); port 0 takes any that is free");
    }

    /// <summary>Reads a host name or address and a port, as clients are to use them.</summary>
    public static Result<DnsEndPoint> ParseAdvertised(string text, string field)
    {
        var colon = text.LastIndexOf(':');
        var host = colon > 0 ? text[..colon].Trim('[', ']') : "";
        return Uri.CheckHostName(host) is not UriHostNameType.Unknown
            && int.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? new DnsEndPoint(host, port)
            : Refusal.Invalid(field, text, "a host name or address and a port, for example ledger.example.org:2113");
    }
}
