using System.Net;
using System.Text.RegularExpressions;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>How the dashboard's files are served, without a browser.</summary>
public sealed partial class FilesTests : IAsyncLifetime
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    private TestServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();

        // Not the one that is held to the OpenAPI document: pages are not described there.
        client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = server.Address };
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return server.DisposeAsync();
    }

    [Theory]
    [InlineData("/", "'none'")]
    [InlineData("/world?area=migration:asylum", "'none'")]
    [InlineData("/country/GBR", "'none'")]
    [InlineData("/record/GBR-2025-asylum-overhaul", "'none'")]
    [InlineData("/embed/world", "*")]
    public async Task A_page_loads_from_its_own_origin_alone_and_only_embeds_are_framed(string path, string framedBy)
    {
        using var response = await client.GetAsync(path, cancellation);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.EndsWith($"frame-ancestors {framedBy}", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_page_loads_is_kept_for_ever_compressed_and_known_by_its_tag()
    {
        var names = await AssetsAsync();
        Assert.Equal(2, names.Count);
        foreach (var name in names)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, name);
            request.Headers.Add("Accept-Encoding", "br");
            using var response = await client.SendAsync(request, cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("br", Assert.Single(response.Content.Headers.ContentEncoding));
            Assert.True(response.Headers.CacheControl is { Public: true, MaxAge.TotalDays: 365 } kept && kept.Extensions.Any(extension => extension.Name == "immutable"));

            using var again = new HttpRequestMessage(HttpMethod.Get, name);
            again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
            using var unchanged = await client.SendAsync(again, cancellation);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }
    }

    [Fact]
    public async Task The_licences_of_what_it_is_made_with_are_there()
    {
        Assert.SkipWhen((await AssetsAsync()).Count == 0, "the server was built without its dashboard");
        var licences = await client.GetStringAsync("/assets/licenses.txt", cancellation);
        foreach (var name in new[] { "@observablehq/plot 0.6.17", "@picocss/pico 2.1.1", "htm 3.1.1", "i18n-iso-countries 7.14.0", "preact ", "topojson-client 3.1.0", "world-atlas 2.0.2" })
            Assert.Contains(name, licences, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/assets/nothing.js")]
    [InlineData("/assets/../index.html")]
    [InlineData("/nowhere")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var response = await client.GetAsync(path, cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<IReadOnlyList<string>> AssetsAsync()
    {
        var names = Asset().Matches(await client.GetStringAsync("/", cancellation)).Select(match => match.Groups[1].Value).ToList();
        Assert.SkipWhen(names.Count == 0, "the server was built without its dashboard");
        return names;
    }

    [GeneratedRegex("(?:src|href)=\"(/assets/[^\"]+)\"")]
    private static partial Regex Asset();
}
