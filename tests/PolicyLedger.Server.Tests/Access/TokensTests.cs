using PolicyLedger.Server.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Access;

/// <summary>Tokens of an issuer whose keys are fetched from it.</summary>
public sealed class TokensTests : IAsyncLifetime
{
    private TestIssuer issuer = null!;
    private RunningAccess server = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await TestIssuer.StartAsync();
        server = await RunningAccess.StartAsync(issuer.Of);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_good_one_says_who_records_and_with_which_role()
    {
        (await server.Send("GET /read", issuer.Token(("roles", "reader")))).Says("alice Reader -");
        (await server.Send("POST /record", issuer.Token(("roles", "recorder"), ("sub", "bob")))).Says("bob Recorder -");
        (await server.Send("POST /record", issuer.Token(("roles", "reader")))).Is(ProblemKind.NotAllowed);
        (await server.Send("GET /read", issuer.Token(("roles", new[] { "recorder", "uma", "auditor", "reader" })))).Says("alice Auditor -");
        (await server.Send("GET /read", issuer.Token(("roles", "reader"), ("aud", new[] { "other", "ledger" })))).Says("alice Reader -");
        (await server.Send("GET /read")).Is(ProblemKind.NotSignedIn);
    }

    [Fact]
    public async Task The_claim_of_the_role_is_a_setting()
    {
        await using var other = await RunningAccess.StartAsync(options => issuer.Of(options) with { RoleClaim = "https://example.org/ledger-role" });
        (await other.Send("GET /read", issuer.Token(("https://example.org/ledger-role", "admin"), ("roles", "reader")))).Says("alice Admin -");
        (await other.Send("GET /read", issuer.Token(("roles", "reader")))).Is(ProblemKind.NotAllowed);
    }

    [Fact]
    public async Task What_is_not_the_issuer_s_own_for_this_server_and_for_now_is_refused()
    {
        var good = issuer.Token(("roles", "admin"));
        var hourAgo = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds();
        (string Token, string Reason)[] cases =
        [
            (issuer.Token(("roles", "admin"), ("aud", "another")), "wrong-audience"),
            (issuer.Token(("roles", "admin"), ("aud", null)), "wrong-audience"),
            (issuer.Token(("roles", "admin"), ("iss", "http://127.0.0.1:1")), "wrong-issuer"),
            (issuer.Token(("roles", "admin"), ("exp", hourAgo)), "expired-token"),
            (issuer.Token(("roles", "admin"), ("exp", null)), "bad-token"),
            (issuer.Token(("roles", "admin"), ("nbf", DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()), ("exp", DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeSeconds())), "bad-token"),
            (issuer.Unsigned(), "bad-token"),
            (issuer.Unsigned("None"), "bad-token"),
            (issuer.Unsigned("RS256"), "bad-token"),
            (issuer.SignedWithThePublicKey(), "bad-token"),
            (issuer.Forged(), "bad-token"),
            (Tampered(good, issuer.Token(("roles", "reader"))), "bad-token"),
            ("a.b.c", "bad-token"),
            ("nothing", "bad-token"),
        ];
        foreach (var (token, reason) in cases)
        {
            Assert.Equal("Bearer error=\"invalid_token\"", (await server.Send("GET /read", token)).Is(ProblemKind.NotSignedIn)["WWW-Authenticate"]);
            Assert.Contains($"refused 401 {reason}: GET /read from 127.0.0.1, key -", server.Log.Last(line => line.Contains(" 4001 ", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.DoesNotContain(server.Log, line => line.Contains(token.Split('.')[^1], StringComparison.Ordinal) && token.Split('.')[^1].Length > 10);
        }

        (await server.Send("GET /read", good)).Says("alice Admin -");
    }

    [Fact]
    public async Task One_without_a_known_role_or_a_recorder_is_told_why_it_may_do_nothing()
    {
        await RefusedAsync("has none of the roles reader, recorder, auditor, admin", ("roles", null));
        await RefusedAsync("has none of the roles", ("roles", "owner"));
        await RefusedAsync("has none of the roles", ("roles", "Admin"));
        await RefusedAsync("has none of the roles", ("roles", new[] { "owner", "0" }));
        await RefusedAsync("has none of the roles", ("roles", 3));
        await RefusedAsync("has no sub", ("roles", "admin"), ("sub", null));
        await RefusedAsync("a recorder is an opaque id", ("roles", "admin"), ("sub", "two words"));
        await RefusedAsync("a recorder is an opaque id", ("roles", "admin"), ("sub", new string('a', 4000)));
    }

    [Fact]
    public async Task An_issuer_that_cannot_be_reached_lets_nobody_in_and_is_logged()
    {
        var token = issuer.Token(("roles", "admin"));
        await using var other = await RunningAccess.StartAsync(options => options with { Authority = "http://127.0.0.1:1", Audience = TestIssuer.Audience });
        (await other.Send("GET /read", token)).Is(ProblemKind.NotSignedIn);
        Assert.Contains(other.Log, line => line.StartsWith("Error 4004 ", StringComparison.Ordinal));
        Assert.Contains(other.Log, line => line.Contains("refused 401 issuer-unreachable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_are_taken_beside_tokens()
    {
        var (both, keys) = await RunningAccess.WithKeysAsync(issuer.Of);
        await using var _ = both;
        (await both.Send("GET /read", keys["Reader"])).Says($"Reader Reader {keys["Reader"][4..12]}");
        (await both.Send("GET /read", issuer.Token(("roles", "reader")))).Says("alice Reader -");
    }

    private async Task RefusedAsync(string why, params (string, object?)[] claims) =>
        Assert.Contains(why, (await server.Send("GET /read", issuer.Token(claims))).Is(ProblemKind.NotAllowed).Json.GetProperty("detail").GetString(), StringComparison.Ordinal);

    // The claims of one with the signature of the other.
    private static string Tampered(string claims, string signature) => claims[..(claims.LastIndexOf('.') + 1)] + signature[(signature.LastIndexOf('.') + 1)..];
}
