using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace PolicyLedger.Server.Access;

/// <summary>Who asks, as established from the key, token or ticket and from nothing else.</summary>
/// <param name="Recorder">Their opaque id, which goes into the events that they record.</param>
/// <param name="Role">What they may do.</param>
/// <param name="KeyId">Of their API key; null for a token, and where the server is open.</param>
internal sealed record Caller(string Recorder, Role Role, string? KeyId)
{
    /// <summary>When their token ends, exclusive; null: no end is known.</summary>
    public DateTimeOffset? GoodUntil { get; init; }
}

internal static class Callers
{
    /// <summary>Who asks. Only for endpoints that need a role, which is every one that does not allow anonymous callers.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in.</exception>
    public static Caller Caller(this HttpContext http) =>
        http.FindCaller() ?? throw new InvalidOperationException("nobody is signed in; an endpoint that allows anonymous callers has none");

    /// <summary>Who asks; null where nobody is signed in, or somebody who may do nothing.</summary>
    public static Caller? FindCaller(this HttpContext http) => (http.User.Identity as CallerIdentity)?.Caller;
}

/// <summary>Somebody whose key, token or ticket is good: a caller, or one who may do nothing for a reason that they are told.</summary>
internal sealed class CallerIdentity : ClaimsIdentity
{
    public CallerIdentity(Caller caller)
        : base(AccessScheme.Name) => Caller = caller;

    public CallerIdentity(Refused refused)
        : base(AccessScheme.Name) => Refused = refused;

    public Caller? Caller { get; }

    public Refused? Refused { get; }

    public ClaimsPrincipal Principal() => new(this);
}
