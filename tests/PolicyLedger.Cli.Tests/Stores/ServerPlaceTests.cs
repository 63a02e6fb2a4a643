using System.Net;
using PolicyLedger.EventStoreDb.Tests;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;
using Xunit;

namespace PolicyLedger.Cli.Tests.Stores;

/// <summary>How a server is named, and where what is made of it stands.</summary>
public sealed class ServerPlaceTests : IDisposable
{
    private readonly Cli cli = Cli.OnServer();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task Index_and_models_stand_in_a_folder_of_the_cluster_and_are_made_again()
    {
        await cli.RecordStance();
        const string Question = "stance DEU --area oxcgrt:C8 --on 2021-03-01 --known-at 2100-01-01T00:00:00Z -o json";
        var answer = (await cli.Run(Question)).Exits(0).Out;
        var folder = Assert.Single(Directory.GetDirectories(Path.Combine(cli.Folder, "policyledger")));
        Assert.Matches(@"^[^-]+_\d+-[0-9a-f]{12}$", Path.GetFileName(folder));
        Directory.Delete(folder, recursive: true);
        Assert.Equal(answer, (await cli.Run(Question)).Exits(0).Out);

        var other = Path.Combine(cli.Folder, "elsewhere");
        Assert.Equal(answer, (await cli.Run($"{Question} --state {other}")).Exits(0).Out);
        Assert.Equal(Path.GetFileName(folder), Path.GetFileName(Assert.Single(Directory.GetDirectories(other))));
    }

    [Fact]
    public async Task Another_spelling_of_the_scheme_is_the_same_ledger()
    {
        await cli.RecordStance();
        var kurrent = (await TestServer.AddressAsync()).Display.Replace("esdb", "kurrentdb");
        Assert.Equal((await cli.Run("log -o csv")).Out, (await cli.Run($"log -o csv --ledger {kurrent}")).Exits(0).Out);
    }

    [Theory]
    [InlineData("esdb://ops:s3cret@127.0.0.1:2113?tls=perhaps", 2)]
    [InlineData("esdb://ops:s3cret@", 2)]
    [InlineData("esdb://ops:s3cret:@host:1", 2)]
    public async Task A_password_is_never_repeated(string ledger, int code)
    {
        var ran = (await cli.RunAsync(["log", "--verbose", "--ledger", ledger], "", TestContext.Current.CancellationToken)).Exits(code);
        Assert.DoesNotContain("s3cret", ran.Out + ran.Error);
        Assert.Contains("expected esdb://", ran.Error);
    }

    [Fact]
    public async Task A_password_is_not_shown_with_what_a_verb_says_of_its_ledger()
    {
        var ledger = (await TestServer.AddressAsync()).Display.Replace("://", "://ops:s3cret@");
        foreach (var line in new[] { "demo", "doctor", "stance", "doctor -o json", "log", "export events", $"copy --from {ledger} --to {cli.Folder}/copy.db", $"demo --ledger {ledger}" })
        {
            var ran = await cli.Run($"{line} {(line.Contains("--ledger") || line.StartsWith("demo", StringComparison.Ordinal) ? "" : "--ledger " + ledger)} --verbose");
            Assert.DoesNotContain("s3cret", ran.Out + ran.Error);
        }
    }

    [Fact]
    public async Task A_server_is_not_served_again() =>
        Assert.Contains("is a server already", (await cli.Run("node --listen 127.0.0.1:0")).Exits(2).Error);

    [Fact]
    public async Task An_import_that_the_server_refuses_half_way_says_that_it_can_be_run_again()
    {
        await using var log = await SqliteEventLog.OpenAsync(Path.Combine(cli.Folder, "served.db"), SqliteLogMode.CreateIfMissing);
        await using var readOnly = await LedgerNode.StartAsync(log, new(new IPEndPoint(IPAddress.Loopback, 0)), TimeProvider.System);
        var sheet = Path.Combine(ReadmeTests.Root, "schemas", "mappings", "announcements.sample.csv");
        var ran = (await cli.Run($"import {sheet} --mapping announcements --rejects {cli.Folder}/rejects --ledger {readOnly.ConnectionString}")).Exits(7);
        Assert.Contains("the same import again goes on from there", ran.Error);
        Assert.Contains("this user may not do that", ran.Error);
    }

    [Fact]
    public async Task A_state_folder_that_cannot_be_made_is_named()
    {
        var file = cli.File("in-the-way", "");
        Assert.Contains("--state", (await cli.Run($"log --state {file}")).Exits(7).Error);
    }
}
