using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EventStore.Client;

namespace PolicyLedger.EventStoreDb;

/// <summary>
/// A connection string: <c>esdb://host:2113?tls=false</c>, <c>esdb+discover://…</c>, and both with <c>kurrentdb</c>.
/// <see cref="Display"/> never has credentials; whoever shows an address shows that.
/// </summary>
public sealed partial class ServerAddress
{
    private const string Rule = "expected esdb://[user:password@]host:port[,host:port]…[?tls=true&…], esdb+discover://…, or the same with kurrentdb";

    private readonly string connectionString;

    private ServerAddress(string connectionString, string display, string cluster) =>
        (this.connectionString, Display, Cluster) = (connectionString, display, cluster);

    /// <summary>Scheme, hosts and parameters.</summary>
    public string Display { get; }

    /// <summary>A name for the cluster that can be a folder's: its first host, and a hash over the scheme's kind and all hosts in order of the alphabet.</summary>
    public string Cluster { get; }

    /// <summary>Whether a text names a server and not a file.</summary>
    public static bool Is(string text) => Scheme().IsMatch(text);

    /// <summary>Reads a connection string; refused with the rule and without repeating what may be a password.</summary>
    public static Result<ServerAddress> Parse(string text, string field)
    {
        if (Scheme().Match(text) is not { Success: true } scheme)
            return Refusal.Invalid(field, null, Rule);
        var discover = scheme.Groups["discover"].Success;
        var rest = text[scheme.Length..];
        var hosts = Hosts(rest);
        if (!HostList().IsMatch(hosts))
            return Refusal.Invalid(field, null, Rule);
        try
        {
            var address = new ServerAddress(
                $"esdb{(discover ? "+discover" : "")}://{rest}",
                $"{scheme.Value.ToLowerInvariant()}{hosts}{rest[QueryAt(rest)..]}",
                $"{Name(hosts)}-{Hash(discover, hosts)}");
            return address.Settings().ConnectivitySettings is { } told && (IsTooShort(told.KeepAliveInterval) || IsTooShort(told.KeepAliveTimeout))
                ? Refusal.Invalid(field, null, $"{scheme.Value}{hosts}: keepAliveInterval and keepAliveTimeout are at least 1000 milliseconds, or -1 for never; {Rule}")
                : address;
        }
        catch (Exception e) when (e is ConnectionStringParseException or FormatException or ArgumentException)
        {
            // Its message may repeat the user's name and password.
            return Refusal.Invalid(field, null, $"{scheme.Value}{hosts}: {Explain(e)}; {Rule}");
        }
    }

    public override string ToString() => Display;

    /// <summary>How long one call may take, where the address says so (<c>defaultDeadline</c>, milliseconds).</summary>
    internal TimeSpan? Deadline => DefaultDeadline().IsMatch(Display) && Settings().DefaultDeadline is { } named && named >= TimeSpan.FromMilliseconds(100) ? named : null;

    internal EventStoreClientSettings Settings()
    {
        var settings = EventStoreClientSettings.Create(connectionString);
        settings.ConnectionName ??= "policyledger";
        return settings;
    }

    // A password may hold anything but '@': what stands before the last one is no host.
    private static string Hosts(string rest)
    {
        var authority = rest[..QueryAt(rest)];
        return authority[(authority.LastIndexOf('@') + 1)..].TrimEnd('/').ToLowerInvariant();
    }

    private static int QueryAt(string rest) => rest.IndexOf('?', rest.LastIndexOf('@') + 1) is >= 0 and var query ? query : rest.Length;

    private static string Name(string hosts) => hosts.Split(',')[0].Replace(':', '_');

    private static string Hash(bool discover, string hosts)
    {
        var ordered = hosts.Split(',').Select(host => host.Contains(':') ? host : host + ":2113").Distinct().Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{discover} {string.Join(',', ordered)}")))[..12];
    }

    // What .NET's own HTTP/2 connections take.
    private static bool IsTooShort(TimeSpan keepAlive) => keepAlive >= TimeSpan.Zero && keepAlive < TimeSpan.FromSeconds(1);

    private static string Explain(Exception e) => e switch
    {
        InvalidUserCredentialsException => "before the @ stand a user's name and a password with one colon between them",
        InvalidHostException => "a host is a name or an IPv4 address with a port behind a colon",
        InvalidKeyValuePairException => "a parameter is name=value",
        DuplicateKeyException => "a parameter is there twice",
        InvalidSettingException => "a parameter is not known or not of its kind",
        InvalidClientCertificateException => "a certificate's file is missing or cannot be read",
        _ => "it cannot be read",
    };

    [GeneratedRegex(@"^(?:esdb|kurrentdb)(?<discover>\+discover)?://", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex("[?&]defaultDeadline=", RegexOptions.IgnoreCase)]
    private static partial Regex DefaultDeadline();

    [GeneratedRegex(@"^[a-z0-9._-]+(?::[0-9]{1,5})?(?:,[a-z0-9._-]+(?::[0-9]{1,5})?)*$")]
    private static partial Regex HostList();
}
