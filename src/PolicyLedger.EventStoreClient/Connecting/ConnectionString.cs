using System.Globalization;
using System.Net;

namespace EventStore.Client;

/// <summary>Reads a connection string. Nothing in it is percent-decoded, as in the official client for .NET.</summary>
internal static class ConnectionString
{
    public const int DefaultPort = 2113;
    private const string SchemeEnd = "://";
    private static readonly string[] Schemes = ["esdb", "esdb+discover", "kurrentdb", "kurrentdb+discover"];

    public static EventStoreClientSettings Parse(string text)
    {
        var schemeEnd = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (schemeEnd < 0)
            throw new NoSchemeException();
        var scheme = text[..schemeEnd];
        if (!Schemes.Contains(scheme, StringComparer.Ordinal))
            throw new InvalidSchemeException(scheme, Schemes);

        var settings = new EventStoreClientSettings();
        var (hostsAndPath, query) = Cut(WithoutCredentials(text[(schemeEnd + SchemeEnd.Length)..], settings), '?');
        var (hosts, path) = Cut(hostsAndPath, '/');
        if (path is not (null or ""))
            throw new ConnectionStringParseException($"Connection string: the path '/{Shown(path)}' must be empty or '/'.");

        var useTls = true;
        foreach (var parameter in Parameters(query))
            parameter.Apply(settings, ref useTls);
        ConnectionParameter.LoadUserCertificate(settings, Parameters(query));
        SetHosts(settings.ConnectivitySettings, hosts, scheme.EndsWith("+discover"), useTls);
        return settings;
    }

    // Up to the first @ wherever it stands: a password may hold / and ?, but no @ and no colon.
    private static string WithoutCredentials(string text, EventStoreClientSettings settings)
    {
        var (userInfo, rest) = Cut(text, '@');
        if (rest is null)
            return text;
        if (userInfo.Split(':') is not [var user, var password])
            throw new InvalidUserCredentialsException(userInfo);
        settings.DefaultCredentials = new UserCredentials(user, password);
        return rest;
    }

    private static void SetHosts(EventStoreClientConnectivitySettings connectivity, string hosts, bool discover, bool useTls)
    {
        var endPoints = hosts.Split(',').Select(ParseHost).ToArray();
        connectivity.Insecure = !useTls;
        if (!discover && endPoints is [var single])
            connectivity.Address = new UriBuilder(useTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, single.Host, single.Port).Uri;
        else if (endPoints.All(endPoint => IPAddress.TryParse(endPoint.Host, out _)))
            connectivity.IpGossipSeeds = [.. endPoints.Select(endPoint => new IPEndPoint(IPAddress.Parse(endPoint.Host), endPoint.Port))];
        else
            connectivity.DnsGossipSeeds = endPoints;
    }

    private static DnsEndPoint ParseHost(string host)
    {
        var (name, portText) = Cut(host, ':');
        var port = DefaultPort;
        var valid = Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4
            && (portText is null || int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port))
            && port is >= 1 and <= IPEndPoint.MaxPort;
        return valid ? new DnsEndPoint(name, port) : throw new InvalidHostException(Shown(host));
    }

    // The rest of a password with an @ in it must not be shown.
    private static string Shown(string text) => text[(text.LastIndexOf('@') + 1)..];

    private static List<ConnectionParameter> Parameters(string? query)
    {
        List<ConnectionParameter> parameters = [];
        foreach (var pair in query?.Split('&') ?? [])
        {
            if (pair.Split('=') is not [var name, var value])
                throw new InvalidKeyValuePairException(pair);
            if (parameters.Any(earlier => earlier.Is(name)))
                throw new DuplicateKeyException(name);
            parameters.Add(new ConnectionParameter(name, value));
        }
        return parameters;
    }

    private static (string Before, string? After) Cut(string text, char separator) =>
        text.IndexOf(separator) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);
}
