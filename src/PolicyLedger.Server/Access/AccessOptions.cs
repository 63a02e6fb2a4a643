using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using PolicyLedger.Log;

namespace PolicyLedger.Server.Access;

/// <summary>Who is let in, from where, and how often. A refusal names the setting as it is spelt here, in camel case, within <c>access</c>.</summary>
internal sealed record AccessOptions
{
    /// <summary>The file of API keys; it need not be there yet. Null: there are no API keys.</summary>
    public string? KeysFile { get; init; }

    /// <summary>Whose tokens are taken: an OpenID Connect issuer, over https unless it is on this machine. Goes with <see cref="Audience"/>. Null: no tokens.</summary>
    public string? Authority { get; init; }

    /// <summary>Which tokens have to be for.</summary>
    public string? Audience { get; init; }

    /// <summary>The claim of a token that holds its roles, a string or an array of strings. Of several known ones the last of reader, recorder, auditor, admin counts.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Recorded as recorder where the server is open.</summary>
    public string LocalRecorder { get; init; } = "local";

    /// <summary>Names under which the server is reached, without port, beside localhost, 127.0.0.1 and [::1]. Empty, with keys or tokens: any.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Origins whose pages may ask and record: <c>https://example.org</c>. Empty: those of the server itself.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>How many requests a caller may make in the long run and at once; recordings have their own.</summary>
    public Rate Reads { get; init; } = new(500, 1000);

    /// <summary>The same for requests that need more than a reader and are not GET or HEAD.</summary>
    public Rate Recordings { get; init; } = new(100, 200);

    /// <summary>The same for requests of one address that are not let in.</summary>
    public Rate Failures { get; init; } = new(10, 30);

    /// <summary>Whether tokens are taken.</summary>
    public bool TakesTokens => Authority is not null;

    /// <summary>The first setting that breaks a rule; null if none does. The file of keys is not looked at.</summary>
    public Refusal? Refuse() =>
        RefuseTokens()
        ?? (RoleClaim.Length == 0 ? Invalid("roleClaim", RoleClaim, "the name of a claim, for example roles") : null)
        ?? (EventAdmission.RefuseRecorder(LocalRecorder) is { } unfit ? unfit with { Field = "access.localRecorder" } : null)
        ?? (HostNames.FirstOrDefault(name => !Hosts.IsName(name)) is { } host ? Invalid("hostNames", host, "a host name or address without scheme and port, for example ledger.example.org or [2001:db8::1]") : null)
        ?? (CorsOrigins.FirstOrDefault(text => Origin.Parse(text) is null) is { } origin ? Invalid("corsOrigins", origin, "an origin without a path, for example https://example.org") : null)
        ?? Reads.Refuse("access.reads") ?? Recordings.Refuse("access.recordings") ?? Failures.Refuse("access.failures");

    /// <summary>
    /// Why a server with these settings must not listen there; null if it may. Without keys and without tokens everybody who
    /// can reach it may do everything, so that only this machine may reach it. A file without any key counts as none.
    /// </summary>
    public Refusal? Refuse(IReadOnlyList<IPEndPoint> listen)
    {
        if (Refuse() is { } broken)
            return broken;
        if (!AccessKeys.Open(KeysFile, "access.keysFile", TimeProvider.System, NullLogger.Instance).TryGet(out var keys, out var damaged))
            return damaged;
        return keys.InUse || TakesTokens || listen.FirstOrDefault(endpoint => !IPAddress.IsLoopback(endpoint.Address)) is not { } outside
            ? null
            : Refusal.Invalid("listen", outside.ToString(), "others can reach this address, and there are neither API keys nor an issuer of tokens: make a key with policyledger keys create, name an authority and an audience, or listen on 127.0.0.1");
    }

    private Refusal? RefuseTokens() =>
        Authority is null ? Audience is null ? null : Invalid("authority", null, "an audience goes with an authority; name the issuer of the tokens")
        : Audience is null or "" ? Invalid("audience", Audience, "an authority goes with an audience; name what the tokens have to be for")
        : Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && uri is { Query: "", Fragment: "", UserInfo: "" } && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) ? null
        : Invalid("authority", Authority, "the issuer's address with https (http on this machine alone), for example https://login.example.org/realms/ledger");

    private static Refusal Invalid(string setting, string? value, string rule) => Refusal.Invalid("access." + setting, value, rule);
}

/// <summary>A token bucket.</summary>
/// <param name="PerSecond">How many are put in each second; 0: no limit.</param>
/// <param name="Burst">How many it holds.</param>
internal readonly record struct Rate(int PerSecond, int Burst)
{
    private const int Most = 1_000_000;

    public bool IsOff => PerSecond == 0;

    /// <summary>Why it is none; null if it is one.</summary>
    /// <param name="setting">Its name.</param>
    public Refusal? Refuse(string setting) =>
        PerSecond is < 0 or > Most ? Refusal.Invalid(setting + ".perSecond", $"{PerSecond}", $"a whole number from 0 (no limit) to {Most}")
        : !IsOff && Burst is < 1 or > Most ? Refusal.Invalid(setting + ".burst", $"{Burst}", $"a whole number from 1 to {Most}")
        : null;
}
