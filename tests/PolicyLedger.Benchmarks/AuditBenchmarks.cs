using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using PolicyLedger.Auditing;
using PolicyLedger.Cli.Shell;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Auditing;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Wire;

namespace PolicyLedger.Benchmarks;

/// <summary>What the audit log costs: hashing, keeping the tree beside appends and rebuilds, proofs, and a verification of everything.</summary>
internal static class AuditBenchmarks
{
    public static async Task RunAsync(Bench bench)
    {
        await HashingAsync(bench);
        await AppendingAsync(bench);
        await WholeAsync(bench, bench.Size(1_000_000));
    }

    /// <summary>Leaves and nodes of events in memory, against plain SHA-256 over the bytes that are hashed for them.</summary>
    private static async Task HashingAsync(Bench bench)
    {
        var count = bench.Size(100_000);
        await using var log = await Workload.OpenAsync(bench.NewFile("hashing"));
        await Workload.FillAsync(Workload.Runner(log), count);
        var events = await log.ReadAllAsync().ToListAsync();

        // Facts, metadata, the leaf behind a byte 0, and for each leaf a node of 65 bytes.
        var inputs = events.SelectMany(e => (ReadOnlyMemory<byte>[])[e.Facts, e.Metadata, Encoding.UTF8.GetBytes("\0" + SqliteAuditTree.LeafOf(e)), new byte[65]]).ToList();
        await Bench.CompareAsync(
            "hashing events into the tree, in memory", events.Count, 5,
            () =>
            {
                Span<byte> hash = stackalloc byte[32];
                foreach (var input in inputs)
                    SHA256.HashData(input.Span, hash);
                return Task.CompletedTask;
            },
            () =>
            {
                var tree = TreeTiles.InMemory();
                foreach (var stored in events)
                    tree.Add(AuditLeaf.HashOf(SqliteAuditTree.LeafOf(stored)));
                MerkleTree.Root(tree.At, tree.Size);
                return Task.CompletedTask;
            });
    }

    /// <summary>An import with the tree brought on after each batch, against the same without.</summary>
    private static async Task AppendingAsync(Bench bench)
    {
        var (count, number) = (bench.Size(20_000), 0);
        await Bench.CompareTimedAsync("import, 500 a batch, the tree kept up", count, 3, () => ImportAsync(false), () => ImportAsync(true));

        async Task<double> ImportAsync(bool audited)
        {
            var path = bench.NewFile($"append{++number}");
            await using var log = await Workload.OpenAsync(path);
            using var tree = await SqliteAuditTree.OpenAsync(path + SqliteAuditTree.Suffix, log);
            var runner = Workload.Runner(log);
            return await Bench.TimeAsync(async () =>
            {
                for (var first = 0; first < count; first += 500)
                {
                    await Workload.FillAsync(runner, Math.Min(first + 500, count), 500, first);
                    if (audited)
                        await tree.CatchUpAsync();
                }
            });
        }
    }

    private static async Task WholeAsync(Bench bench, int count)
    {
        var path = bench.NewFile("audit");
        var place = path[..^3];
        await using (var log = await Workload.OpenAsync(path))
        {
            await Workload.FillAsync(Workload.Runner(log), count);
            await using var models = await SqliteReadModels.OpenAsync(SqliteReadModels.PathFor(path), log, EventCodec.Current);
            await models.CatchUpAsync();

            // A rebuild of everything, against a rebuild of the read models alone.
            var rebuild = await Bench.TimeAsync(() => models.RebuildAsync());
            using var tree = await SqliteAuditTree.OpenAsync(place + SqliteAuditTree.Suffix, log);
            var trees = await Bench.TimeAsync(() => tree.CatchUpAsync());
            Bench.Print("rebuild of read models and tree", count, rebuild, rebuild + trees, (rebuild + trees) / rebuild);
            using var checkpoints = new SqliteCheckpoints(place + SqliteCheckpoints.Suffix);
            var key = SigningKey.Create("bench.example/ledger", "", RandomNumberGenerator.GetBytes(32)).OrThrow();
            checkpoints.Sign(tree, key.Name, [key], DateTimeOffset.UnixEpoch);
            Proofs(path, tree, bench.Size(5_000));
        }

        // The command itself, a replay of the read models included, against reading and parsing the events.
        SqliteConnection.ClearAllPools();
        double floor;
        await using (var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.MustExist))
        {
            floor = await Bench.TimeAsync(async () =>
            {
                await foreach (var stored in log.ReadAllAsync())
                    EventCodec.Current.Decode(stored);
            });
        }

        using var output = new MemoryStream();
        using var error = new StringWriter();
        var code = -1;
        var verify = await Bench.TimeAsync(async () =>
            code = await Cli.Program.RunAsync(["verify", "--ledger", path, "-o", "csv"], new Surroundings(new MemoryStream(), output, error, _ => null)));
        if (code != 0)
            throw new InvalidOperationException($"verify: exit {code}\n{Encoding.UTF8.GetString(output.ToArray())}{error}");
        Bench.Print("verify, the command, a replay included", count, floor, verify, verify / floor);
    }

    /// <summary>Inclusion proofs of random events, each checked, against one prepared SELECT of the event.</summary>
    private static void Proofs(string path, SqliteAuditTree tree, int proofs)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT * FROM events WHERE position = $position";
        var position = select.Parameters.Add("$position", SqliteType.Integer);
        var (size, root) = tree.Read(snapshot => (snapshot.Size, snapshot.Root(snapshot.Size)));
        var (random, floors, made) = (new Random(1), new List<double>(), new List<double>());
        for (var n = -proofs / 10; n < proofs; n++)
        {
            var index = random.NextInt64(size);
            var start = Stopwatch.GetTimestamp();
            position.Value = index;
            using (var rows = select.ExecuteReader())
            {
                rows.Read();
                rows.GetValues(new object[rows.FieldCount]);
            }

            var between = Stopwatch.GetTimestamp();
            var (leaf, proof) = tree.Read(snapshot => (snapshot.At(0, index), MerkleTree.Inclusion(snapshot.At, index, size)));
            var end = Stopwatch.GetTimestamp();
            if (!MerkleProof.Includes(root, size, index, leaf, proof))
                throw new InvalidOperationException($"the proof of {index} is false");
            if (n < 0)
                continue; // warm-up
            floors.Add(Stopwatch.GetElapsedTime(start, between).TotalMicroseconds);
            made.Add(Stopwatch.GetElapsedTime(between, end).TotalMicroseconds);
        }

        floors.Sort();
        made.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"inclusion proof in {size,9:N0} events    p50 {Bench.Percentile(made, 0.5),7:F0} µs  p99 {Bench.Percentile(made, 0.99),7:F0} µs  floor p50 {Bench.Percentile(floors, 0.5),6:F0} µs  p99 {Bench.Percentile(floors, 0.99),6:F0} µs  ratio p50 {Bench.Percentile(made, 0.5) / Bench.Percentile(floors, 0.5),5:F2}"));
    }
}
