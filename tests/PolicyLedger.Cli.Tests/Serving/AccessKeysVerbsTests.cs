using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Serving;

public sealed class AccessKeysVerbsTests : IDisposable
{
    private readonly Cli cli = new() { Clock = new SettableClock(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) };

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task A_key_is_shown_once_and_listed_and_revoked_by_its_id()
    {
        var made = (await cli.Run("keys create desk-1 --role recorder")).Exits(0);
        Assert.Matches(@"^plk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}\n$", made.Out);
        var (id, secret) = (made.Out[4..12], made.Out.Trim()[13..]);
        Assert.StartsWith($"key {id} of desk-1, recorder: it is shown this once", made.Error);
        Assert.DoesNotContain(secret, made.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, File.ReadAllText(Path.Combine(cli.Folder, "ledger.keys.json")), StringComparison.Ordinal);

        var listed = (await cli.Run("keys list -o csv")).Exits(0).Out;
        Assert.Equal($"id,name,role,created_at,revoked_at\n{id},desk-1,recorder,2026-03-01T12:00:00Z,\n", listed.ReplaceLineEndings("\n"));
        Assert.Contains("2026-03-01T12:00:00Z,2026-03-01T12:00:00Z", (await cli.Run($"keys revoke {id} -o csv")).Exits(0).Out);
        var json = (await cli.Run("keys list -o json")).Exits(0).Json[0];
        Assert.Equal(["id", "name", "role", "createdAt", "revokedAt"], json.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task In_json_it_comes_with_what_is_kept_of_it()
    {
        var json = (await cli.Run("keys create dashboard --role reader -o json --quiet")).Exits(0).Json;
        Assert.Equal(["id", "name", "role", "createdAt", "key"], json.EnumerateObject().Select(member => member.Name));
        Assert.StartsWith($"plk_{json.GetProperty("id").GetString()}_", json.GetProperty("key").GetString());
    }

    [Fact]
    public async Task The_file_is_the_option_s_else_the_environment_s()
    {
        var (named, other) = (Path.Combine(cli.Folder, "named.json"), Path.Combine(cli.Folder, "other.json"));
        cli["POLICYLEDGER_KEYS"] = other;
        (await cli.Run("keys create a --role reader")).Exits(0);
        (await cli.Run($"keys create b --role reader --keys {named}")).Exits(0);
        Assert.Equal(["named.json", "other.json"], Directory.GetFiles(cli.Folder, "*.json").Select(Path.GetFileName).Order());
        Assert.Equal("a", Assert.Single((await cli.Run("keys list -o json")).Exits(0).Json.EnumerateArray()).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("keys create desk --role owner", 2, "--role 'owner': one of reader, recorder, auditor, admin")]
    [InlineData("keys create 'two words' --role reader", 2, "NAME 'two words': a recorder is an opaque id")]
    [InlineData("keys create desk", 2, "Option '--role' is required")]
    [InlineData("keys revoke 00000000", 3, "ID '00000000': no key of the file has this id")]
    [InlineData("keys revoke plk_00000000_secret", 2, "ID: a key's id is the 8 hexadecimal digits")]
    public async Task A_mistake_is_explained_and_makes_no_file(string line, int code, string why)
    {
        Assert.StartsWith($"policyledger: {why}", (await cli.Run(line)).Exits(code).Error);
        Assert.Empty(Directory.GetFiles(cli.Folder, "*.json"));
    }

    [Fact]
    public async Task A_damaged_file_is_left_as_it_is()
    {
        var file = cli.File("ledger.keys.json", "{}");
        foreach (var line in (string[])["keys list", "keys create desk --role reader", "keys revoke 00000000"])
            Assert.StartsWith($"policyledger: --keys '{file}': the file of keys is damaged", (await cli.Run(line)).Exits(2).Error);
        Assert.Equal("{}", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_said_to_be() =>
        Assert.Contains("none", (await cli.Run($"keys create desk --role reader --keys {Path.Combine(cli.Folder, "none", "keys.json")}")).Exits(1).Error);
}
