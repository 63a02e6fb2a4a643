using System.Globalization;
using System.Text.Json;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>A country's lanes by the keyboard, also where a lane has more bars than are drawn one by one.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class LaneTests(Browser browser)
{
    private const int Many = 70;
    private const string Events = ".lanes-picture .along[aria-label$=Events]", Stances = ".lanes-picture .along[aria-label*='in force']";

    [Fact]
    public async Task The_keyboard_goes_along_the_events_of_a_lane_and_opens_one()
    {
        await using var server = await TestServer.StartAsync(founding: false);
        foreach (var day in new[] { 3, 1, 2 })
            await AnnounceAsync(server, $"p{day}", $"2025-01-0{day}", $"2025-01-0{day}/..", day);
        await using var page = await browser.OpenAsync(server.Address, "/country/FRA");
        await page.SeesAsync(".lanes-picture .ticks");
        await page.Page.Locator(Events).FocusAsync();
        Assert.Contains("Law p1", await SaidAsync(page, Events), StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Contains("Law p2", await SaidAsync(page, Events), StringComparison.Ordinal);
        Assert.Contains("Law p2", await page.Page.Locator(".picked").InnerTextAsync(), StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("End");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Contains("Law p3", await SaidAsync(page, Events), StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilAsync("location.pathname === '/record/FRA-p3'");
        page.HasBehaved();
    }

    [Fact]
    public async Task A_lane_of_many_bars_marks_conflicts_and_imprecise_ends_and_is_reached_by_keys()
    {
        await using var server = await TestServer.StartAsync(founding: false);
        for (var i = 0; i < Many; i++)
            await CodeAsync(server, $"c{i}", $"{1940 + i}", i % 4);

        // Two that say otherwise of the same year: one of them speaks, the other stands beside it. And one whose start is a month.
        await CodeAsync(server, "other", "1950", 3);
        await AnnounceAsync(server, "vague", "2011-01", "2011-03/2011-09", 2);
        await using var page = await browser.OpenAsync(server.Address, "/country/FRA");
        await page.SeesAsync(Stances);
        Assert.Equal(0, await page.Page.Locator(".lanes-picture rect.bar[aria-label*='in force']").CountAsync());
        Assert.Contains("m-3.5", await page.Page.Locator($"{Stances} .conflict").GetAttributeAsync("d"), StringComparison.Ordinal);
        Assert.Contains("q2.5", await page.Page.Locator($"{Stances} .vague").GetAttributeAsync("d"), StringComparison.Ordinal);

        await page.Page.Locator(Stances).FocusAsync();
        var count = int.Parse((await page.Page.Locator(Stances).GetAttributeAsync("aria-valuemax"))!, CultureInfo.InvariantCulture);
        Assert.True(count > Many);
        var said = new HashSet<string>();
        for (var i = 0; i < count; i++)
        {
            said.Add(await SaidAsync(page, Stances));
            await page.Page.Keyboard.PressAsync("ArrowRight");
        }

        Assert.Equal(count, said.Count);
        Assert.Contains(said, one => one.StartsWith("1950-01-01", StringComparison.Ordinal) && one.Contains("other records", StringComparison.Ordinal));
        await page.Page.Keyboard.PressAsync("Home");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilAsync("location.pathname === '/record/FRA-c0'");
        page.HasBehaved();
    }

    private static async Task<string> SaidAsync(WatchedPage page, string along) => (await page.Page.Locator(along).GetAttributeAsync("aria-valuetext"))!;

    private static Task<JsonElement> AnnounceAsync(TestServer server, string id, string announced, string effective, int level) => server.RecordAsync("announce-policy", $$$"""
        {"jurisdictions":["FRA"],"id":"{{{id}}}","instrument":"law","areas":[{"area":"oxcgrt:C1","value":{"level":{{{level}}}}}],"announced":"{{{announced}}}","effective":"{{{effective}}}",
         "text":{"title":"Law {{{id}}}"},"sources":[{"publisher":"P","title":"T","kind":"press","reliability":"B","credibility":2}]}
        """);

    private static Task<JsonElement> CodeAsync(TestServer server, string id, string period, int level) => server.RecordAsync("code-stance", $$$"""
        {"jurisdiction":"FRA","id":"{{{id}}}","area":"oxcgrt:C1","period":"{{{period}}}","value":{"level":{{{level}}}},
         "sources":[{"publisher":"P","title":"T","kind":"dataset","reliability":"B","credibility":2}]}
        """);
}
