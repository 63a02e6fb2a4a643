using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Access;

/// <summary>Buckets that hold two and get one a second, and more requests at once than any machine needs seconds for.</summary>
public sealed class RateLimitsTests
{
    private const int Many = 40;

    private static readonly Rate Small = new(1, 2), Off = new(0, 0);

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_try_again_and_others_are_not_kept_waiting()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync(options => options with { Reads = Small, Recordings = Off });
        await using var _ = server;
        var refused = await RefusedAsync(server, "GET /read", keys["Admin"]);
        Assert.Matches("^[1-9][0-9]*$", refused.Is(ProblemKind.TooManyRequests)["Retry-After"]);
        Assert.Equal("nosniff", refused["X-Content-Type-Options"]);
        Assert.Contains(server.Log, line => line.Contains($"refused 429 too-many-requests: GET /read from 127.0.0.1, key {keys["Admin"][4..12]}", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await server.Send("GET /read", keys["Reader"])).Status);
    }

    [Fact]
    public async Task Recordings_have_a_bucket_of_their_own()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync(options => options with { Reads = Off, Recordings = Small });
        await using var _ = server;
        await RefusedAsync(server, "POST /record", keys["Admin"]);
        Assert.All(await ManyAsync(server, "GET /read", keys["Admin"]), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(await ManyAsync(server, "POST /question", keys["Admin"]), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    [Fact]
    public async Task An_address_that_fails_too_often_is_refused_and_a_good_key_of_it_is_not()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync(options => options with { Reads = Off, Failures = Small });
        await using var _ = server;
        var refused = await RefusedAsync(server, "GET /read", "plk_0");
        Assert.NotNull(refused.Is(ProblemKind.TooManyRequests)["Retry-After"]);
        Assert.Contains(server.Log, line => line.Contains("refused 429 too-many-failures: GET /read", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await server.Send("GET /read", keys["Reader"])).Status);
    }

    [Fact]
    public async Task Switched_off_nothing_is_too_often()
    {
        await using var server = await RunningAccess.StartAsync(options => options with { Reads = Off, Recordings = Off, Failures = Off });
        Assert.All(await ManyAsync(server, "GET /read", null), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void An_address_is_that_of_one_customer(string address, string counted)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        Assert.Equal(counted, RateLimits.Address(http));
    }

    [Fact]
    public async Task Refusals_are_counted_by_their_reason()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync();
        await using var _ = server;
        var counted = new List<string?>();
        var factory = server.Service<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, heard) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Name == "policyledger.access.refused")
                heard.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.AddRange(Enumerable.Repeat(tags[0].Value as string, (int)value)));
        listener.Start();
        await server.Send("GET /read");
        await server.Send("POST /record", keys["Reader"]);
        await server.Send("GET /read", keys["Reader"]);
        Assert.Equal(["no-credentials", "role"], counted);
    }

    private static async Task<Answer> RefusedAsync(RunningAccess server, string line, string? bearer) =>
        (await ManyAsync(server, line, bearer)).First(answer => answer.Status == HttpStatusCode.TooManyRequests);

    private static Task<Answer[]> ManyAsync(RunningAccess server, string line, string? bearer) =>
        Task.WhenAll(Enumerable.Range(0, Many).Select(_ => server.Send(line, bearer)));
}
