using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace PolicyLedger.Server.Access;

/// <summary>
/// Tickets for <c>EventSource</c>, which sends no headers: whoever has a key or a token gets one, and opens a subscription with it
/// in the address. A ticket is good for a minute and for subscriptions alone, so that little is lost when an address gets into
/// somebody's log. Nothing is kept of it: another process, and the same one started again, does not know it.
/// </summary>
internal sealed class SubscriptionTickets(AccessKeys keys, TimeProvider clock)
{
    public const string Parameter = "ticket";

    /// <summary>Below it, tickets are taken.</summary>
    public const string Below = "/v1/subscriptions";

    private const int SealBytes = 32, InstantBytes = 8, LongestText = 1024;

    private const char Nothing = '-';

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(SealBytes);

    public (string Text, DateTimeOffset ExpiresAt) Issue(Caller caller)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeMilliseconds((clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        var who = Encoding.ASCII.GetBytes($"{(int)caller.Role} {caller.KeyId ?? $"{Nothing}"} {caller.Recorder}");
        var bytes = new byte[SealBytes + (2 * InstantBytes) + who.Length];
        var content = bytes.AsSpan(SealBytes);
        BinaryPrimitives.WriteInt64BigEndian(content, expiresAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(content[InstantBytes..], caller.GoodUntil?.UtcTicks ?? -1);
        who.CopyTo(content[(2 * InstantBytes)..]);
        HMACSHA256.HashData(secret, content, bytes);
        return (Base64Url.EncodeToString(bytes), expiresAt);
    }

    /// <summary>Reads one. That of a key revoked since is refused too.</summary>
    public bool TryRead(string text, [NotNullWhen(true)] out Caller? caller, [NotNullWhen(false)] out Refused? refused)
    {
        caller = null;
        refused = new(Reasons.BadTicket, "the ticket is not one of this server's; ask for a new one");
        if (text.Length > LongestText || !Base64Url.IsValid(text))
            return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= SealBytes + (2 * InstantBytes))
            return false;
        var content = bytes.AsSpan(SealBytes);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, content), bytes.AsSpan(0, SealBytes)))
            return false;

        // From here on it is what was issued.
        var (expires, ends) = (BinaryPrimitives.ReadInt64BigEndian(content), BinaryPrimitives.ReadInt64BigEndian(content[InstantBytes..]));
        var who = Encoding.ASCII.GetString(content[(2 * InstantBytes)..]).Split(' ');
        var issued = new Caller(who[2], (Role)(who[0][0] - '0'), who[1][0] == Nothing ? null : who[1]) { GoodUntil = ends < 0 ? null : new(ends, TimeSpan.Zero) };
        if (clock.GetUtcNow() >= DateTimeOffset.FromUnixTimeMilliseconds(expires))
            refused = new(Reasons.ExpiredTicket, "the ticket has expired; ask for a new one", issued.KeyId);
        else if (!keys.StillGood(issued))
            refused = new(issued.KeyId is null ? Reasons.ExpiredToken : Reasons.RevokedKey, "the key or token that the ticket was issued for is no longer good", issued.KeyId);
        else
            (caller, refused) = (issued, null);
        return caller is not null;
    }

    /// <summary>Takes the ticket out of the address, so that nothing behind sees it; null where there is none, or none is taken.</summary>
    public static string? TakeFrom(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method) || !request.Path.StartsWithSegments(Below, out var rest) || rest.Value is null or "" or "/")
            return null;
        var given = request.Query[Parameter];
        if (given.Count == 0)
            return null;
        request.QueryString = new QueryBuilder(request.Query.Where(pair => !pair.Key.Equals(Parameter, StringComparison.OrdinalIgnoreCase))).ToQueryString();

        // Twice the parameter is no ticket, and no lack of one either.
        return given is [{ } only] ? only : "";
    }
}
