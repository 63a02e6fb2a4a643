using System.Net;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Hosting;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

/// <summary>What holds for every endpoint of a whole server.</summary>
public sealed class ServingTests
{
    [Fact]
    public async Task Without_a_key_nothing_is_told_where_keys_are_wanted_and_with_one_what_its_role_allows()
    {
        var keys = new Dictionary<Role, string>();
        await using var server = await TestServer.StartAsync((folder, options) =>
        {
            var file = AccessKeys.Open(folder["keys.json"], "keys", TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).OrThrow();
            foreach (var role in Enum.GetValues<Role>())
                keys[role] = file.Create(role.ToString().ToLowerInvariant(), role).OrThrow().Text.Reveal();
            return options with { Access = options.Access with { KeysFile = folder["keys.json"] } };
        });
        var checkedPaths = 0;
        foreach (var (path, item) in server.Check.Document["paths"]!.AsObject())
        {
            var address = path.Replace("{jurisdiction}", "DEU", StringComparison.Ordinal).Replace("{area}", "migration:asylum", StringComparison.Ordinal).Replace("{record}", "GBR-2025-asylum-overhaul", StringComparison.Ordinal)
                .Replace("{entry}", "1", StringComparison.Ordinal).Replace("{stream}", "country-DEU", StringComparison.Ordinal).Replace("{codebook}", "visa", StringComparison.Ordinal).Replace("{position}", "0", StringComparison.Ordinal)
                .Replace("{size}", "1", StringComparison.Ordinal).Replace("{level}", "0", StringComparison.Ordinal).Replace("{number}", "000", StringComparison.Ordinal).Replace("{name}", "policy-announced.v1", StringComparison.Ordinal);
            foreach (var (method, operation) in item!.AsObject())
            {
                if (operation!["security"] is null || path.StartsWith("/v1/subscriptions/", StringComparison.Ordinal) && method == "get")
                    continue;
                var needed = Enum.GetValues<Role>().Single(role => ((string)operation["description"]!).EndsWith($"role {role.ToString().ToLowerInvariant()}.", StringComparison.Ordinal));
                Assert.Equal(401, await StatusAsync(null));
                Assert.Equal(401, await StatusAsync("plk_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
                foreach (var role in Enum.GetValues<Role>())
                    Assert.Equal(role.Allows(needed), await StatusAsync(keys[role]) is not (401 or 403));
                checkedPaths++;

                async Task<int> StatusAsync(string? key)
                {
                    using var client = server.ClientOf(key: key);
                    using var response = await client.SendAsync(new(new(method.ToUpperInvariant()), address));
                    return (int)response.StatusCode;
                }
            }
        }

        Assert.InRange(checkedPaths, 40, 100);
    }

    [Fact]
    public async Task A_server_that_others_can_reach_wants_keys_or_tokens() =>
        Assert.Equal("listen", (await Assert.ThrowsAsync<RefusedException>(() => TestServer.StartAsync((_, options) => options with { Listen = [new(IPAddress.Any, 0)] }))).Refusal.Field);

    [Fact]
    public async Task It_tells_that_it_lives_and_that_it_is_ready_and_measures_itself()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal("live", (await server.GetAsync("/healthz/live")).GetProperty("status").GetString());
        for (var i = 0; i < 100 && (await server.Client.GetAsync("/healthz/ready")).StatusCode != HttpStatusCode.OK; i++)
            await Task.Delay(50);
        Assert.Equal("ready", (await server.GetAsync("/healthz/ready")).GetProperty("status").GetString());
        await server.GetAsync("/v1/stances/DEU");
        await server.RecordAsync("code-stance", """{"jurisdiction":"FRA","area":"oxcgrt:C8","period":"2021-05","value":{"level":2},"sources":[{"publisher":"P","kind":"dataset","reliability":"B","credibility":2}]}""");
        var metrics = await server.TextAsync("/metrics");
        foreach (var name in new[] { "policyledger_ask_duration_seconds_count", "policyledger_commands_total", "policyledger_events_appended_total", "policyledger_projection_lag", "http_server_request_duration_seconds" })
            Assert.Contains(name, metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_caller_does_not_keep_all_others_out()
    {
        await using var server = await TestServer.StartAsync((_, options) => options with { Subscribers = 4 });
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 2; i++)
            open.Add(await server.Client.GetAsync("/v1/subscriptions/events", HttpCompletionOption.ResponseHeadersRead));
        Assert.All(open, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        using var third = await server.Client.GetAsync("/v1/subscriptions/changes", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("/problems/too-many-requests", (await TestServer.ProblemIn(third, 429)).GetProperty("type").GetString());
        open.ForEach(response => response.Dispose());
        for (var i = 0; i < 100; i++)
        {
            using var again = await server.Client.GetAsync("/v1/subscriptions/changes", HttpCompletionOption.ResponseHeadersRead);
            if (again.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(50);
        }

        Assert.Fail("a place that was left is not given again");
    }

    [Fact]
    public void Settings_are_read_from_a_file_strictly()
    {
        Assert.Equal("listne", SettingsFile.Read("""{"listne":"x"}"""u8.ToArray(), "--config").Refusal!.Value);
        Assert.Equal("--config", SettingsFile.Read("""{"listen":"x","listen":"y"}"""u8.ToArray(), "--config").Refusal!.Field);
        Assert.Equal([("corsOrigins", "https://a.example,https://b.example"), ("readRate", "5")], SettingsFile.Read("""{"corsOrigins":["https://a.example","https://b.example"],"readRate":5}"""u8.ToArray(), "--config").OrThrow());
    }

    [Theory]
    [InlineData("listen", "somewhere")]
    [InlineData("listen", "")]
    [InlineData("readRate", "-1")]
    [InlineData("heartbeat", "0")]
    [InlineData("collector", "nowhere")]
    [InlineData("logs", "xml")]
    public void A_setting_that_breaks_its_rule_is_refused_by_its_name(string name, string value) =>
        Assert.Equal("there", Setting.All.Single(setting => setting.Name == name).Apply(new(), value, "there").Refusal!.Field);
}
