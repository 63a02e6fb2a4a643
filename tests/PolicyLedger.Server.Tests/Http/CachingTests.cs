using System.Net;
using System.Net.Http.Headers;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

public sealed class CachingTests : IAsyncLifetime
{
    private const string Cell = "/v1/stances/DEU/migration:asylum.recognition?target=SYR&on=2025-11-30&basis=declared";

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_pinned_answer_is_the_same_to_the_byte_after_more_was_recorded_and_is_kept_for_ever()
    {
        var pinned = (await server.GetAsync(Cell)).GetProperty("asked").GetProperty("pinned").GetString()!;
        using var first = await server.Client.GetAsync(pinned);
        await server.RecordAsync("end-policy", """{"record":"DEU-2025-syria-recognition","on":"2025-11-20","how":"withdrawn","sources":[{"publisher":"P","kind":"press","reliability":"B","credibility":2}]}""");
        using var second = await server.Client.GetAsync(pinned);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", second.Headers.GetValues("Cache-Control")));
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.NotEqual("known", (await server.GetAsync(Cell)).GetProperty("stance").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("&at=1000000")]
    [InlineData("")]
    public async Task What_is_not_past_is_not_kept(string at)
    {
        using var answer = await server.Client.GetAsync($"{Cell}&knownAt=2099-01-01T00:00:00Z{at}");
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task An_answer_that_is_known_already_is_not_sent_again_until_something_is_recorded()
    {
        using var first = await server.Client.GetAsync(Cell);
        Assert.Equal(HttpStatusCode.NotModified, (await AskAgainAsync()).StatusCode);
        await server.RecordAsync("end-policy", """{"record":"DEU-2025-syria-recognition","on":"2025-11-20","how":"withdrawn","sources":[{"publisher":"P","kind":"press","reliability":"B","credibility":2}]}""");
        Assert.Equal(HttpStatusCode.OK, (await AskAgainAsync()).StatusCode);

        async Task<HttpResponseMessage> AskAgainAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, Cell);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            return await server.Client.SendAsync(request);
        }
    }

    [Theory]
    [InlineData("/v1/records/GBR-1900-nothing", 404)]
    [InlineData("/v1/records/GBR-2025-asylum-overhaul", 200)]
    public async Task Anything_that_is_known_does_not_stand_for_what_there_is_not(string path, int status)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        Assert.Equal(status, (int)(await server.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("/v1/streams/country-GBR/events?limit=1", "asked")]
    [InlineData("/v1/records/GBR-2025-asylum-overhaul", "asked")]
    [InlineData("/v1/events?limit=3", "asked")]
    [InlineData("/v1/timeline/GBR/migration:asylum?basis=declared", "asked")]
    [InlineData("/v1/pressure/GBR?on=2025-11-30", "asked")]
    [InlineData("/v1/diff?fromOn=2025-01-01&on=2025-11-30&fromKnownAt=2020-01-01T00:00:00Z", "asked")]
    [InlineData("/v1/changes", "asked")]
    [InlineData("/v1/beliefs/GBR/migration:asylum?basis=declared", "asked")]
    public async Task Whatever_is_pinned_is_the_same_to_the_byte_when_more_was_recorded(string path, string asked)
    {
        var pinned = (await server.GetAsync(path)).GetProperty(asked).GetProperty("pinned").GetString()!;
        var before = await server.Client.GetByteArrayAsync(pinned);
        await server.RecordAsync("end-policy", """{"record":"GBR-2025-asylum-overhaul","on":"2025-11-28","how":"withdrawn","sources":[{"publisher":"P","kind":"press","reliability":"B","credibility":2}]}""");
        Assert.Equal(before, await server.Client.GetByteArrayAsync(pinned));
    }
}
