using System.Net;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Access;

/// <summary>What keeps a web page of another site from using the browser of somebody whom this server trusts.</summary>
public sealed class BrowsersTests
{
    [Fact]
    public async Task An_open_server_is_reached_under_its_own_names_alone()
    {
        await using var server = await RunningAccess.StartAsync(options => options with { HostNames = ["ledger.test"] });
        foreach (var own in (string[])["localhost", $"localhost:{server.Port}", "127.0.0.1:1", "[::1]", "[::1]:9", "LOCALHOST", "ledger.test", "ledger.test:80"])
            (await server.Send("GET /read", null, ("Host", own))).Says("local Admin -");
        foreach (var foreign in (string[])["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "ledger.test.", "127.0.0.2", "[::2]", "sub.ledger.test"])
            (await server.Send("GET /read", null, ("Host", foreign))).Is(ProblemKind.ForeignHost);
        (await server.Send("GET /healthz", null, ("Host", "evil.example"))).Is(ProblemKind.ForeignHost);
        Assert.Contains(server.Log, line => line.Contains("refused 421 foreign-host: GET /read from 127.0.0.1, key -", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_keys_hosts_are_checked_where_names_are_set()
    {
        var (any, keys) = await RunningAccess.WithKeysAsync();
        await using var _ = any;
        Assert.Equal(HttpStatusCode.OK, (await any.Send("GET /read", keys["Reader"], ("Host", "anything.example"))).Status);
        var (named, others) = await RunningAccess.WithKeysAsync(options => options with { HostNames = ["ledger.test"] });
        await using var __ = named;
        Assert.Equal(HttpStatusCode.OK, (await named.Send("GET /read", others["Reader"], ("Host", "ledger.test"))).Status);
        (await named.Send("GET /read", others["Reader"], ("Host", "anything.example"))).Is(ProblemKind.ForeignHost);
    }

    [Theory]
    [InlineData("POST", "Origin", "http://localhost:PORT", true)]
    [InlineData("POST", "Origin", "http://LOCALHOST:PORT", true)]
    [InlineData("POST", "Origin", "https://dashboard.test", true)]
    [InlineData("POST", "Origin", "https://dashboard.test:443", true)]
    [InlineData("POST", "Origin", "https://localhost:PORT", false)]
    [InlineData("POST", "Origin", "http://localhost:1", false)]
    [InlineData("POST", "Origin", "http://127.0.0.1:PORT", false)]
    [InlineData("POST", "Origin", "http://dashboard.test", false)]
    [InlineData("POST", "Origin", "https://evil.example", false)]
    [InlineData("POST", "Origin", "https://dashboard.test.evil.example", false)]
    [InlineData("POST", "Origin", "null", false)]
    [InlineData("POST", "Origin", "", false)]
    [InlineData("POST", "Sec-Fetch-Site", "cross-site", false)]
    [InlineData("POST", "Sec-Fetch-Site", "same-site", false)]
    [InlineData("POST", "Sec-Fetch-Site", "same-origin", true)]
    [InlineData("POST", "Sec-Fetch-Site", "none", true)]
    [InlineData("DELETE", "Sec-Fetch-Site", "cross-site", false)]
    [InlineData("GET", "Origin", "https://evil.example", true)]
    [InlineData("GET", "Sec-Fetch-Site", "cross-site", true)]
    public async Task What_changes_something_comes_from_the_server_s_own_pages_or_allowed_ones(string method, string header, string value, bool passes)
    {
        await using var server = await RunningAccess.StartAsync(options => options with { CorsOrigins = ["https://dashboard.test"] });
        var answer = await server.Send($"{method} {(method == "GET" ? "/read" : "/record")}", null, ("Host", $"localhost:{server.Port}"), (header, value.Replace("PORT", $"{server.Port}")));
        if (passes)
            answer.Says("local Admin -");
        else
            answer.Is(ProblemKind.ForeignOrigin);
        Assert.Equal(!passes, server.Log.Any(line => line.Contains("refused 403 foreign-origin: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_allowed_origin_may_be_another_site_and_a_same_origin_one_may_not()
    {
        await using var server = await RunningAccess.StartAsync(options => options with { CorsOrigins = ["https://dashboard.test"] });
        (await server.Send("POST /record", null, ("Origin", "https://dashboard.test"), ("Sec-Fetch-Site", "cross-site"))).Says("local Admin -");
        (await server.Send("POST /record", null, ("Origin", $"http://127.0.0.1:{server.Port}"), ("Sec-Fetch-Site", "cross-site"))).Is(ProblemKind.ForeignOrigin);
    }

    [Fact]
    public async Task Other_origins_read_only_where_they_are_allowed()
    {
        await using var closed = await RunningAccess.StartAsync();
        Assert.Null((await closed.Send("GET /read", null, ("Origin", "https://dashboard.test")))["Access-Control-Allow-Origin"]);
        var (server, keys) = await RunningAccess.WithKeysAsync(options => options with { CorsOrigins = ["https://dashboard.test"] });
        await using var _ = server;
        var preflight = await server.Send("OPTIONS /record", null, ("Origin", "https://dashboard.test"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,idempotency-key"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.Status);
        Assert.Equal("authorization,idempotency-key", preflight["Access-Control-Allow-Headers"]);
        var answer = await server.Send("GET /read", keys["Reader"], ("Origin", "https://dashboard.test"));
        Assert.Equal("https://dashboard.test", answer["Access-Control-Allow-Origin"]);
        Assert.Equal("ETag,Link,Location,Memento-Datetime,Retry-After,Content-Location,Stream-Revision", answer["Access-Control-Expose-Headers"]);
        Assert.Null(answer["Access-Control-Allow-Credentials"]);
        Assert.Equal("https://dashboard.test", (await server.Send("GET /read", null, ("Origin", "https://dashboard.test"))).Is(ProblemKind.NotSignedIn)["Access-Control-Allow-Origin"]);
        Assert.Null((await server.Send("GET /read", keys["Reader"], ("Origin", "https://evil.example")))["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public async Task Every_answer_tells_browsers_to_do_no_more_than_read_it()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync(options => options with { HostNames = ["ledger.test"] });
        await using var _ = server;
        Answer[] answers =
        [
            await server.Send("GET /read", keys["Reader"]), await server.Send("GET /read"), await server.Send("GET /nowhere", keys["Reader"]),
            await server.Send("POST /record", keys["Reader"]), await server.Send("GET /read", null, ("Host", "evil.example")), await server.Send("GET /page"),
        ];
        Assert.Equal([200, 401, 404, 403, 421, 200], answers.Select(answer => (int)answer.Status));
        Assert.All(answers, answer =>
        {
            Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
            Assert.Equal("no-referrer", answer["Referrer-Policy"]);
            Assert.Equal("DENY", answer["X-Frame-Options"]);
            Assert.Equal("same-origin", answer["Cross-Origin-Resource-Policy"]);
            Assert.Null(answer["Set-Cookie"]);
            Assert.Null(answer["Server"]);
            Assert.Null(answer["Strict-Transport-Security"]);
        });
        Assert.All(answers[..^1], answer => Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer["Content-Security-Policy"]));
        Assert.Equal("default-src 'self'", answers[^1]["Content-Security-Policy"]);
    }
}
