using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using PolicyLedger.Cli.Tests.Recording;
using PolicyLedger.Server.Node;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Import;
using Xunit;

namespace PolicyLedger.Cli.Tests.Stores;

/// <summary>The same input on every store: the same text on the screen, record ids, positions, and read-model rows.</summary>
public sealed class SameAnswersTests : IAsyncDisposable
{
    private static readonly string[] Models = ["segments", "record_versions", "asks", "changes", "source_checks", "codebook_versions"];

    private readonly SettableClock clock = new(DateTimeOffset.MinValue);
    private readonly TempFolder folder = new();
    private LedgerNode? node;
    private SqliteEventLog? served;

    public enum Store
    {
        Server,
        Node,
    }

    [Theory]
    [InlineData(Store.Server)]
    [InlineData(Store.Node)]
    public Task The_tour_of_the_readme(Store store) => Same(store, async cli =>
    {
        foreach (var command in ReadmeTests.Tour())
            await cli.Run([.. command.Select(word => word.StartsWith("schemas/", StringComparison.Ordinal) ? Path.Combine(ReadmeTests.Root, word) : word)]);
    });

    [Theory]
    [InlineData(Store.Server)]
    [InlineData(Store.Node)]
    public Task The_founding_case(Store store) => Same(store, async cli =>
    {
        foreach (var name in Resources.Names("founding/"))
            await cli.Run(["record", "--json", "-", "--recorder", "local", "-o", "json"], Encoding.UTF8.GetString(Resources.Read(name)), code: 0);
        foreach (var line in new[]
        {
            "log -o csv", "stance DEU --area migration:asylum.recognition --target SYR --on 2025-11-30 --basis declared -o json", "pressure DEU --on 2025-11-30 -o json",
            "timeline GBR --area migration:asylum --basis declared -o json", "diff --from-on 2025-10-31 --on 2025-11-30 --basis declared -o json", "show GBR-2025-asylum-overhaul -o json",
            "compare GBR DEU --area migration:asylum --basis declared -o json", "codebook list -o csv", "export stances --on 2025-11-30", "rebuild --quiet -o json",
        })
            await cli.Run(Cli.Split(line), code: 0);
    });

    [Theory]
    [InlineData(Store.Server)]
    [InlineData(Store.Node)]
    public Task Every_kind_of_command_and_a_batch_of_questions(Store store) => Same(store, async cli =>
    {
        // Erasing is left to whoever has a node's file; what it does not reach is another thing on each store, and told on each.
        foreach (var (line, _) in RecordVerbTests.EveryCommand.Where(command => store != Store.Node || command.Event != "record-erased.v1"))
            await cli.Run(Cli.Split($"record {line}{(line.StartsWith("erase", StringComparison.Ordinal) ? " --quiet" : "")}"), code: 0);
        foreach (var line in new[] { "log -o csv", "log -o json", "show GBR-a -o json", "show USA-s -o json", "stance GBR -o json", "pressure DEU -o json", "doctor" })
            await cli.Run(Cli.Split(line), code: 0);
        await cli.Run(Cli.Split($"record announce GBR --id a --instrument law --area migration:asylum --direction noChange --announced 2025-11 --title T {Cli.Source}"), code: 5);
        await cli.Run(Cli.Split($"record suspend GBR-none --on 2026-03-01 {Cli.Source}"), code: 3);
        await cli.Run(
            ["stance", "--batch", "-"],
            "area,jurisdiction,target,on,basis\noxcgrt:C8,DEU,,2021-06-01,\nmigration:asylum,GBR,,2026-01-20,inForce\nmigration:asylum,GBR,SYR,2026-02-03,inForce\nmigration:exit,FRA,,2026-06-01,declared\n",
            code: 0);
    });

