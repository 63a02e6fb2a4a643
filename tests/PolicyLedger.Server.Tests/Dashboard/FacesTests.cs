using Microsoft.Playwright;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>What a reader sees of each view while there is nothing to see, and the way on from there.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class FacesTests(Browser browser, ViewsTests.Founding founding) : IClassFixture<ViewsTests.Founding>
{
    private const string World = "/world?area=migration:asylum&basis=declared", Api = "**/v1/**";

    private const string Problem = """{"title":"Internal Server Error","status":500,"detail":"The store stopped."}""";

    public static TheoryData<string, string> Views => new()
    {
        { World, ".map .land.dir-moreRestrictive[data-code=GBR]" },
        { "/country", ".cards a[href='/country/GBR']" },
        { "/country/GBR", ".lanes-picture .bar.dir-moreRestrictive" },
        { "/record/GBR-2025-asylum-overhaul", ".sources .grade" },
        { "/diff?area=migration:asylum&basis=declared&fromOn=2025-01-01&on=2026-01-01", ".badge-world" },
        { "/compare?area=migration:asylum&countries=GBR,DEU", ".lanes-picture .bar" },
        { "/cables", ".cable-way" },
        { "/live", ".feed li:has-text('Munich')" },
        { "/write", "form.draft" },
        { "/embed" + World, ".embedded .map .land.dir-moreRestrictive" },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_server_that_cannot_be_reached_is_named_and_tried_again(string path, string sign)
    {
        await using var page = await browser.OpenAsync(founding.Address, path, before: page => page.RouteAsync(Api, route => route.AbortAsync("internetdisconnected")));
        await SaysAsync(page, ".failed", "The server cannot be reached", "It may have been stopped, or the network is down.");
        await page.Page.UnrouteAsync(Api);
        await TryAgainAsync(page, sign);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task An_error_of_the_server_is_shown_in_its_words_and_tried_again(string path, string sign)
    {
        await using var page = await browser.OpenAsync(founding.Address, path, before: page => page.RouteAsync(Api, route => route.FulfillAsync(new() { Status = 500, ContentType = "application/problem+json", Body = Problem })));
        await SaysAsync(page, ".failed", "This could not be answered", "The store stopped.");
        await page.Page.UnrouteAsync(Api);
        await TryAgainAsync(page, sign);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_says_that_it_is_asking_until_the_answer_is_there(string path, string sign)
    {
        var answer = new TaskCompletionSource();
        await using var page = await browser.OpenAsync(founding.Address, path, before: page => page.RouteAsync(Api, async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        }));
        await SaysAsync(page, ".loading", "Asking the ledger");
        answer.SetResult();
        await page.SeesAsync(sign);
        await page.UntilAsync("!document.querySelector('main .loading')");
        page.HasBehaved();
    }

    [Fact]
    public async Task A_page_that_loses_the_network_says_so_in_each_view_that_is_opened_and_finds_back()
    {
        await using var page = await browser.OpenAsync(founding.Address, World);
        await page.SeesAsync(".map .land.dir-moreRestrictive");
        await page.Page.RouteAsync("**/*", route => route.AbortAsync("internetdisconnected"));
        foreach (var view in new[] { "country", "compare", "diff", "cables", "live", "write" })
        {
            await page.Page.Locator($".top nav a[href='/{view}']").ClickAsync();
            await page.UntilAsync($"document.querySelector('main.view-{view} .failed button')?.textContent === 'Try again'");
            await SaysAsync(page, ".failed", "The server cannot be reached", "What you see may be out of date.");
        }

        await page.Page.UnrouteAsync("**/*");
        await TryAgainAsync(page, "form.draft");
    }

    [Theory]
    [InlineData("/", "The ledger is empty", "a:has-text('Record something')")]
    [InlineData("/country", "The ledger is empty", "main a, main select")]
    [InlineData("/country/FRA", "The ledger holds no record of France", "main select")]
    [InlineData("/record", "Record id", "main input[name=record]")]
    [InlineData("/record/FRA-nothing", "Not found", "a:has-text('To the world')")]
    [InlineData("/diff", "Nothing differs between the two moments", "main .presets button")]
    [InlineData("/compare", "Choose countries to compare", "main select")]
    [InlineData("/cables", "The ledger holds no cable", "main a, main input")]
    [InlineData("/live", "The ledger is empty", "a:has-text('Record something')")]
    [InlineData("/write", "Record what a source says", "button:has-text('Record')")]
    public async Task An_empty_ledger_is_said_to_be_empty_and_every_view_leads_on(string path, string words, string wayOn)
    {
        await using var server = await TestServer.StartAsync(founding: false);
        await using var page = await browser.OpenAsync(server.Address, path);
        await page.SeesAsync($"main :text('{words}')");
        await page.SeesAsync(wayOn);
        page.HasBehaved();
    }

    [Fact]
    public async Task A_ledger_of_one_country_says_of_which()
    {
        await using var server = await TestServer.StartAsync(founding: false);
        await server.RecordAsync("announce-policy", """
            {"jurisdictions":["FRA"],"id":"only","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"lessRestrictive"}}],"announced":"2026-01-01","effective":"2026-01-01/..",
             "text":{"title":"A law of France"},"sources":[{"publisher":"P","title":"T","kind":"press","reliability":"B","credibility":2}]}
            """);
        await using var page = await browser.OpenAsync(server.Address, "/");
        await page.SeesAsync(".map .land[data-code=FRA].dir-lessRestrictive");
        await SaysAsync(page, "figcaption", "1 of 1 jurisdictions with a stance");
        await page.Page.Locator(".top nav a[href='/country']").ClickAsync();
        await page.SeesAsync("main :text('So far the ledger speaks of one jurisdiction: France.')");
        await page.Page.Locator("main .cards a[href='/country/FRA']").ClickAsync();
        await page.SeesAsync(".lanes-picture .bar.dir-lessRestrictive");
        page.HasBehaved();
    }

    private static async Task SaysAsync(WatchedPage page, string selector, params string[] words)
    {
        var said = await (await page.SeesAsync($"main {selector}")).InnerTextAsync();
        foreach (var word in words)
            Assert.Contains(word, said, StringComparison.Ordinal);
    }

    private static async Task TryAgainAsync(WatchedPage page, string sign)
    {
        await page.Page.Locator("main .failed").GetByRole(AriaRole.Button, new() { Name = "Try again" }).First.ClickAsync();
        await page.SeesAsync(sign);
        Assert.Equal(0, await page.Page.Locator("main .failed").CountAsync());
        page.HasBehaved();
    }
}
