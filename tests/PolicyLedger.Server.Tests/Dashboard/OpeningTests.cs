using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>On which day the world opens over data that ends in the past.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class OpeningTests(Browser browser, OpeningTests.Ended ended) : IClassFixture<OpeningTests.Ended>
{
    private const string World = "/world?area=oxcgrt:C1&basis=inForce";

    [Theory]
    [InlineData("/")]
    [InlineData(World)]
    public async Task It_opens_on_the_last_day_of_which_something_is_said_and_says_which(string path)
    {
        await using var page = await browser.OpenAsync(ended.Server.Address, path);
        await page.SeesAsync(".map .land[data-code=FRA].lev-8");
        Assert.Equal("2021-12-31", await page.Page.Locator(".clock-valid input.day").InputValueAsync());
        Assert.Contains("on=2021-12-31", page.Page.Url, StringComparison.Ordinal);
        Assert.Contains("On 2021-12-31: 1 of 2 jurisdictions with a stance · the last day", await page.Page.Locator("figcaption .count").InnerTextAsync(), StringComparison.Ordinal);
        page.HasBehaved();
    }

    [Fact]
    public async Task Today_is_a_press_away_and_stays_when_the_page_is_loaded_anew()
    {
        await using var page = await browser.OpenAsync(ended.Server.Address, "/");
        await page.SeesAsync(".map .land[data-code=FRA].lev-8");
        await page.Page.Locator(".clock-valid .now").ClickAsync();
        await page.SeesAsync(".map .land[data-code=FRA].nodata");
        await page.UntilAsync("location.search.includes('on=today')");
        Assert.DoesNotContain("the last day", await page.Page.Locator("figcaption .count").InnerTextAsync(), StringComparison.Ordinal);
        await page.Page.ReloadAsync();
        await page.SeesAsync(".map .land[data-code=FRA].nodata");
        Assert.Equal("true", await page.Page.Locator(".clock-valid .now").GetAttributeAsync("aria-pressed"));
        page.HasBehaved();
    }

    [Theory]
    [InlineData("&on=2020-06-01", "2020-06-01", "lev-3")]
    [InlineData("&known=2022-02-01", "2021-03-31", "lev-3")]
    public async Task A_day_in_the_address_wins_and_a_knowledge_time_is_minded(string given, string day, string look)
    {
        await using var page = await browser.OpenAsync(ended.Server.Address, World + given);
        await page.SeesAsync($".map .land[data-code=FRA].{look}");
        Assert.Equal(day, await page.Page.Locator(".clock-valid input.day").InputValueAsync());
    }

    /// <summary>Two countries of which nothing is said after 2021. The tests only look.</summary>
    public sealed class Ended : IAsyncLifetime
    {
        internal TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await TestServer.StartAsync(founding: false);
            await CodeAsync("FRA", "a", "2020-01-01/2021-03-31", 1, "2022-01-01T00:00:00Z");
            await CodeAsync("FRA", "b", "2021-04-01/2021-12-31", 3, "2022-06-01T00:00:00Z");
            await CodeAsync("ITA", "a", "2021-01-01/2021-02-28", 2, "2022-01-01T00:00:00Z");
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        private Task CodeAsync(string country, string id, string period, int level, string knownAt) => Server.RecordAsync("code-stance", $$$"""
            {"jurisdiction":"{{{country}}}","id":"{{{id}}}","area":"oxcgrt:C1","period":"{{{period}}}","value":{"level":{{{level}}}},"knownAt":"{{{knownAt}}}",
             "sources":[{"publisher":"P","title":"T","kind":"dataset","reliability":"B","credibility":2}]}
            """);
    }
}