    [Theory]
    [InlineData(Store.Server)]
    [InlineData(Store.Node)]
    public Task A_trackers_history_imported_twice_and_asked_in_a_batch(Store store) => Same(store, async cli =>
    {
        var history = TrackerHistory.Generate(seed: 7);
        for (var i = 0; i < 2; i++)
            await cli.Run(["import", "-", "--mapping", "oxcgrt-assertions", "-o", "json"], history.Csv(), code: 0);
        var questions = history.Cells(500).Select(c => $"{c.Country},oxcgrt:{c.Indicator},{c.Day:yyyy-MM-dd},{Dates.Iso.Write(c.KnownAt)}\n");
        await cli.Run(["stance", "--batch", "-"], "jurisdiction,area,on,known_at\n" + string.Concat(questions), code: 0);
    });

    public async ValueTask DisposeAsync()
    {
        if (node is not null)
            await node.DisposeAsync();
        if (served is not null)
            await served.DisposeAsync();
        folder.Dispose();
    }

    private async Task Same(Store store, Func<Transcript, Task> script)
    {
        var embedded = await Told(new Cli { Clock = clock }, script);
        var other = await Told(store == Store.Server ? Cli.OnServer(clock) : await OnNode(), script);
        Assert.Equal(embedded.Said, other.Said);
        Assert.Equal(embedded.Rows, other.Rows);
        Assert.Contains("segments", embedded.Rows);
    }

    private async Task<(string Said, string Rows)> Told(Cli cli, Func<Transcript, Task> script)
    {
        using (cli)
        {
            clock.Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
            var transcript = new Transcript(cli, clock);
            await script(transcript);
            await transcript.Run(["stance"]);
            return (transcript.Text(await cli.LedgerAsync()), Dump(cli.ModelsPath));
        }
    }

    // One that holds what it is given to the ledger's own rules, and stamps record time and recorder itself.
    private async Task<Cli> OnNode()
    {
        served = await SqliteEventLog.OpenAsync(folder["served.db"], SqliteLogMode.CreateIfMissing);
        node = await LedgerNode.StartAsync(served, new(new IPEndPoint(IPAddress.Loopback, 0)) { AllowAppend = true, Recorder = "local" }, clock);
        return Cli.On(node.ConnectionString, clock);
    }

    private static string Dump(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        var dump = new StringBuilder();
        foreach (var model in Models)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {model}";
            using var rows = command.ExecuteReader();
            var lines = new List<string>();
            while (rows.Read())
                lines.Add(string.Join('|', Enumerable.Range(0, rows.FieldCount).Select(i => $"{rows.GetValue(i)}")));
            dump.AppendLine($"== {model}").AppendJoin('\n', lines.Order(StringComparer.Ordinal)).AppendLine();
        }

        return dump.ToString();
    }

    /// <summary>What is typed and what comes back. The clock goes on by a minute with each command.</summary>
    private sealed class Transcript(Cli cli, SettableClock clock)
    {
        private readonly StringBuilder text = new();

        public async Task Run(string[] args, string input = "", int? code = null)
        {
            clock.Now += TimeSpan.FromMinutes(1);
            var ran = await cli.RunAsync(args, input, TestContext.Current.CancellationToken);
            ran.Exits(code ?? ran.Code);
            text.Append($"$ {string.Join(' ', args)}\n{ran.Out}{ran.Error}({ran.Code})\n");
        }

        /// <summary>All of it, but for where the ledger is, what only one kind of store has to tell, and what hangs on a random salt.</summary>
        public string Text(string ledger) => string.Join('\n', text.ToString().Split('\n')
            .Where(line => !line.StartsWith("ledger ", StringComparison.Ordinal) && !line.StartsWith("format ", StringComparison.Ordinal)
                && !line.StartsWith("integrity_check ", StringComparison.Ordinal) && !line.StartsWith("commands ", StringComparison.Ordinal) && !line.StartsWith("ordinal index ", StringComparison.Ordinal))
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line.Replace(ledger, "LEDGER"), " +|\"seconds\": [0-9.]+|\"textHash\": \"[0-9a-f]+\"", " ")));
    }
}
