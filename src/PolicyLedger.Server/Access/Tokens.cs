using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using PolicyLedger.Log;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Access;

/// <summary>Tokens of an OpenID Connect issuer (RFC 7519): its keys are fetched from it, and kept.</summary>
internal static class Tokens
{
    public const string Scheme = "Token";

    private const string RecorderClaim = "sub";

    // Between the issuer's clock and ours.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FetchWithin = TimeSpan.FromSeconds(10);

    /// <summary>Signed with a private key: whoever knows the public one, and whoever signs nothing, makes no token.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void Configure(JwtBearerOptions bearer, AccessOptions options)
    {
        bearer.Authority = options.Authority;
        bearer.Audience = options.Audience;
        bearer.RequireHttpsMetadata = !new Uri(options.Authority!).IsLoopback;
        bearer.MapInboundClaims = false;
        bearer.SaveToken = false;
        bearer.BackchannelTimeout = FetchWithin;
        bearer.TokenValidationParameters = new()
        {
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            RequireAudience = true,
            ValidateIssuer = true,
            ValidateAudience = true,
            ValidateLifetime = true,
            ValidateIssuerSigningKey = true,
            ClockSkew = Skew,
            NameClaimType = RecorderClaim,
            RoleClaimType = options.RoleClaim,
        };

        // A failure to fetch would be thrown, and become a fault of the server's.
        bearer.Events = new() { OnAuthenticationFailed = failed => { failed.Fail(failed.Exception); return Task.CompletedTask; } };
    }

    /// <summary>Who shows a good token; one that names no recorder or no role lets nobody do anything.</summary>
    public static CallerIdentity Read(AuthenticateResult good, AccessOptions options)
    {
        var claims = good.Principal!.Claims.Where(claim => claim.ValueType == ClaimValueTypes.String).ToLookup(claim => claim.Type, claim => claim.Value);
        if (claims[RecorderClaim].ToList() is not [var recorder])
            return new(new Refused(Reasons.NoRecorder, $"the token has no {RecorderClaim}, which is recorded as recorder"));
        if (EventAdmission.RefuseRecorder(recorder) is { } unfit)
            return new(new Refused(Reasons.NoRecorder, $"the token's {RecorderClaim} is recorded as recorder, and {unfit.Rule}"));
        var roles = claims[options.RoleClaim].Select(word => Spelling.Parse<Role>(word, options.RoleClaim)).Where(role => role.Refusal is null).Select(role => role.OrThrow()).ToList();
        return roles.Count == 0
            ? new(new Refused(Reasons.NoRole, $"the token's claim {options.RoleClaim} has none of the roles {string.Join(", ", Enum.GetValues<Role>().Select(role => Spelling.Of(role)))}"))
            : new(new Caller(recorder, roles.Max(), null) { GoodUntil = good.Properties?.ExpiresUtc + Skew });
    }

    /// <summary>Why a token is not taken.</summary>
    public static async Task<Refused> WhyNotAsync(HttpContext http, Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => new(Reasons.ExpiredToken, "the token has expired; get a new one from its issuer"),
        SecurityTokenInvalidAudienceException => new(Reasons.WrongAudience, "the token is for another audience"),
        _ when await IssuerFaultAsync(http) is { } => new(Reasons.IssuerUnreachable, "tokens cannot be checked now, because their issuer's keys cannot be fetched; try again later"),
        SecurityTokenInvalidIssuerException => new(Reasons.WrongIssuer, "the token is of another issuer"),
        _ => new(Reasons.BadToken, "the token is not one that this server takes"),
    };

    // Without keys nothing can be checked, and the handler says only that none fitted.
    private static async Task<Exception?> IssuerFaultAsync(HttpContext http)
    {
        try
        {
            await http.RequestServices.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(Scheme).ConfigurationManager!.GetConfigurationAsync(http.RequestAborted);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(AccessLog.Category).IssuerUnreachable((e.InnerException ?? e).Message);
            return e;
        }
    }
}
