using System.Text.Json;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Http;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Server.Tests.Access;

public sealed class AccessKeysTests
{
    [Fact]
    public async Task Each_role_may_do_what_is_its_own_and_no_more()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync();
        await using var _ = server;
        (string Line, Role[] May)[] rules =
        [
            ("GET /read", [Role.Reader, Role.Recorder, Role.Auditor, Role.Admin]),
            ("POST /question", [Role.Reader, Role.Recorder, Role.Auditor, Role.Admin]),
            ("POST /record", [Role.Recorder, Role.Admin]),
            ("GET /evidence", [Role.Auditor, Role.Admin]),
            ("POST /erase", [Role.Admin]),
        ];
        foreach (var (line, may) in rules)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                var key = keys[role.ToString()];
                var answer = await server.Send(line, key);
                if (may.Contains(role))
                    answer.Says($"{role} {role} {key[4..12]}");
                else
                    Assert.Contains($"yours is {role.ToString().ToLowerInvariant()}", answer.Is(ProblemKind.NotAllowed).Json.GetProperty("detail").GetString());
            }

            Assert.Equal("Bearer", (await server.Send(line)).Is(ProblemKind.NotSignedIn)["WWW-Authenticate"]);
        }

        (await server.Send("GET /healthz")).Says("ok");
        (await server.Send("GET /nowhere")).Is(ProblemKind.NotSignedIn);
        Assert.Contains(server.Log, line => line.Contains($"refused 403 role: POST /record from 127.0.0.1, key {keys["Reader"][4..12]}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_key_of_this_server_is_refused_and_logged_without_its_secret()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync();
        await using var _ = server;
        var (good, other) = (keys["Admin"], keys["Reader"]);
        (string Shown, string Reason, string Id)[] cases =
        [
            (good[..13] + other[13..], "wrong-secret", good[4..12]),
            ($"plk_00000000_{good[13..]}", "unknown-key", "00000000"),
            (good[..^1], "malformed-key", good[4..12]),
            (good + "A", "malformed-key", good[4..12]),
            ($"plk_{good[4..12].ToUpperInvariant()}X_{good[13..]}", "malformed-key", "-"),
            ("plk_", "malformed-key", "-"),
            (good["plk_".Length..], "unknown-token", "-"),
        ];
        foreach (var (shown, reason, id) in cases)
        {
            Assert.Equal("Bearer error=\"invalid_token\"", (await server.Send("GET /read?secret=query", shown)).Is(ProblemKind.NotSignedIn)["WWW-Authenticate"]);
            Assert.Contains(server.Log, line => line.Contains($"Warning 4001 refused 401 {reason}: GET /read from 127.0.0.1, key {id} ", StringComparison.Ordinal));
        }

        (await server.Send("GET /read", null, ("Authorization", "Basic bG9jYWw6c2VjcmV0"))).Is(ProblemKind.NotSignedIn);
        Assert.Contains(server.Log, line => line.Contains(" not-bearer:", StringComparison.Ordinal));
        Assert.All(keys.Values, key => Assert.DoesNotContain(server.Log, line => line.Contains(key[13..^1], StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Log, line => line.Contains("secret=query", StringComparison.Ordinal));
        (await server.Send("GET /healthz", "plk_")).Says("ok");
    }

    [Fact]
    public async Task A_key_made_and_revoked_elsewhere_counts_without_a_restart()
    {
        var (server, _) = await RunningAccess.WithKeysAsync();
        await using var __ = server;
        var made = RunningAccess.NewKey(server.File, "new", Role.Auditor);
        await Eventually.Async(() => server.Keys.List().Any(key => key.Id == made.Key.Id), () => Task.CompletedTask);
        (await server.Send("GET /read", made.Text.Reveal())).Says($"new Auditor {made.Key.Id}");
        Assert.True(server.Keys.StillGood(made.Key.Caller));
        RunningAccess.Other(server.File).Revoke(made.Key.Id).OrThrow();
        await Eventually.Async(() => !server.Keys.StillGood(made.Key.Caller), () => Task.CompletedTask);
        (await server.Send("GET /read", made.Text.Reveal())).Is(ProblemKind.NotSignedIn);
        Assert.Contains(server.Log, line => line.Contains("revoked-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_file_is_damaged_the_keys_of_before_count()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync();
        await using var _ = server;
        await File.AppendAllTextAsync(server.File, "}", TestContext.Current.CancellationToken);
        await Eventually.Async(() => server.Log.Any(line => line.StartsWith("Error 4003 ", StringComparison.Ordinal)), () => server.Send("GET /healthz"));
        (await server.Send("GET /read", keys["Reader"])).Says($"Reader Reader {keys["Reader"][4..12]}");
        Assert.NotNull(server.Keys.Create("more", Role.Reader).Refusal);
    }

    [Fact]
    public void The_file_holds_no_secret_and_only_its_owner_reads_it()
    {
        using var folder = new TempFolder();
        var clock = new SettableClock(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var keys = AccessKeys.Open(folder["keys.json"], "keys", clock, new CapturedLog()).OrThrow();
        var made = keys.Create("desk-1", Role.Recorder).OrThrow();
        clock.Now += TimeSpan.FromDays(1);
        var revoked = keys.Revoke(made.Key.Id).OrThrow();
        Assert.Equal(clock.Now, revoked.RevokedAt);
        clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(revoked, keys.Revoke(made.Key.Id).OrThrow());
        var text = made.Text.Reveal();
        Assert.Matches("^plk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$", text);
        Assert.DoesNotContain(text[13..], made.Text.ToString(), StringComparison.Ordinal);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text[13..])));
        var line = Assert.Single(JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(folder["keys.json"])).GetProperty("keys").EnumerateArray());
        Assert.Equal(
            $$"""{"id":"{{text[4..12]}}","name":"desk-1","role":"recorder","createdAt":"2026-01-02T03:04:05Z","revokedAt":"2026-01-03T03:04:05Z","secretSha256":"{{hash}}"}""",
            JsonSerializer.Serialize(line));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["keys.json"]));
        Assert.Equal(["keys.json", "keys.json.lock"], folder.Snapshot().Keys);
    }

    [Theory]
    [InlineData("", "is no list of keys")]
    [InlineData("{}", "is no list of keys")]
    [InlineData("""{"format":"policyledger-keys.v2","keys":[]}""", "its format is policyledger-keys.v1")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[],"more":1}""", "is no list of keys")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[null]}""", "keys[0]")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[KEY,KEY]}""", "has the id 0011aabb twice")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[KEY]}""", "keys[0].role 'owner'", "reader", "owner")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[KEY]}""", "keys[0].name 'two words'", "desk", "two words")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[KEY]}""", "keys[0].id 'plk'", "0011aabb", "plk")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[KEY]}""", "keys[0].secretSha256", "ffff", "FFFF")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[KEY]}""", "keys[0].createdAt", "Z", "")]
    [InlineData("""{"format":"policyledger-keys.v1","keys":[KEY]}""", "is no list of keys", "\"revokedAt\":null,", "")]
    public void A_damaged_file_keeps_the_server_from_starting(string text, string why, string was = "-", string now = "-")
    {
        using var folder = new TempFolder();
        var key = $$"""{"id":"0011aabb","name":"desk","role":"reader","createdAt":"2026-01-01T00:00:00Z","revokedAt":null,"secretSha256":"{{new string('f', 64)}}"}""";
        File.WriteAllText(folder["keys.json"], text.Replace("KEY", key.Replace(was, now)));
        var refusal = new AccessOptions { KeysFile = folder["keys.json"] }.Refuse([new(System.Net.IPAddress.Loopback, 0)]);
        Assert.Equal("access.keysFile", refusal?.Field);
        Assert.Contains(why, refusal!.Rule, StringComparison.Ordinal);
        File.WriteAllText(folder["keys.json"], $$"""{"format":"policyledger-keys.v1","keys":[{{key}}]}""");
        Assert.Equal("desk", Assert.Single(RunningAccess.Other(folder["keys.json"]).List()).Name);
    }

    [Fact]
    public async Task A_server_with_a_damaged_file_does_not_start()
    {
        var file = Path.GetTempFileName();
        await Assert.ThrowsAsync<RefusedException>(async () => await (await RunningAccess.StartAsync(options => options with { KeysFile = file })).DisposeAsync());
        File.Delete(file);
    }

    [Fact]
    public async Task Keys_made_by_many_at_once_are_all_there()
    {
        using var folder = new TempFolder();
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => RunningAccess.NewKey(folder["keys.json"], $"desk-{i}", Role.Reader))));
        Assert.Equal(made.Select(key => key.Key.Id).Order(), RunningAccess.Other(folder["keys.json"]).List().Select(key => key.Id).Order());
    }

    [Fact]
    public void A_name_that_is_no_recorder_and_an_id_that_is_none_are_refused()
    {
        using var folder = new TempFolder();
        var keys = RunningAccess.Other(folder["keys.json"]);
        Assert.Equal("name", keys.Create("two words", Role.Reader).Refusal?.Field);
        Assert.Equal(RefusalKind.NotFound, keys.Revoke("00000000").Refusal?.Kind);
        var secret = keys.Create("desk", Role.Reader).OrThrow().Text.Reveal();
        Assert.DoesNotContain(secret[13..], keys.Revoke(secret).Refusal!.Message, StringComparison.Ordinal);
    }
}
