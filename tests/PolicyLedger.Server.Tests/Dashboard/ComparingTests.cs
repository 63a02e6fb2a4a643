using System.Text.Json;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>Areas in which a stance is towards somebody, and what is taken along of a comparison.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class ComparingTests(Browser browser) : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync(founding: false);
        foreach (var (country, target, value) in new[] { ("FRA", "JPN", "visa free"), ("FRA", "KOR", "visa required"), ("ITA", "JPN", "visa required"), ("ESP", "JPN", "visa free") })
        {
            await server.RecordAsync("code-stance", $$"""
                {"jurisdiction":"{{country}}","id":"{{target}}","area":"visa:requirement","target":"{{target}}","period":"2025","value":{"category":"{{value}}"},
                 "sources":[{"publisher":"P","title":"T","kind":"dataset","reliability":"B","credibility":2}]}
                """);
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_twins_of_a_comparison_hold_what_is_shown_and_nothing_else()
    {
        await using var page = await browser.OpenAsync(server.Address, "/compare?area=visa:requirement&countries=FRA,ITA&target=JPN");
        await page.SeesAsync(".lanes-picture .bar");
        var csv = (await TakenAsync(page, "CSV")).TrimEnd().Split('\n').Select(line => line.TrimEnd('\r').Split(',')).ToList();
        var (country, target, value) = (Array.IndexOf(csv[0], "jurisdiction"), Array.IndexOf(csv[0], "target"), Array.IndexOf(csv[0], "level"));
        Assert.Equal(["FRA", "ITA"], csv.Skip(1).Select(row => row[country]).Distinct());
        Assert.All(csv.Skip(1), row => Assert.Equal("JPN", row[target]));
        Assert.Equal(["visa free", "visa required"], csv.Skip(1).Select(row => row[value]).Where(one => one.Length > 0).Order());

        var json = JsonSerializer.Deserialize<JsonElement>(await TakenAsync(page, "JSON"));
        Assert.Equal(["FRA inForce JPN", "FRA declared JPN", "ITA inForce JPN", "ITA declared JPN"], json.EnumerateArray().Select(answer =>
            $"{answer.GetProperty("jurisdiction").GetString()} {answer.GetProperty("asked").GetProperty("basis").GetString()} {answer.GetProperty("target").GetString()}"));
        page.HasBehaved();
    }

    [Theory]
    [InlineData("/compare?area=visa:requirement&countries=FRA,ITA", ".lanes-picture .bar")]
    [InlineData("/world?area=visa:requirement&basis=inForce&on=2025-06-01", ".map .land[data-code=FRA]:not(.unheard, .nodata)")]
    public async Task A_target_is_chosen_where_an_area_has_targets(string path, string sign)
    {
        await using var page = await browser.OpenAsync(server.Address, path);
        await page.SeesAsync(".choice.target select");
        Assert.Equal(0, await page.Page.Locator(sign).CountAsync());
        await page.Page.Locator(".choice.target select").SelectOptionAsync("JPN");
        await page.SeesAsync(sign);
        Assert.Contains("target=JPN", page.Page.Url, StringComparison.Ordinal);
        page.HasBehaved();
    }

    [Fact]
    public async Task A_country_shows_the_lanes_of_the_target_that_is_chosen()
    {
        await using var page = await browser.OpenAsync(server.Address, "/country/FRA");
        await page.SeesAsync(".lane-title");
        Assert.Equal(2, await page.Page.Locator(".lane-title small:has-text('towards')").CountAsync());
        await page.Page.Locator(".choice.target select").SelectOptionAsync("KOR");
        await page.UntilAsync("document.querySelectorAll('.lane-title').length === 1");
        Assert.Contains("Korea", await page.Page.Locator(".lane-title small").InnerTextAsync(), StringComparison.Ordinal);
        page.HasBehaved();
    }

    private static async Task<string> TakenAsync(WatchedPage page, string form)
    {
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Locator(".twins").GetByText(form, new() { Exact = true }).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}
