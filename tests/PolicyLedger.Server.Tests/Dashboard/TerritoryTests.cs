using System.Text.Json;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>What the map does not draw, and a ledger that speaks of one jurisdiction alone.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class TerritoryTests(Browser browser)
{
    private const string World = "/world?area=oxcgrt:C1&basis=inForce&on=2025-06-01";

    [Fact]
    public async Task Territories_that_the_map_lacks_stand_in_the_table_with_the_note_on_boundaries()
    {
        await using var server = await TestServer.StartAsync(founding: false);
        foreach (var code in new[] { "GIB", "GUF", "XKX", "HKG", "TWN", "TUV" })
            await CodeAsync(server, code);
        await using var page = await browser.OpenAsync(server.Address, World);

        // Drawn: those that the map has, Kosovo by its name.
        foreach (var code in new[] { "XKX", "HKG", "TWN" })
            await page.Page.Locator($".map .land[data-code={code}].lev-5").First.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        foreach (var code in new[] { "GIB", "GUF", "TUV" })
            Assert.Equal(0, await page.Page.Locator($".map .land[data-code={code}]").CountAsync());

        await page.Page.Locator(".twin-table summary").ClickAsync();
        Assert.Contains("takes no position on any boundary", await (await page.SeesAsync(".twin-table p")).InnerTextAsync(), StringComparison.Ordinal);
        foreach (var (name, drawn) in new[] { ("Gibraltar", false), ("French Guiana", false), ("Tuvalu", false), ("Kosovo", true), ("Hong Kong", true), ("Taiwan", true) })
        {
            var row = page.Page.Locator($".twin-table tbody tr:has-text('{name}')");
            Assert.Contains("2", await row.Locator("td").First.InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal(drawn ? 0 : 1, await row.Locator("th small:has-text('not drawn on the map')").CountAsync());
        }

        page.HasBehaved();
    }

    [Fact]
    public async Task A_ledger_of_one_country_reads_it_out_and_leads_to_it()
    {
        await using var server = await TestServer.StartAsync(founding: false);
        await CodeAsync(server, "ISL");
        await using var page = await browser.OpenAsync(server.Address, World);
        Assert.Contains("one jurisdiction so far: Iceland", await (await page.SeesAsync(".one-face")).InnerTextAsync(), StringComparison.Ordinal);
        await page.SeesAsync(".readout h2:has-text('Iceland')");
        await page.Page.Locator(".one-face a[href='/country/ISL']").ClickAsync();
        await page.SeesAsync(".lanes-picture .bar");

        // The second ends it.
        await page.Page.GoBackAsync();
        await page.SeesAsync(".one-face");
        await page.SeesAsync(".connection-live");
        await CodeAsync(server, "FRA");
        await page.UntilAsync("document.querySelector('.map') !== null && document.querySelector('.one-face') === null");
        page.HasBehaved();
    }

    private static Task<JsonElement> CodeAsync(TestServer server, string country) => server.RecordAsync("code-stance", $$$"""
        {"jurisdiction":"{{{country}}}","id":"a","area":"oxcgrt:C1","period":"2025","value":{"level":2},
         "sources":[{"publisher":"P","title":"T","kind":"dataset","reliability":"B","credibility":2}]}
        """);
}
