using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PolicyLedger.Server.Tests.Observing;

/// <summary>Takes what is exported by OTLP over gRPC, on a port of this machine, and keeps it as it comes.</summary>
internal sealed class Collector : IAsyncDisposable
{
    // A message without fields, after the five bytes that gRPC puts before each.
    private static readonly byte[] Accepted = new byte[5];

    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Service, string Body)> exports;

    private Collector(WebApplication app, ConcurrentQueue<(string Service, string Body)> exports) => (this.app, this.exports) = (app, exports);

    public Uri Address => new(app.Urls.Single());

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var exports = new ConcurrentQueue<(string, string)>();
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            exports.Enqueue((http.Request.Path.Value!, Encoding.Latin1.GetString(body.ToArray())));
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(Accepted);
            http.Response.AppendTrailer("grpc-status", "0");
        });
        await app.StartAsync();
        return new(app, exports);
    }

    /// <summary>All that one of its services got; texts within it can be read.</summary>
    /// <param name="signal">Metrics, Trace.</param>
    public string Got(string signal) =>
        string.Concat(exports.Where(export => export.Service == $"/opentelemetry.proto.collector.{(signal == "Trace" ? "trace" : "metrics")}.v1.{signal}Service/Export").Select(export => export.Body));

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
