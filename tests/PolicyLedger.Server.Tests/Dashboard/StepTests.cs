using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>A step of either clock, however it is made, recolours what is drawn and builds nothing.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class StepTests(Browser browser, StepTests.Coded coded) : IClassFixture<StepTests.Coded>
{
    // Watched from before the first step: what changes in the map, and which nodes come or go in the whole page.
    private const string Watch = """
        window.inMap = []; window.nodes = [];
        const name = node => node.nodeName + (node.className?.baseVal ?? node.className ?? '');
        new MutationObserver(all => all.forEach(one => inMap.push(one.type === 'attributes' ? one.attributeName : one.type)))
            .observe(document.querySelector('.map'), { subtree: true, childList: true, attributes: true, characterData: true });
        new MutationObserver(all => all.forEach(one => [...one.addedNodes, ...one.removedNodes].forEach(node => nodes.push(`${name(one.target)}: ${name(node)}`))))
            .observe(document.documentElement, { subtree: true, childList: true });
        """;

    private const string Steps = "performance.getEntriesByName('world-step').length";

    [Theory]
    [InlineData("valid", "ArrowRight")]
    [InlineData("valid", "Shift+ArrowRight")]
    [InlineData("known", "ArrowRight")]
    [InlineData("known", "Shift+ArrowRight")]
    public async Task A_step_key_changes_classes_alone(string clock, string key)
    {
        await using var page = await OpenAsync();
        await page.Page.Locator($"#clock-{clock}").FocusAsync();
        await HeldAsync(page, async () =>
        {
            for (var i = 0; i < 40; i++)
                await page.Page.Keyboard.PressAsync(key);
        });
    }

    [Theory]
    [InlineData("valid", "Day in the world: Later")]
    [InlineData("known", "As known at: Later")]
    public async Task A_step_button_changes_classes_alone(string clock, string label)
    {
        await using var page = await OpenAsync();
        var button = page.Page.Locator($".clock-{clock}").GetByLabel(label, new() { Exact = true });
        await HeldAsync(page, async () =>
        {
            for (var i = 0; i < 40; i++)
                await button.ClickAsync();
        });
    }

    [Theory]
    [InlineData("valid", "Day in the world")]
    [InlineData("known", "As known at")]
    public async Task Play_changes_classes_alone_until_it_is_paused(string clock, string label)
    {
        await using var page = await OpenAsync();
        await HeldAsync(page, async () =>
        {
            await page.Page.Locator($".clock-{clock}").GetByLabel($"{label}: Play", new() { Exact = true }).ClickAsync();
            await page.UntilAsync($"{Steps} > 60 && inMap.length > 0");
            await page.Page.Locator($".clock-{clock}").GetByLabel($"{label}: Pause", new() { Exact = true }).ClickAsync();
        });
        var steps = await page.EvaluateAsync<int>(Steps);
        var day = await page.Page.Locator($".clock-{clock} input.day").InputValueAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal((steps, day), (await page.EvaluateAsync<int>(Steps), await page.Page.Locator($".clock-{clock} input.day").InputValueAsync()));
    }

    private async Task<WatchedPage> OpenAsync()
    {
        var page = await browser.OpenAsync(coded.Address, "/world?area=oxcgrt:C1&basis=inForce&on=2021-03-01&known=2022-05-01");
        await page.SeesAsync(".map .land[data-code=FRA].lev-3");
        await page.UntilAsync("document.querySelector('.clock-valid .rug path').getAttribute('d').length > 0 && document.querySelector('.clock-known .rug path').getAttribute('d').length > 0");
        return page;
    }

    private static async Task HeldAsync(WatchedPage page, Func<Task> steps)
    {
        var before = await page.EvaluateAsync<string>("[...document.querySelectorAll('.map [d]')].map(one => one.getAttribute('d')).join()");
        await page.EvaluateAsync<object?>(Watch);
        await steps();
        await page.UntilAsync("inMap.length > 0 && document.querySelector('.world').ariaBusy === 'false'");
        Assert.Equal(["class"], await page.EvaluateAsync<string[]>("[...new Set(inMap)]"));
        Assert.Empty(await page.EvaluateAsync<string[]>("[...new Set(nodes)]"));
        Assert.Equal(before, await page.EvaluateAsync<string>("[...document.querySelectorAll('.map [d]')].map(one => one.getAttribute('d')).join()"));
        page.HasBehaved();
    }

    /// <summary>Two countries whose levels turn on days and by what became known. The tests only look.</summary>
    public sealed class Coded : IAsyncLifetime
    {
        private TestServer server = null!;

        internal Uri Address => server.Address;

        public async ValueTask InitializeAsync()
        {
            server = await TestServer.StartAsync(founding: false);
            await CodeAsync("FRA", "a", "2020-01-01/2021-03-05", 1, "2022-01-01T00:00:00Z");
            await CodeAsync("FRA", "b", "2021-03-06/2021-12-31", 3, "2022-01-01T00:00:00Z");
            await CodeAsync("FRA", "c", "2021-02-01/2021-12-31", 2, "2022-05-20T00:00:00Z");
            await CodeAsync("ITA", "a", "2021-01-01/2021-12-31", 0, "2022-03-01T00:00:00Z");
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();

        private Task CodeAsync(string country, string id, string period, int level, string knownAt) => server.RecordAsync("code-stance", $$$"""
            {"jurisdiction":"{{{country}}}","id":"{{{id}}}","area":"oxcgrt:C1","period":"{{{period}}}","value":{"level":{{{level}}}},"knownAt":"{{{knownAt}}}",
             "sources":[{"publisher":"P","title":"T","kind":"dataset","reliability":"B","credibility":2}]}
            """);
    }
}
