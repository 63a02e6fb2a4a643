using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PolicyLedger.Server.Http;
using PolicyLedger.Wire;

namespace PolicyLedger.Server.Access;

/// <summary>Tells who asks, by API key, token, ticket, or because the server is open, and answers those who are not let in.</summary>
internal sealed class AccessScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder,
    AccessOptions options, AccessKeys keys, SubscriptionTickets tickets, FailureLimit failures, Refusals refusals)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    public const string Name = "PolicyLedger";

    private const string Bearer = "Bearer ";

    // Of this request: a handler serves one.
    private Refused refused = new(Reasons.NoCredentials, "this server is asked with an API key or a token: Authorization: Bearer …");
    private bool byTicket;

    /// <summary>Whether nobody needs a key, because there are none and no issuer of tokens.</summary>
    public static bool IsOpen(AccessOptions options, AccessKeys keys) => !options.TakesTokens && !keys.InUse;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var ticket = SubscriptionTickets.TakeFrom(Request);

        // That only this machine can reach an open server is settled at its start; should it be reached otherwise, it is not open.
        if (IsOpen(options, keys) && Context.Connection.LocalIpAddress is { } local && IPAddress.IsLoopback(local))
            return Is(new CallerIdentity(new Caller(options.LocalRecorder, Role.Admin, null)));
        if (Request.Headers.Authorization.Count > 0)
            return await ByHeaderAsync();
        if (ticket is null)
            return AuthenticateResult.NoResult();
        byTicket = true;
        return tickets.TryRead(ticket, out var caller, out var bad) ? Is(new CallerIdentity(caller)) : IsNot(bad);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        if (failures.Exceeded(Context) is { } wait)
        {
            await RateLimits.AnswerAsync(Context, refusals, new(Reasons.TooManyFailures, "too many requests of this address were not let in", refused.KeyId), wait);
            return;
        }

        Response.Headers.WWWAuthenticate = refused.Reason == Reasons.NoCredentials ? "Bearer" : "Bearer error=\"invalid_token\"";
        await refusals.AnswerAsync(Context, ProblemKind.NotSignedIn, refused, new FieldError(byTicket ? SubscriptionTickets.Parameter : "Authorization", null, refused.Detail));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var caller = Context.FindCaller();
        var needed = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<Needed>().Select(needed => needed.Role).FirstOrDefault(role => caller?.Role.Allows(role) == false) ?? Role.Reader;
        var why = (Context.User.Identity as CallerIdentity)?.Refused
            ?? new(Reasons.Role, $"this needs the role {Spelling.Of(needed)}, and yours is {(caller is null ? "none" : Spelling.Of(caller.Role))}");
        return refusals.AnswerAsync(Context, ProblemKind.NotAllowed, why);
    }

    private async Task<AuthenticateResult> ByHeaderAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return IsNot(new(Reasons.NotBearer, "Authorization has to be one line, Bearer and an API key or a token"));
        var credentials = header[Bearer.Length..].Trim();
        if (credentials.StartsWith(KeyText.Prefix, StringComparison.Ordinal))
            return keys.TryFind(credentials, out var key, out var unknown) ? Is(new CallerIdentity(key.Caller)) : IsNot(unknown);
        if (!options.TakesTokens)
            return IsNot(new(Reasons.UnknownToken, $"this server takes API keys alone, which begin with {KeyText.Prefix}"));
        var result = await Context.AuthenticateAsync(Tokens.Scheme);
        return result.Succeeded ? Is(Tokens.Read(result, options)) : IsNot(await Tokens.WhyNotAsync(Context, result.Failure));
    }

    private static AuthenticateResult Is(CallerIdentity identity) => AuthenticateResult.Success(new(identity.Principal(), Name));

    private AuthenticateResult IsNot(Refused why)
    {
        refused = why;
        return AuthenticateResult.Fail(why.Reason);
    }
}
