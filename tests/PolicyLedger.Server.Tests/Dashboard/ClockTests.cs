using System.Text.Json;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>The two clocks of the world view.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class ClockTests(Browser browser) : IAsyncLifetime
{
    private const string World = "/world?area=oxcgrt:C1&basis=inForce&on=2021-03-31";

    private TestServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        await CodeAsync("FRA", "a", "2020-01-01/2021-03-31", 1, "2022-01-01T00:00:00Z");
        await CodeAsync("FRA", "b", "2021-04-01/2021-12-31", 3, "2022-01-01T00:00:00Z");
        await CodeAsync("FRA", "c", "2021-04-01/2021-12-31", 2, "2022-06-01T00:00:00Z");
        await CodeAsync("ITA", "a", "2021-01-01/2021-12-31", 0, "2022-03-01T00:00:00Z");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_step_changes_looks_alone()
    {
        await using var page = await OpenAsync();
        await page.Page.EvaluateAsync("""
            window.seen = [];
            new MutationObserver(all => all.forEach(one => seen.push(one.type === 'attributes' ? one.attributeName : one.type)))
                .observe(document.querySelector('.map'), { subtree: true, childList: true, attributes: true, characterData: true })
            """);
        var before = await LookAsync(page, "FRA");
        await StepAsync(page, "valid", 1);
        await page.UntilAsync("seen.length > 0");
        Assert.Equal(["class"], (await page.EvaluateAsync<string[]>("[...new Set(seen)]")));
        Assert.NotEqual(before, await LookAsync(page, "FRA"));
        Assert.True(await page.EvaluateAsync<int>("performance.getEntriesByName('world-step').length") > 0);
        page.HasBehaved();
    }

    [Theory]
    [InlineData("2021-03-31", null)]
    [InlineData("2021-04-01", null)]
    [InlineData("2021-04-01", "2022-05-01")]
    [InlineData("2021-04-01", "2022-02-01")]
    [InlineData("2021-04-01", "2021-12-01")]
    [InlineData("2022-02-01", null)]
    public async Task The_map_says_what_the_API_says(string on, string? known)
    {
        await using var page = await OpenAsync();
        await EnterAsync(page, "valid", on);
        if (known is not null)
            await EnterAsync(page, "known", known);
        foreach (var country in new[] { "FRA", "ITA" })
        {
            var stance = (await server.GetAsync($"/v1/stances/{country}/oxcgrt:C1?on={on}{(known is null ? "" : $"&knownAt={known}T23:59:59.999Z")}")).GetProperty("stance");
            var look = stance.GetProperty("status").GetString() switch
            {
                "notYetKnown" => "unheard",
                "unknown" => "nodata",
                _ => $"lev-{(int)Math.Round(stance.GetProperty("level").GetInt32() * 8 / 3.0, MidpointRounding.AwayFromZero)}",
            };
            await page.UntilAsync($"document.querySelector('.map .land[data-code={country}]').classList.contains('{look}')");
        }
    }

    [Fact]
    public async Task Keys_step_a_day_and_with_shift_a_month()
    {
        await using var page = await OpenAsync();
        await page.Page.Locator("#clock-valid").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("2021-04-01", await DayAsync(page));
        await page.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        Assert.Equal("2021-03-01", await DayAsync(page));
        await page.UntilAsync("location.search.includes('on=2021-03-01')");
    }

    [Fact]
    public async Task The_keyboard_alone_reads_and_opens_a_country()
    {
        await using var page = await OpenAsync();
        await page.Page.Locator(".map [tabindex='0']").FocusAsync();
        for (var i = 0; i < 40 && !(await page.Page.Locator(".readout h2").InnerTextAsync()).Contains("France", StringComparison.Ordinal); i++)
            await page.Page.Keyboard.PressAsync(i < 1 ? "ArrowRight" : await page.EvaluateAsync<string>("(() => { const a = document.activeElement.getBoundingClientRect(), b = document.querySelector('[data-code=FRA]').getBoundingClientRect(); const dx = b.x + b.width / 2 - a.x - a.width / 2, dy = b.y + b.height / 2 - a.y - a.height / 2; return Math.abs(dx) > Math.abs(dy) ? dx > 0 ? 'ArrowRight' : 'ArrowLeft' : dy > 0 ? 'ArrowDown' : 'ArrowUp'; })()"));
        Assert.NotEqual("", await page.Page.Locator(".readout h2").InnerTextAsync());
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilAsync("location.pathname.startsWith('/country/')");
    }

    private async Task<WatchedPage> OpenAsync()
    {
        var page = await browser.OpenAsync(server.Address, World);
        await page.SeesAsync(".map .land[data-code=FRA].lev-3");

        // From here on a step asks nothing: the courses of the countries are there, and their marks are under the slider.
        await page.UntilAsync("document.querySelector('.clock-valid .rug path').getAttribute('d').length > 0");
        return page;
    }

    private Task<JsonElement> CodeAsync(string country, string id, string period, int level, string knownAt) => server.RecordAsync("code-stance", $$$"""
        {"jurisdiction":"{{{country}}}","id":"{{{id}}}","area":"oxcgrt:C1","period":"{{{period}}}","value":{"level":{{{level}}}},"knownAt":"{{{knownAt}}}",
         "sources":[{"publisher":"P","title":"T","kind":"dataset","reliability":"B","credibility":2}]}
        """);

    private static async Task StepAsync(WatchedPage page, string clock, int days)
    {
        await page.Page.Locator($"#clock-{clock}").FocusAsync();
        for (var i = 0; i < days; i++)
            await page.Page.Keyboard.PressAsync("ArrowRight");
    }

    private static async Task EnterAsync(WatchedPage page, string clock, string day)
    {
        await page.Page.Locator($".clock-{clock} input.day").FillAsync(day);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Locator($".clock-{clock} input.day").BlurAsync();
    }

    private static Task<string> DayAsync(WatchedPage page) => page.Page.Locator(".clock-valid input.day").InputValueAsync();

    private static async Task<string?> LookAsync(WatchedPage page, string country) => await page.Page.Locator($".map .land[data-code={country}]").First.GetAttributeAsync("class");
}
