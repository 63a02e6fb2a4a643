using System.Net;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Stores;

public sealed class CopyVerbTests : IDisposable
{
    private readonly Cli embedded = new(), server = Cli.OnServer();

    public void Dispose()
    {
        embedded.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task A_ledger_goes_to_a_server_and_back_to_the_byte()
    {
        await embedded.RecordFounding();
        var there = (await server.Run($"copy --from {embedded.LedgerFile} --to {await server.LedgerAsync()} -o json")).Exits(0).Json[0];
        Assert.Equal((8, 8, true), (there.GetProperty("events").GetInt32(), there.GetProperty("copied").GetInt32(), there.GetProperty("verified").GetBoolean()));
        Assert.Equal((await embedded.Run("export events")).Out, (await server.Run("export events")).Out);

        var back = Path.Combine(embedded.Folder, "back.db");
        (await server.Run($"copy --from {await server.LedgerAsync()} --to {back}")).Exits(0);
        Assert.Equal((await embedded.Run("export events")).Out, (await embedded.Run($"export events --ledger {back}")).Out);
        Assert.DoesNotContain("broken", (await embedded.Run($"doctor --ledger {back}")).Exits(0).Out);
    }

    [Fact]
    public async Task A_second_run_goes_on_where_the_first_was()
    {
        await embedded.RecordFounding();
        var line = $"copy --from {embedded.LedgerFile} --to {await server.LedgerAsync()} -o json";
        (await server.Run(line)).Exits(0);
        await embedded.RecordStance();
        var view = (await server.Run(line)).Exits(0).Json[0];
        Assert.Equal((10, 2, 8), (view.GetProperty("events").GetInt32(), view.GetProperty("copied").GetInt32(), view.GetProperty("alreadyThere").GetInt32()));
        Assert.Equal(0, (await server.Run(line)).Exits(0).Json[0].GetProperty("copied").GetInt32());
        Assert.Equal((await embedded.Run("export events")).Out, (await server.Run("export events")).Out);
    }

    [Fact]
    public async Task A_target_that_is_not_the_sources_beginning_is_refused_and_left_as_it_is()
    {
        await embedded.RecordFounding();
        await server.RecordStance();
        var before = (await server.Run("export events")).Out;
        var ran = (await server.Run($"copy --from {embedded.LedgerFile} --to {await server.LedgerAsync()}")).Exits(5);
        Assert.Contains("is not the source's beginning: at position 0", ran.Error);
        Assert.Equal(before, (await server.Run("export events")).Out);

        var empty = Path.Combine(embedded.Folder, "empty.db");
        Assert.Contains("holds 2 events, and the source 0", (await server.Run($"copy --from {await Empty(empty)} --to {await server.LedgerAsync()}")).Exits(5).Error);
        Assert.Contains("is the source itself", (await embedded.Run($"copy --from {embedded.LedgerFile} --to {embedded.LedgerFile}")).Exits(2).Error);
        (await embedded.Run($"copy --from {embedded.Folder}/none.db --to {embedded.Folder}/target.db")).Exits(7);
        Assert.False(File.Exists(Path.Combine(embedded.Folder, "target.db")));
        (await embedded.Run("copy --from x.db")).Exits(2);
    }

    [Fact]
    public async Task A_node_that_stamps_record_times_itself_cannot_hold_a_copy_and_says_so()
    {
        await embedded.RecordStance();
        using var folder = new TempFolder();
        await using var log = await SqliteEventLog.OpenAsync(folder["served.db"], SqliteLogMode.CreateIfMissing, null, TestContext.Current.CancellationToken);
        await using var node = await LedgerNode.StartAsync(log, new(new IPEndPoint(IPAddress.Loopback, 0)) { AllowAppend = true }, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Contains("stamps record times", (await embedded.Run($"copy --from {embedded.LedgerFile} --to {node.ConnectionString}")).Exits(4).Error);
    }

    private async Task<string> Empty(string path)
    {
        await using var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.CreateIfMissing, null, TestContext.Current.CancellationToken);
        return path;
    }
}
