using System.Text.Json;
using Microsoft.Playwright;
using PolicyLedger.Server.Tests.Http;
using PolicyLedger.Server.Tests.Node;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>Every view over the founding example, in a real browser.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class ViewsTests(Browser browser, ViewsTests.Founding founding) : IClassFixture<ViewsTests.Founding>
{
    private const string World = "/world?area=migration:asylum&basis=declared";

    public static TheoryData<string, string> Views => new()
    {
        { World, ".map .land.dir-moreRestrictive[data-code=GBR]" },
        { "/country", ".cards a[href='/country/GBR']" },
        { "/country/GBR", ".lanes-picture .bar.dir-moreRestrictive" },
        { "/country/DEU", ".lane-title small:has-text('Syria')" },
        { "/record/GBR-2025-asylum-overhaul", ".sources .grade:has-text('C2')" },
        { "/diff?area=migration:asylum&basis=declared&fromOn=2025-01-01&on=2026-01-01", ".badge-world" },
        { "/compare?area=migration:asylum&countries=GBR,DEU", ".lanes-picture .bar" },
        { "/cables", ".cable-way:has-text('western-countries')" },
        { "/live", ".feed li:has-text('Munich')" },
        { "/write", "form.draft" },
        { "/embed" + World, ".embedded .map .land.dir-moreRestrictive" },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_shows_the_founding_example_and_asks_nobody_else(string path, string sign)
    {
        await using var page = await browser.OpenAsync(founding.Address, path);
        await page.SeesAsync(sign);
        Assert.Equal(1, await page.Page.Locator("h1").CountAsync());
        await page.PicturesAsync(path);
        page.HasBehaved();
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_fits_a_narrow_screen(string path, string sign)
    {
        await using var page = await browser.OpenAsync(founding.Address, path, width: 360, dark: true);
        await page.Page.Locator(sign).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 360);
        page.HasBehaved();
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Axe_finds_nothing_serious(string path, string sign)
    {
        var axe = Path.Combine(NodeProcess.Repository, "src/PolicyLedger.Server/Dashboard/web/node_modules/axe-core/axe.min.js");
        Assert.SkipUnless(File.Exists(axe), $"there is no {axe}: build the server where npm is");
        foreach (var dark in new[] { false, true })
        {
            await using var page = await browser.OpenAsync(founding.Address, path, dark: dark);
            await page.SeesAsync(sign);
            await page.Page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken));
            var found = await page.EvaluateAsync<JsonElement>("axe.run({ resultTypes: ['violations'] }).then(found => found.violations.filter(one => ['serious', 'critical'].includes(one.impact)).map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')))");
            Assert.True(found.GetArrayLength() == 0, string.Join('\n', found.EnumerateArray()));
        }
    }

    [Fact]
    public async Task The_address_is_the_state_and_back_goes_back()
    {
        await using var page = await browser.OpenAsync(founding.Address, World + "&on=2025-12-01");
        await page.SeesAsync(".map .land.dir-moreRestrictive");
        await page.Page.Locator(".basis label").First.ClickAsync();
        await page.UntilAsync("location.search.includes('basis=inForce') && document.querySelectorAll('.map .land.nodata').length > 0");
        await page.Page.GoBackAsync();
        await page.SeesAsync(".map .land.dir-moreRestrictive");
        Assert.Contains("on=2025-12-01", page.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JSON", ".json")]
    [InlineData("CSV", ".csv")]
    [InlineData("SVG", ".svg")]
    [InlineData("PNG", ".png")]
    public async Task A_view_can_be_taken_along(string form, string ending)
    {
        await using var page = await browser.OpenAsync(founding.Address, World);
        await page.SeesAsync(".map .land.dir-moreRestrictive");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Locator(".twins").GetByText(form, new() { Exact = true }).ClickAsync());
        Assert.EndsWith(ending, download.SuggestedFilename, StringComparison.Ordinal);
        Assert.True(new FileInfo(await download.PathAsync()).Length > 100);
        page.HasBehaved();
    }

    [Fact]
    public async Task The_world_opens_where_the_ledger_says_most()
    {
        await using var page = await browser.OpenAsync(founding.Address, "/");
        await page.SeesAsync(".map .land.dir-moreRestrictive");
        page.HasBehaved();
    }

    [Fact]
    public async Task A_country_chosen_in_the_view_keeps_the_keyboard_in_the_choice()
    {
        await using var page = await browser.OpenAsync(founding.Address, "/country");
        foreach (var (code, name) in new[] { ("GBR", "United Kingdom"), ("DEU", "Germany") })
        {
            await (await page.SeesAsync("main .choices select")).FocusAsync();
            await page.Page.Locator("main .choices select").First.SelectOptionAsync(code);
            await page.SeesAsync($"h1:has-text('{name}')");
            await page.SeesAsync(".lanes-picture .bar");
            await page.UntilAsync("document.activeElement === document.querySelector('main .choices select')");
        }

        page.HasBehaved();
    }

    /// <summary>A server over the founding example, for all of these tests: they only look.</summary>
    public sealed class Founding : IAsyncLifetime
    {
        private TestServer server = null!;

        internal Uri Address => server.Address;

        public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
