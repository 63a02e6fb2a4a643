using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using PolicyLedger.Server.Access;
using Xunit;

namespace PolicyLedger.Server.Tests.Access;

/// <summary>An OpenID Connect issuer on this machine: it tells its keys, and signs what the test likes.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "ledger";

    private readonly RSA key = RSA.Create(2048);
    private readonly WebApplication app;

    private TestIssuer(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var issuer = new TestIssuer(app);
        app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object> { ["issuer"] = issuer.Address, ["jwks_uri"] = issuer.Address + "/keys" });
        app.MapGet("/keys", () =>
        {
            var parameters = issuer.key.ExportParameters(false);
            return new Dictionary<string, object>
            {
                ["keys"] = new[] { new Dictionary<string, string> { ["kty"] = "RSA", ["kid"] = "one", ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) } },
            };
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    public AccessOptions Of(AccessOptions options) => options with { Authority = Address, Audience = Audience };

    /// <summary>A token for an hour, of recorder <c>alice</c>, with these claims instead of or beside the usual ones; null takes one away.</summary>
    public string Token(params IEnumerable<(string Claim, object? Value)> claims) => Sign(new { alg = "RS256", typ = "JWT", kid = "one" }, claims, input => key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>One that nobody signed.</summary>
    public string Unsigned(string algorithm = "none") => Sign(new { alg = algorithm, typ = "JWT" }, [("roles", "admin")], _ => []);

    /// <summary>One that is signed with the public key as if it were a secret.</summary>
    public string SignedWithThePublicKey() => Sign(new { alg = "HS256", typ = "JWT", kid = "one" }, [("roles", "admin")], input => HMACSHA256.HashData(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()), input));

    /// <summary>One that another signed under the same key id.</summary>
    public string Forged()
    {
        using var other = RSA.Create(2048);
        return Sign(new { alg = "RS256", typ = "JWT", kid = "one" }, [("roles", "admin")], input => other.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private string Sign(object header, IEnumerable<(string Claim, object? Value)> claims, Func<byte[], byte[]> sign)
    {
        var payload = new Dictionary<string, object?> { ["iss"] = Address, ["aud"] = Audience, ["sub"] = "alice", ["exp"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds() };
        foreach (var (claim, value) in claims)
        {
            payload[claim] = value;
            if (value is null)
                payload.Remove(claim);
        }

        var input = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload));
        return input + "." + Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }
}
