using System.Collections.Concurrent;
using Microsoft.Playwright;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>No request leaves the server's origin: not from a view, not from its embedded form or its print, and not where a record's words name other hosts.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class OriginTests(Browser browser, OriginTests.Tempting tempting) : IClassFixture<OriginTests.Tempting>
{
    private const string World = "/world?area=migration:asylum&basis=inForce";

    public static TheoryData<string, string> Views => new()
    {
        { World, ".map .land[data-code=FRA].dir-lessRestrictive" },
        { "/country", ".cards a" },
        { "/country/FRA", ".lanes-picture .bar" },
        { "/record", "input[list=record-ids]" },
        { "/record/FRA-tempting", ".sources a[href^='https://foreign.example/']" },
        { "/diff?area=migration:asylum&basis=inForce&fromOn=2019-01-01&on=2026-01-02", ".because a" },
        { "/compare?area=migration:asylum&countries=FRA,GBR", ".lanes-picture .bar" },
        { "/cables", ".cable-way" },
        { "/live", ".feed li:has-text('foreign.example')" },
        { "/write", "form.draft" },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_its_embedded_form_and_its_print_ask_their_own_server_alone(string path, string sign)
    {
        foreach (var address in new[] { path, "/embed" + path })
        {
            var asked = new ConcurrentQueue<Uri>();
            await using var page = await browser.OpenAsync(tempting.Address, address, before: page =>
            {
                page.Context.Request += (_, request) => asked.Enqueue(new(request.Url));
                page.WebSocket += (_, socket) => asked.Enqueue(new(socket.Url));
                return Task.CompletedTask;
            });
            await page.SeesAsync(sign);
            await page.UntilAsync("!document.querySelector('main .loading')");
            await page.Page.Locator("details:not([open]) > summary").EvaluateAllAsync<object?>("all => all.forEach(one => one.click())");
            await page.Page.EmulateMediaAsync(new() { Media = Media.Print });
            Assert.True((await page.Page.PdfAsync()).Length > 1_000);
            Assert.NotEqual("", (await (await page.SeesAsync("main h1")).InnerTextAsync()).Trim());
            Assert.False(await page.Page.Locator(".top, .twins").First.IsVisibleAsync());
            Assert.All(asked.Where(url => url.Scheme is not ("data" or "blob")), url => Assert.Equal(tempting.Address.Authority, url.Authority));
            Assert.Contains(asked, url => url.AbsolutePath.StartsWith("/v1/", StringComparison.Ordinal));
            page.HasBehaved();
        }
    }

    [Fact]
    public async Task A_view_that_is_framed_elsewhere_asks_its_own_server_alone()
    {
        await using var page = await browser.OpenAsync(tempting.Address, "/embed" + World);
        await page.SeesAsync(".embedded .map .land.dir-lessRestrictive");
        var link = await (await page.SeesAsync(".embedded-foot a")).GetAttributeAsync("href");
        Assert.Equal(World + "&on=today", link);
        Assert.Empty(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('link[href], script[src], img[src], iframe[src]')].map(one => new URL(one.href || one.src)).filter(one => one.protocol.startsWith('http') && one.host !== location.host).map(String)"));
        page.HasBehaved();
    }

    /// <summary>A server over records whose words try to be fetched. The tests only look.</summary>
    public sealed class Tempting : IAsyncLifetime
    {
        private const string Words = """<img src='https://foreign.example/a.png'><script src='https://foreign.example/a.js'></script>""";

        private const string Source = $$"""{"publisher":"{{Words}}","title":"{{Words}}","url":"https://foreign.example/a?<img src=x>","kind":"press","reliability":"B","credibility":2}""";

        private TestServer server = null!;

        internal Uri Address => server.Address;

        public async ValueTask InitializeAsync()
        {
            server = await TestServer.StartAsync(founding: false);
            await server.RecordAsync("announce-policy", $$$"""
                {"jurisdictions":["FRA"],"id":"tempting","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"lessRestrictive"}}],"announced":"2026-01-01","effective":"2026-01-01/..",
                 "text":{"title":"{{{Words}}}","summary":"{{{Words}}}","quotation":"{{{Words}}}","note":"{{{Words}}}"},"sources":[{{{Source}}}]}
                """);
            await server.RecordAsync("send-cable", $$$"""
                {"issuer":"USA","id":"tempting","addressees":[{"host":"FRA"}],"instructions":["report"],"asks":[{"area":"migration:asylum","wanted":"moreRestrictive"}],"on":"2026-01","knownBy":"leaked",
                 "text":{"title":"{{{Words}}}","summary":"{{{Words}}}"},"sources":[{{{Source}}}]}
                """);
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
