using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EventStore.Client;

/// <summary>One <c>name=value</c> of a connection string. Names are compared without case.</summary>
internal sealed record ConnectionParameter(string Name, string Value)
{
    private const string UserCertFile = "userCertFile";
    private const string UserKeyFile = "userKeyFile";

    private const string Known =
        "tls, tlsVerifyCert, tlsCaFile, userCertFile, userKeyFile, nodePreference, maxDiscoverAttempts, discoveryInterval, "
        + "gossipTimeout, keepAliveInterval, keepAliveTimeout, defaultDeadline, connectionName, throwOnAppendFailure";

    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    public void Apply(EventStoreClientSettings settings, ref bool useTls)
    {
        var connectivity = settings.ConnectivitySettings;
        switch (Name.ToLowerInvariant())
        {
            case "tls":
                useTls = Flag();
                break;
            case "tlsverifycert":
                connectivity.TlsVerifyCert = Flag();
                break;
            case "tlscafile":
                connectivity.TlsCaFile = LoadAuthority();
                break;
            case "usercertfile" or "userkeyfile":
                break; // of use only together: LoadUserCertificate
            case "nodepreference":
                connectivity.NodePreference = Preference();
                break;
            case "maxdiscoverattempts":
                connectivity.MaxDiscoverAttempts = Number(least: 1);
                break;
            case "discoveryinterval":
                connectivity.DiscoveryInterval = TimeSpan.FromMilliseconds(Number(least: 0));
                break;
            case "gossiptimeout":
                connectivity.GossipTimeout = TimeSpan.FromMilliseconds(Number(least: 1));
                break;
            case "keepaliveinterval":
                connectivity.KeepAliveInterval = TimeSpan.FromMilliseconds(Number(least: -1)); // -1 is infinite
                break;
            case "keepalivetimeout":
                connectivity.KeepAliveTimeout = TimeSpan.FromMilliseconds(Number(least: -1));
                break;
            case "defaultdeadline":
                settings.DefaultDeadline = TimeSpan.FromMilliseconds(Number(least: -1));
                break;
            case "connectionname":
                settings.ConnectionName = Value;
                break;
            case "throwonappendfailure":
                settings.OperationOptions.ThrowOnAppendFailure = Flag();
                break;
            default:
                throw new InvalidSettingException($"Connection string: the parameter '{Name}' (with the value '{Value}') is not known. Known are {Known}.");
        }
    }

    /// <exception cref="InvalidClientCertificateException">One of the two is missing, not there, or unreadable.</exception>
    public static void LoadUserCertificate(EventStoreClientSettings settings, IReadOnlyList<ConnectionParameter> all)
    {
        var certificate = all.FirstOrDefault(parameter => parameter.Is(UserCertFile) && parameter.Value != "");
        var key = all.FirstOrDefault(parameter => parameter.Is(UserKeyFile) && parameter.Value != "");
        if (certificate is null && key is null)
            return;
        if (certificate is null || key is null)
        {
            throw new InvalidClientCertificateException(
                $"Connection string: {UserCertFile} and {UserKeyFile} must be given together; '{(certificate ?? key)!.Value}' stands alone.");
        }
        certificate.RequireFile();
        key.RequireFile();
        try
        {
            settings.ConnectivitySettings.ClientCertificate = CertificateFiles.LoadWithKey(certificate.Value, key.Value);
        }
        catch (Exception e) when (CertificateFiles.IsUnreadable(e))
        {
            throw new InvalidClientCertificateException(
                $"Connection string: {UserCertFile} '{certificate.Value}' and {UserKeyFile} '{key.Value}' must be a certificate and its key in PEM form: {e.Message}", e);
        }
    }

    private X509Certificate2 LoadAuthority()
    {
        RequireFile();
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(Path.GetFullPath(Value));
        }
        catch (Exception e) when (CertificateFiles.IsUnreadable(e))
        {
            throw new InvalidClientCertificateException($"Connection string: {Name} '{Value}' must be a certificate in PEM or DER form: {e.Message}", e);
        }
    }

    private void RequireFile()
    {
        if (!File.Exists(Value))
            throw new InvalidClientCertificateException($"Connection string: {Name} '{Value}' must be a file that exists.");
    }

    private bool Flag() => bool.TryParse(Value, out var flag) ? flag : throw Invalid("true or false");

    private int Number(int least) =>
        int.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw Invalid($"a whole number from {least}");

    private NodePreference Preference() => Value.ToLowerInvariant() switch
    {
        "leader" => NodePreference.Leader,
        "follower" => NodePreference.Follower,
        "random" => NodePreference.Random,
        "readonlyreplica" => NodePreference.ReadOnlyReplica,
        _ => throw Invalid("leader, follower, random or readOnlyReplica"),
    };

    private InvalidSettingException Invalid(string rule) => new($"Connection string: {Name} is '{Value}' but must be {rule}.");
}
