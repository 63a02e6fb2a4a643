using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Grpc.Net.Client;
using PolicyLedger.Sqlite.Log;
using Xunit;
using StreamsClient = PolicyLedger.EventStoreProtocol.Streams.Streams.StreamsClient;

namespace PolicyLedger.Server.Tests.Node;

/// <summary><c>policyledger node</c> as a process of its own, and a client of it.</summary>
internal sealed class NodeProcess : IDisposable
{
    private static readonly string Program = Metadata("Program");
    private static readonly string DotNet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";

    private readonly Process process;
    private readonly GrpcChannel channel;

    private NodeProcess(Process process, string line)
    {
        (this.process, Line) = (process, line);
        Port = int.Parse(line.Split("127.0.0.1:")[1].Split('?')[0], CultureInfo.InvariantCulture);
        channel = GrpcChannel.ForAddress($"http://127.0.0.1:{Port}");
        Streams = new(channel);
    }

    public static string Repository => Metadata("Repository");

    /// <summary>What it said when it began to listen.</summary>
    public string Line { get; }

    public int Port { get; }

    public StreamsClient Streams { get; }

    /// <summary>The program with arguments, its standard error to be read.</summary>
    public static ProcessStartInfo Command(IEnumerable<string> arguments) => new(DotNet, ["exec", Program, .. arguments])
    {
        RedirectStandardError = true,
        Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_gcConcurrent"] = "0" },
    };

    /// <summary>Makes a ledger without events.</summary>
    public static async Task MakeLedgerAsync(string path)
    {
        await using var log = await SqliteEventLog.OpenAsync(path, SqliteLogMode.CreateIfMissing);
    }

    /// <summary>Starts one and waits until it listens, at most a minute.</summary>
    public static async Task<NodeProcess> StartAsync(string ledger, int port, params string[] options)
    {
        var process = Process.Start(Command(["node", "--ledger", ledger, "--listen", $"127.0.0.1:{port}", .. options]))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var line = await process.StandardError.ReadLineAsync(patience.Token);
        Assert.True(line?.StartsWith("serving ", StringComparison.Ordinal), $"it said: {line}");
        return new(process, line!);
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Sends a signal and waits for its end, at most half a minute; gives the exit code and what else it said.</summary>
    public async Task<(int Code, string Said)> StopAsync(string signal = "TERM")
    {
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var said = await process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, said);
    }

    public void Dispose()
    {
        channel.Dispose();
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static string Metadata(string key) => typeof(NodeProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
