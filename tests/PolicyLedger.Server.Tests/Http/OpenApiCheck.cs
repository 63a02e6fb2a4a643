using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

/// <summary>Holds every answer to the OpenAPI document that the server sends: the path, the status and the media type are described, and the body is as its schema says.</summary>
internal sealed class OpenApiCheck
{
    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 256 };

    private readonly List<(string[] Segments, JsonObject Item)> paths = [];
    private readonly JsonObject document;
    private readonly ConcurrentDictionary<string, JsonSchema> schemas = new();

    private OpenApiCheck(JsonObject document)
    {
        this.document = document;
        foreach (var (path, item) in document["paths"]!.AsObject())
            paths.Add((path.Split('/'), item!.AsObject()));
    }

    /// <summary>Operations that an answer was checked of, <c>GET /v1/stances</c>, with its status.</summary>
    public ConcurrentDictionary<string, byte> Seen { get; } = new();

    public JsonObject Document => document;

    public static async Task<OpenApiCheck> OfAsync(Uri server)
    {
        using var client = new HttpClient { BaseAddress = server };
        return new(JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!.AsObject());
    }

    public HttpMessageHandler Over(HttpMessageHandler inner) => new Handler(this, inner);

    /// <summary>Why a body is not as a schema of the document says; null if it is.</summary>
    public string? Break(JsonNode schema, string body)
    {
        var compiled = schemas.GetOrAdd(schema.ToJsonString(), text =>
        {
            var whole = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["allOf"] = new JsonArray(JsonNode.Parse(text)), ["components"] = document["components"]!.DeepClone() };
            return JsonSchema.FromText(whole.ToJsonString());
        });
        using var parsed = JsonDocument.Parse(body, new() { MaxDepth = 256 });
        var result = compiled.Evaluate(parsed.RootElement, new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return result.IsValid ? null : string.Join("; ", (result.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")).Take(10));
    }

    private async Task CheckAsync(HttpRequestMessage request, HttpResponseMessage response)
    {
        var (status, path) = ((int)response.StatusCode, request.RequestUri!.AbsolutePath);
        if (Find(path) is not { } found)
            return;
        var method = request.Method == HttpMethod.Head ? "get" : request.Method.Method.ToLowerInvariant();
        if (found.Item[method] is not JsonObject operation || status is 405)
            return;
        Seen.TryAdd($"{method.ToUpperInvariant()} {found.Path} {status}", 0);
        var described = operation["responses"]?[$"{status}"] ?? throw new Xunit.Sdk.XunitException($"{request.Method} {path}: {status} is not described; there are {string.Join(", ", operation["responses"]!.AsObject().Select(r => r.Key))}");
        if (request.Method == HttpMethod.Head || response.Content.Headers.ContentType is not { } type)
            return;
        var media = described["content"]?[type.MediaType!] ?? throw new Xunit.Sdk.XunitException($"{request.Method} {path}: {status} {type} is not described");
        if (type.MediaType!.EndsWith("json", StringComparison.Ordinal) && media["schema"] is { } schema)
        {
            await response.Content.LoadIntoBufferAsync();
            if (Break(schema, await response.Content.ReadAsStringAsync()) is { } broken)
                throw new Xunit.Sdk.XunitException($"{request.Method} {request.RequestUri.PathAndQuery}: {status} is not as described: {broken}");
        }
    }

    private (string Path, JsonObject Item)? Find(string path)
    {
        var segments = path.Split('/');
        var fitting = paths.Where(known => Fits(known.Segments, segments)).OrderBy(known => known.Segments.Count(segment => segment.StartsWith('{'))).ToList();
        return fitting.Count == 0 ? null : (string.Join('/', fitting[0].Segments), fitting[0].Item);
    }

    private static bool Fits(string[] known, string[] asked) =>
        known.Length == asked.Length && known.Zip(asked).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0));

    private sealed class Handler(OpenApiCheck check, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await check.CheckAsync(request, response);
            return response;
        }
    }
}
