using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>What the world view shows while answers are under way, however late they come.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed partial class StageTests(Browser browser) : IAsyncLifetime
{
    private const string World = "/world?area=oxcgrt:C1&basis=inForce&on=2021-03-31";

    private TestServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync(founding: false);
        await CodeAsync("FRA", "a", "2020-01-01/2021-03-31", 1);
        await CodeAsync("FRA", "b", "2021-04-01/2021-12-31", 3);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("valid", "on", "2010-05-05")]
    [InlineData("valid", "on", "2090-05-05")]
    [InlineData("known", "known", "2015-05-05")]
    public async Task A_day_that_is_entered_before_the_courses_are_there_is_kept_as_entered(string clock, string parameter, string day)
    {
        var answer = new TaskCompletionSource();
        await using var page = await browser.OpenAsync(server.Address, World, before: page => HeldAsync(page, Courses(), answer.Task, []));
        await page.SeesAsync(".map .land[data-code=FRA].lev-3");
        await page.Page.Locator($".clock-{clock} input.day").FillAsync(day);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilAsync($"location.search.includes('{parameter}={day}')");
        await ShowsAsync();

        answer.SetResult();
        await page.UntilAsync("document.querySelector('.world').ariaBusy === 'false'");
        await ShowsAsync();
        page.HasBehaved();

        async Task ShowsAsync()
        {
            Assert.Equal(day, await page.Page.Locator($".clock-{clock} input.day").InputValueAsync());
            Assert.Equal(day, await page.EvaluateAsync<string>($"new Date(document.getElementById('clock-{clock}').value * 86400000).toISOString().slice(0, 10)"));
        }
    }

    [Fact]
    public async Task An_answer_for_a_day_that_was_left_is_not_painted_over_the_day_that_is_shown()
    {
        var (answer, asked) = (new TaskCompletionSource(), new List<string>());
        await using var page = await browser.OpenAsync(server.Address, World);
        await page.SeesAsync(".map .land[data-code=FRA].lev-3");
        await page.SeesAsync(".connection-live");
        await page.UntilAsync("document.querySelector('.clock-valid .rug path').getAttribute('d').length > 0");

        // The ledger grows, so the page asks for the day that it shows; before the answer is there it goes on a day.
        await HeldAsync(page.Page, Stances(), answer.Task, asked);
        await CodeAsync("ITA", "a", "2020-01-01/2021-12-31", 2);
        for (var i = 0; i < 200 && asked.Count == 0; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Contains("on=2021-03-31", Assert.Single(asked), StringComparison.Ordinal);
        await page.Page.Locator("#clock-valid").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.SeesAsync(".map .land[data-code=FRA].lev-8");
        await page.EvaluateAsync<object?>("""
            window.looks = [];
            new MutationObserver(all => all.forEach(one => looks.push(one.target.getAttribute('class')))).observe(document.querySelector('.map .land[data-code=FRA]'), { attributes: true })
            """);

        answer.SetResult();
        await page.SeesAsync(".map .land[data-code=ITA].lev-5");
        await page.UntilAsync("document.querySelector('.world').ariaBusy === 'false'");
        Assert.Empty(await page.EvaluateAsync<string[]>("looks.filter(look => !look.includes('lev-8'))"));
        page.HasBehaved();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task A_view_that_is_asking_stays_within_its_window(int width)
    {
        var answer = new TaskCompletionSource();
        await using var page = await browser.OpenAsync(
            server.Address, "/world?area=visa:requirement&basis=inForce&on=2020-11-19", width, before: page => HeldAsync(page, Stances(), answer.Task, []));
        await page.SeesAsync(".world[aria-busy=true] .legend li");
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
        answer.SetResult();
        page.HasBehaved();
    }

    private static Task HeldAsync(IPage page, Regex address, Task answer, List<string> asked) => page.RouteAsync(address, async route =>
    {
        asked.Add(route.Request.Url);
        await answer;
        await route.ContinueAsync();
    });

    private Task CodeAsync(string country, string id, string period, int level) => server.RecordAsync("code-stance", $$$"""
        {"jurisdiction":"{{{country}}}","id":"{{{id}}}","area":"oxcgrt:C1","period":"{{{period}}}","value":{"level":{{{level}}}},
         "sources":[{"publisher":"P","title":"T","kind":"dataset","reliability":"B","credibility":2}]}
        """);

    [GeneratedRegex("/v1/stances\\?")]
    private static partial Regex Stances();

    [GeneratedRegex("/v1/timeline/")]
    private static partial Regex Courses();
}
