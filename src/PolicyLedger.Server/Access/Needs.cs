using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace PolicyLedger.Server.Access;

/// <summary>The role that an endpoint needs, for what describes it.</summary>
internal sealed record Needed(Role Role);

internal static class Needing
{
    /// <summary>Lets in only callers whose role is enough. Without it, an endpoint needs a reader.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(Policy(role)).WithMetadata(new Needed(role));

    public static void Configure(AuthorizationOptions authorization)
    {
        foreach (var role in Enum.GetValues<Role>())
            authorization.AddPolicy(Policy(role), policy => policy.RequireAssertion(asked => (asked.User.Identity as CallerIdentity)?.Caller?.Role.Allows(role) == true));
        authorization.FallbackPolicy = authorization.DefaultPolicy = authorization.GetPolicy(Policy(Role.Reader))!;
    }

    private static string Policy(Role role) => $"needs {role}";
}
