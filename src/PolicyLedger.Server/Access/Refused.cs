namespace PolicyLedger.Server.Access;

/// <summary>Why somebody is not let in.</summary>
/// <param name="Reason">A word for logs and metrics, of <see cref="Reasons"/>.</param>
/// <param name="Detail">For the caller; never more than a stranger may know.</param>
/// <param name="KeyId">The key that was named, where its id is well formed.</param>
internal sealed record Refused(string Reason, string Detail, string? KeyId = null);

/// <summary>The words for refusals in logs and metrics: stable, and few.</summary>
internal static class Reasons
{
    public const string
        NoCredentials = "no-credentials",
        NotBearer = "not-bearer",
        MalformedKey = "malformed-key",
        UnknownKey = "unknown-key",
        WrongSecret = "wrong-secret",
        RevokedKey = "revoked-key",
        UnknownToken = "unknown-token",
        BadToken = "bad-token",
        ExpiredToken = "expired-token",
        WrongAudience = "wrong-audience",
        WrongIssuer = "wrong-issuer",
        IssuerUnreachable = "issuer-unreachable",
        NoRole = "no-role",
        NoRecorder = "no-recorder",
        BadTicket = "bad-ticket",
        ExpiredTicket = "expired-ticket",
        Role = "role",
        ForeignHost = "foreign-host",
        ForeignOrigin = "foreign-origin",
        TooManyRequests = "too-many-requests",
        TooManyFailures = "too-many-failures";
}
