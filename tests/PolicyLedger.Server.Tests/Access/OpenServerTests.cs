using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Http;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Server.Tests.Access;

/// <summary>A server without keys: for this machine alone, and no longer than there are none.</summary>
public sealed class OpenServerTests
{
    private static readonly IPEndPoint Here = new(IPAddress.Loopback, 0), HereToo = new(IPAddress.IPv6Loopback, 0), Everywhere = new(IPAddress.Any, 0);

    [Fact]
    public async Task Everybody_may_do_everything_and_one_line_says_so()
    {
        await using var server = await RunningAccess.StartAsync(options => options with { LocalRecorder = "desk" });
        (await server.Send("GET /read")).Says("desk Admin -");
        (await server.Send("POST /erase")).Says("desk Admin -");
        Assert.Single(server.Log, line => line.StartsWith("Warning 4002 open: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_key_closes_it_and_its_file_taken_away_does_not_open_it_again()
    {
        await using var server = await RunningAccess.StartAsync();
        (await server.Send("GET /read")).Says("local Admin -");
        Assert.True(server.Keys.StillGood(new("local", Role.Admin, null)));
        server.Keys.Create("first", Role.Reader).OrThrow();
        (await server.Send("GET /read")).Is(ProblemKind.NotSignedIn);
        Assert.False(server.Keys.StillGood(new("local", Role.Admin, null)));
        File.Delete(server.File);
        await Eventually.Async(() => server.Log.Any(line => line.StartsWith("Error 4003 ", StringComparison.Ordinal)), () => server.Send("GET /read"));
        (await server.Send("GET /read")).Is(ProblemKind.NotSignedIn);
    }

    [Fact]
    public void It_must_not_listen_where_others_can_reach_it()
    {
        using var folder = new TempFolder();
        var options = new AccessOptions { KeysFile = folder["keys.json"] };
        Assert.Null(options.Refuse([Here, HereToo]));
        var refusal = options.Refuse([Here, Everywhere])!;
        Assert.Equal(("listen", "0.0.0.0:0"), (refusal.Field, refusal.Value));
        File.WriteAllText(folder["keys.json"], """{"format":"policyledger-keys.v1","keys":[]}""");
        Assert.NotNull(options.Refuse([Everywhere]));
        Assert.NotNull((options with { KeysFile = null }).Refuse([Everywhere]));
        Assert.Null((options with { Authority = "https://login.example.org", Audience = "ledger" }).Refuse([Everywhere]));
        RunningAccess.NewKey(folder["keys.json"], "first", Role.Reader);
        Assert.Null(options.Refuse([Everywhere]));
    }

    [Fact]
    public void Revoked_keys_alone_keep_it_closed()
    {
        using var folder = new TempFolder();
        var key = RunningAccess.NewKey(folder["keys.json"], "first", Role.Reader).Key;
        RunningAccess.Other(folder["keys.json"]).Revoke(key.Id).OrThrow();
        Assert.True(AccessKeys.Open(folder["keys.json"], "keys", TimeProvider.System, NullLogger.Instance).OrThrow().InUse);
    }

    [Theory]
    [InlineData("https://login.example.org", null, "access.audience")]
    [InlineData(null, "ledger", "access.authority")]
    [InlineData("http://login.example.org", "ledger", "access.authority")]
    [InlineData("login.example.org", "ledger", "access.authority")]
    [InlineData("https://user:secret@login.example.org", "ledger", "access.authority")]
    [InlineData("http://127.0.0.1:8080/realm", "ledger", null)]
    public void An_issuer_is_named_whole_and_by_https(string? authority, string? audience, string? field) =>
        Assert.Equal(field, new AccessOptions { Authority = authority, Audience = audience }.Refuse()?.Field);

    [Fact]
    public void A_refusal_names_the_setting()
    {
        var good = new AccessOptions();
        Assert.Null(good.Refuse());
        (AccessOptions Bad, string Field)[] bad =
        [
            (good with { RoleClaim = "" }, "access.roleClaim"),
            (good with { LocalRecorder = "two words" }, "access.localRecorder"),
            (good with { HostNames = ["ledger.example.org", "ledger.example.org:80"] }, "access.hostNames"),
            (good with { HostNames = ["https://ledger.example.org"] }, "access.hostNames"),
            (good with { CorsOrigins = ["https://example.org/"] }, "access.corsOrigins"),
            (good with { CorsOrigins = ["*"] }, "access.corsOrigins"),
            (good with { CorsOrigins = ["null"] }, "access.corsOrigins"),
            (good with { Reads = new(-1, 1) }, "access.reads.perSecond"),
            (good with { Recordings = new(1, 0) }, "access.recordings.burst"),
            (good with { Failures = new(int.MaxValue, 1) }, "access.failures.perSecond"),
        ];
        Assert.All(bad, one => Assert.Equal(one.Field, one.Bad.Refuse()?.Field));
        Assert.Null((good with { HostNames = ["ledger.example.org", "192.0.2.1", "[2001:db8::1]"], CorsOrigins = ["https://example.org:8443"], Reads = new(0, 0) }).Refuse());
    }
}

/// <summary>Waits for what comes to be by itself, however slow the machine is.</summary>
internal static class Eventually
{
    private const int Patience = 1000;

    public static async Task Async(Func<bool> holds, Func<Task> meanwhile)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < Patience, "it never came to be");
            await meanwhile();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
