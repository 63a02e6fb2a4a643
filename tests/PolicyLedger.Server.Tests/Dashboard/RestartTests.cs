using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>A page whose server is stopped and started again goes on where it was cut off.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class RestartTests(Browser browser)
{
    // What the feed lists, as read from the top: newest first.
    private const string Titles = "[...document.querySelectorAll('.feed li a[href^=\"/record/\"]')].map(one => one.textContent)";

    private const string Positions = "[...document.querySelectorAll('.feed-position')].map(one => Number(one.textContent))";

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task The_live_view_shows_every_event_once_and_in_order_across_a_restart(int refusals)
    {
        await using var server = await RestartedServer.StartAsync();
        await server.AnnounceAsync(1, 2);
        await using var page = await browser.OpenAsync(server.Address, "/live");
        await page.SeesAsync("main .connection-live");
        await server.AnnounceAsync(3, 3);
        await page.UntilAsync($"{Titles}.length === 5");

        var refused = 0;
        page.Page.RequestFailed += (_, request) => refused += request.Url.Contains("/v1/events", StringComparison.Ordinal) ? 1 : 0;
        await page.EvaluateAsync<object?>("""
            window.states = [];
            new MutationObserver(() => { const now = document.querySelector('main .connection').innerText.trim(); if (now !== states.at(-1)) states.push(now); })
                .observe(document.querySelector('main .connection'), { subtree: true, childList: true, attributes: true, characterData: true });
            """);
        await server.StopAsync();
        Assert.Contains("connection lost; trying again", await (await page.SeesAsync("main .connection-waiting")).InnerTextAsync(), StringComparison.Ordinal);
        await server.AnnounceAsync(6, 40);
        for (var end = Environment.TickCount64 + Browser.Patience; refused < refusals && Environment.TickCount64 < end;)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.True(refused >= refusals, $"{refused} tries");
        Assert.Equal(5, await page.EvaluateAsync<int>($"{Titles}.length"));

        await server.StartAgainAsync();
        await page.SeesAsync("main .connection-live");
        await server.AnnounceAsync(46, 5);
        await page.UntilAsync($"{Titles}.length >= 50");
        Assert.Equal(Enumerable.Range(1, 50).Select(number => $"Law {number}").Reverse(), await page.EvaluateAsync<string[]>(Titles));
        var positions = await page.EvaluateAsync<int[]>(Positions);
        Assert.Equal(Enumerable.Range(positions[^1], positions.Length).Reverse(), positions);
        Assert.Equal(["connection lost; trying again", "connecting", "live"], (await page.EvaluateAsync<string[]>("states")).Distinct());
        page.HasBehaved();
    }

    [Fact]
    public async Task Two_restarts_in_a_row_lose_and_repeat_nothing()
    {
        await using var server = await RestartedServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, "/live");
        for (var round = 0; round < 2; round++)
        {
            await page.SeesAsync("main .connection-live");
            await server.AnnounceAsync(round * 10, 5);
            await page.UntilAsync($"{Titles}.length === {(round * 10) + 5}");
            await server.StopAsync();
            await server.AnnounceAsync((round * 10) + 5, 5);
            await server.StartAgainAsync();
            await page.UntilAsync($"{Titles}.length === {(round * 10) + 10}");
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"Law {number}").Reverse(), await page.EvaluateAsync<string[]>(Titles));
        page.HasBehaved();
    }

    [Fact]
    public async Task The_map_catches_up_with_what_was_recorded_while_the_server_was_stopped()
    {
        await using var server = await RestartedServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, "/world?area=migration:asylum&basis=inForce");
        await page.SeesAsync(".map .land[data-code=FRA].unheard");
        await page.SeesAsync(".top .connection-live");
        await server.StopAsync();
        await page.SeesAsync(".top .connection-waiting");
        await server.AnnounceAsync(1, 1);
        await server.StartAgainAsync();
        await page.SeesAsync(".map .land[data-code=FRA].dir-lessRestrictive");
        page.HasBehaved();
    }
}
