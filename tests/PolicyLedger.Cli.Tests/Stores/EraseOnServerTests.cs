using System.Net;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Stores;

/// <summary>Erasing where the ledger is on a server: by losing a key; and through a node: not at all.</summary>
public sealed class EraseOnServerTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task On_a_server_the_text_is_read_by_nobody_any_more_and_all_else_stays_good()
    {
        using var cli = Cli.OnServer();
        await cli.RecordPolicy();
        var keyFile = Path.Combine(cli.Folder, "ledger.key");
        var key = (await cli.Run($"keys signing {keyFile} --origin example.org/ledger -o json")).Exits(0).Json[0].GetProperty("verifier").GetString();
        var kept = cli.File("kept", (await cli.Run($"checkpoint --key {keyFile}")).Exits(0).Out);
        Assert.Contains("Overhaul", (await cli.Run("show GBR-overhaul")).Exits(0).Out);
        var erased = (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(0);
        Assert.Contains("next scavenge on every node", erased.Error);
        foreach (var line in new[] { "log", "show GBR-overhaul", "export events", "audit cell GBR --area migration:asylum --basis declared" })
            Assert.DoesNotContain("Overhaul", (await cli.Run(line)).Exits(0).Out);
        (await cli.Run($"verify --checkpoint {kept} --verifier {key}")).Exits(0);
        Assert.Contains("nothing is left of the text", (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(0).Error);
        await cli.Record($"suspend GBR-overhaul --on 2026-01-01 --note Kugelfisch {Cli.Source}");
        Assert.Contains("Kugelfisch", (await cli.Run("show GBR-overhaul")).Exits(0).Out);
        (await cli.Run("doctor")).Exits(0);
    }

    [Fact]
    public async Task Through_a_node_nothing_is_erased_and_no_erasure_is_recorded()
    {
        await using var served = await SqliteEventLog.OpenAsync(folder["served.db"], SqliteLogMode.CreateIfMissing, null, TestContext.Current.CancellationToken);
        await using var node = await LedgerNode.StartAsync(served, new(new IPEndPoint(IPAddress.Loopback, 0)) { AllowAppend = true, Recorder = "local" }, TimeProvider.System);
        using var cli = Cli.On(node.ConnectionString, TimeProvider.System);
        await cli.RecordPolicy();
        Assert.Contains("erase in the ledger's file that it serves", (await cli.Run("erase GBR-overhaul --grounds other --reason x")).Exits(7).Error);
        Assert.DoesNotContain("record-erased", (await cli.Run("log -o csv")).Exits(0).Out);
        Assert.Contains("Overhaul", (await cli.Run("show GBR-overhaul")).Exits(0).Out);
    }
}
