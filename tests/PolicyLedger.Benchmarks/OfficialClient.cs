using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Wire;

namespace PolicyLedger.Benchmarks;

/// <summary>An official client in a process of its own, driven by npm/measure.mjs.</summary>
internal sealed class OfficialClient : IDisposable
{
    private static readonly NpmClients Npm = new(
        typeof(OfficialClient).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!);

    private readonly Process process;
    private readonly Task<string> errors;

    private OfficialClient(Process process) => (this.process, errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>The packages, each with the scheme of its connection strings.</summary>
    public static IReadOnlyList<(string Package, string Scheme)> All { get; } = [("@eventstore/db-client", "esdb"), ("@kurrent/kurrentdb-client", "kurrentdb")];

    /// <summary>Why they cannot be had here; null if they are there.</summary>
    public static Task<string?> MissingAsync() => Npm.InstallAsync();

    /// <summary>Writes events as the script reads them; gives the path.</summary>
    public static async Task<string> WriteAsync(IEnumerable<StoredEvent> events, string path)
    {
        await File.WriteAllLinesAsync(path, events.Select(e => new JsonObject
        {
            ["stream"] = e.Stream,
            ["revision"] = e.Revision,
            ["id"] = e.Id,
            ["type"] = e.Type,
            ["data"] = JsonNode.Parse(e.Facts.Span),
            ["metadata"] = JsonNode.Parse(JoinedMetadata.Join(e.Metadata, e.Text).Span),
        }.ToJsonString()), new UTF8Encoding(false));
        return path;
    }

    /// <summary>Starts one and waits until it is connected.</summary>
    public static async Task<OfficialClient> StartAsync(string package, string url, string events)
    {
        var client = new OfficialClient(Npm.StartScript("measure.mjs", package, url, events));
        await client.LineAsync();
        return client;
    }

    /// <summary>Appends the file's events from a place until another, one after another; gives the seconds.</summary>
    public Task<double> AppendAsync(int from, int until) => AskAsync($"append {from} {until}");

    /// <summary>Reads all, which has to be so many events; gives the seconds.</summary>
    public Task<double> ReadAsync(int events) => AskAsync($"read {events}");

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private async Task<double> AskAsync(string what)
    {
        await process.StandardInput.WriteLineAsync(what);
        return double.Parse(await LineAsync(), CultureInfo.InvariantCulture);
    }

    private async Task<string> LineAsync() =>
        await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"the official client ended: {await errors}");
}
