using System.Diagnostics;
using System.Globalization;
using PolicyLedger.EventStoreDb;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Cli.Tests.Stores;

/// <summary>A node and the programs that use it, each a process of its own: the node is killed while they work.</summary>
[Trait("Kind", "Process")]
public sealed class KilledNodeTests : IAsyncDisposable
{
    private const string Header = "seq,recorded_at,commit,country,indicator,from_date,to_date,value,kind\n";

    private readonly TempFolder folder = new();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(4));
    private readonly List<Process> started = [];
    private Process? node;
    private int port;

    private string Served => folder["served.db"];

    private string Server => $"esdb://127.0.0.1:{port}?tls=false";

    [Fact]
    public async Task An_import_goes_on_while_its_node_is_killed_and_started_again()
    {
        const int Rows = 1_200;
        await StartNodeAsync();
        var import = ImportAsync(File("rows.csv", Header + string.Concat(Csv("DEU", "FRA").Take(Rows))), "state");
        foreach (var reached in new[] { 100, 700 })
        {
            await UntilAsync(async () => import.IsCompleted || await EndAsync() > reached);
            node!.Kill();
            await node.WaitForExitAsync(patience.Token);
            await StartNodeAsync();
        }

        await import;
        await SoundAsync(Rows);
    }

    [Fact]
    public async Task Two_imports_of_one_country_lose_no_row_and_record_none_twice()
    {
        const int Each = 200;
        await StartNodeAsync();
        var rows = Csv("DEU").Take(2 * Each).Chunk(Each).Select((chunk, i) => File($"{i}.csv", Header + string.Concat(chunk))).ToList();
        await Task.WhenAll(rows.Select((file, i) => ImportAsync(file, $"state-{i}")));
        await SoundAsync(2 * Each);
    }

    [Fact]
    public async Task A_subscription_through_the_adapter_outlives_its_node()
    {
        const int Rows = 600;
        await StartNodeAsync();
        await using var log = await EventStoreDbLog.OpenAsync(ServerAddress.Parse(Server, "server").OrThrow(), folder["index.db"], null, patience.Token);
        var import = ImportAsync(File("rows.csv", Header + string.Concat(Csv("DEU").Take(Rows))), "state");
        var seen = new List<StoredEvent>();
        await foreach (var message in log.SubscribeAllAsync(0, patience.Token))
        {
            if (message is not LogMessage.Event { Stored: var stored })
                continue;
            seen.Add(stored);
            if (seen.Count is 100 or 400)
            {
                node!.Kill();
                await node.WaitForExitAsync(patience.Token);
                await StartNodeAsync();
            }

            if (stored.Stream == "country-DEU" && stored.Revision == Rows - 1)
                break;
        }

        await import;
        Assert.Equal(seen.Select((_, i) => (long)i), seen.Select(stored => stored.Position));
        Assert.Equal(Rows, seen.DistinctBy(stored => stored.Id).Count(stored => stored.Stream == "country-DEU"));
        await SoundAsync(Rows);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in started)
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        patience.Dispose();
        folder.Dispose();
    }

    // Every row once in the node's own file, which the checks of its keeper find sound.
    private async Task SoundAsync(int rows)
    {
        await using var log = await SqliteEventLog.OpenAsync(Served, SqliteLogMode.MustExist);
        var coded = new List<StoredEvent>();
        await foreach (var stored in log.ReadAllAsync(0, patience.Token))
        {
            if (stored.Stream.StartsWith("country-", StringComparison.Ordinal))
                coded.Add(stored);
        }

        Assert.Equal((rows, rows), (coded.Count, coded.Select(stored => Wire.JoinedMetadata.CommandOf(stored.Metadata)).Distinct().Count()));
        (await RunAsync("doctor", "--ledger", Served)).Exits(0);
    }

    // Where the node was away for longer than the program waits, the same is run again, as the message asks.
    private async Task ImportAsync(string file, string state)
    {
        Ran ran;
        do
            ran = await RunAsync("import", file, "--mapping", "oxcgrt-assertions", "-o", "json", "--ledger", Server, "--state", folder[state]);
        while (ran.Code == 7 && ran.Error.Contains("try again", StringComparison.Ordinal));
        ran.Exits(0);
    }

    private async Task<long> EndAsync()
    {
        await using var log = await SqliteEventLog.OpenAsync(Served, SqliteLogMode.MustExist);
        return await log.EndAsync(patience.Token);
    }

    private async Task StartNodeAsync()
    {
        await (await SqliteEventLog.OpenAsync(Served, SqliteLogMode.CreateIfMissing)).DisposeAsync();
        node = Start("node", "--ledger", Served, "--listen", $"127.0.0.1:{port}", "--allow-append");
        var line = await node.StandardError.ReadLineAsync(patience.Token);
        Assert.StartsWith("serving ", line);
        port = int.Parse(line!.Split("127.0.0.1:")[1].Split('?')[0], CultureInfo.InvariantCulture);
    }

    private Process Start(params string[] args)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        started.Add(process);
        return process;
    }

    private async Task<Ran> RunAsync(params string[] args)
    {
        var process = Start(args);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        return new(process.ExitCode, await output, await error);
    }

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(20, patience.Token);
    }

    private string File(string name, string content)
    {
        System.IO.File.WriteAllText(folder[name], content);
        return folder[name];
    }

    // One coded day after the other, the countries in turn.
    private static IEnumerable<string> Csv(params string[] countries) => Enumerable.Range(0, int.MaxValue).Select(i =>
    {
        var day = new DateOnly(2018, 1, 1).AddDays(i / countries.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{i},2022-01-01T00:00:00Z,abc,{countries[i % countries.Length]},C8,{day:yyyy-MM-dd},{day:yyyy-MM-dd},{i % 5},new_day\n");
    });
}
