using System.Globalization;
using PolicyLedger.Benchmarks;

// Usage: dotnet run -c Release --project tests/PolicyLedger.Benchmarks -- [--scale 1] [--only append|import|rebuild|asof|audit|server|dashboard|node] [--dir DIR]
var scale = 1.0;
string? only = null;
var folder = Path.GetTempPath();
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--scale":
            scale = double.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--only":
            only = args[i + 1];
            break;
        case "--dir":
            folder = args[i + 1];
            break;
        default:
            Console.Error.WriteLine($"unknown option {args[i]}");
            return 2;
    }
}

using var bench = new Bench(Directory.CreateDirectory(Path.Combine(folder, $"policyledger-bench-{Environment.ProcessId}")).FullName, scale);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, scale {scale}; medians; every ratio against a floor from the same run"));
if (only is null or "append")
    await AppendBenchmarks.RunAsync(bench);
if (only is null or "import")
    await ImportBenchmark.RunAsync(bench);
if (only is null or "rebuild")
    await RebuildBenchmark.RunAsync(bench);
if (only is null or "asof")
    await AsOfBenchmark.RunAsync(bench);
if (only is null or "audit")
    await AuditBenchmarks.RunAsync(bench);
if (only is null or "server")
    await ServerBenchmarks.RunAsync(bench);
if (only is null or "dashboard")
    await DashboardBenchmark.RunAsync(bench);
if (only is null or "node")
{
    await NodeBenchmarks.RunAsync(bench);
    await ClientBenchmarks.RunAsync(bench);
}

return 0;
