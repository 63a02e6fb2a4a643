using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using PolicyLedger.Auditing;
using PolicyLedger.Server.Access;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>What people do with the page: record, see it appear, verify, enter a key.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class ActingTests(Browser browser)
{
    private const string Announcement = """
        {"jurisdictions":["FRA"],"id":"2026-test","instrument":"law","areas":[{"area":"migration:asylum","value":{"direction":"lessRestrictive"}}],"announced":"2026-01-01",
         "text":{"title":"A law of France"},"sources":[{"publisher":"P","title":"T","kind":"press","reliability":"B","credibility":2}]}
        """;

    private static readonly SigningKey Key = SigningKey.Create("example.org/ledger", "key", new byte[32]).OrThrow();

    [Fact]
    public async Task The_map_updates_itself_when_something_is_recorded()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, "/world?area=migration:asylum&basis=declared");
        await page.SeesAsync(".map .land.dir-moreRestrictive");
        await page.SeesAsync(".connection-live");
        await server.RecordAsync("announce-policy", Announcement);
        await page.SeesAsync(".map .land[data-code=FRA].dir-lessRestrictive");
        page.HasBehaved();
    }

    [Fact]
    public async Task What_is_recorded_in_the_page_appears_and_a_draft_survives_a_reload()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, "/write?command=announce-policy");
        await page.SeesAsync("form.draft");
        foreach (var (field, value) in new[] { ("jurisdictions", "France"), ("announced", "2026-13"), ("title", "A law of France"), ("sources-0-publisher", "A paper") })
            await page.Page.Locator($"#field-{field}").FillAsync(value);
        foreach (var (field, value) in new[] { ("instrument", "law"), ("areas-0-area", "migration:asylum"), ("areas-0-value", "lessRestrictive"), ("sources-0-kind", "press"), ("sources-0-reliability", "B"), ("sources-0-credibility", "2") })
            await page.Page.Locator($"#field-{field}").SelectOptionAsync(value);
        await page.Page.Locator("form.draft button[type=submit]").ClickAsync();
        Assert.Contains("month 13", await (await page.SeesAsync("#field-announced-hint.field-error")).InnerTextAsync(), StringComparison.Ordinal);

        await page.Page.ReloadAsync();
        await page.SeesAsync("form.draft");
        Assert.Equal("A law of France", await page.Page.Locator("#field-title").InputValueAsync());
        await page.Page.Locator("#field-announced").FillAsync("2026-01");
        await page.Page.Locator("form.draft button[type=submit]").ClickAsync();
        await (await page.SeesAsync(".face a[href^='/record/FRA']")).ClickAsync();
        await page.SeesAsync("h1:has-text('A law of France')");
    }

    [Fact]
    public async Task A_record_is_verified_in_the_browser()
    {
        await using var server = await TestServer.StartAsync((_, options) => options with { SigningKeys = [Key], SignEvery = TimeSpan.FromMilliseconds(100) });
        for (var i = 0; i < 100 && (await server.Client.GetAsync("/v1/log/checkpoint", TestContext.Current.CancellationToken)).StatusCode != HttpStatusCode.OK; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync(server.Address, "/record/GBR-2025-asylum-overhaul");
        await (await page.SeesAsync(".proof button")).ClickAsync();
        await page.SeesAsync(".proven");
        page.HasBehaved();
    }

    [Fact]
    public async Task A_key_is_asked_for_kept_for_the_tab_and_enough_for_the_live_feed()
    {
        var key = "";
        await using var server = await TestServer.StartAsync((folder, options) =>
        {
            var file = AccessKeys.Open(folder["keys.json"], "keys", TimeProvider.System, NullLogger.Instance).OrThrow();
            key = file.Create("reader", Role.Reader).OrThrow().Text.Reveal();
            return options with { Access = options.Access with { KeysFile = folder["keys.json"] } };
        });
        await using var page = await browser.OpenAsync(server.Address, "/world?area=migration:asylum&basis=declared");
        await (await page.SeesAsync("main .key-form input")).FillAsync("plk_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        await page.Page.Locator("main .key-form button").ClickAsync();
        await page.SeesAsync("main .key-form .field-error:not(:empty)");
        await page.Page.Locator("main .key-form input").FillAsync(key);
        await page.Page.Locator("main .key-form button").ClickAsync();
        await page.SeesAsync(".map .land.dir-moreRestrictive");
        await page.SeesAsync(".connection-live");
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));
        page.HasBehaved();
    }

    [Fact]
    public async Task A_correction_stands_beside_what_was_first_recorded()
    {
        await using var server = await TestServer.StartAsync();
        await server.RecordAsync("correct-record", """{"record":"GBR-2025-asylum-overhaul","changes":[{"field":"announced","from":"2025-11","to":"2025-11-17"}],"reason":"The day is known.","sources":[{"publisher":"P","kind":"press","reliability":"B","credibility":2}]}""");
        await using var page = await browser.OpenAsync(server.Address, "/record/GBR-2025-asylum-overhaul");
        Assert.Equal("2025-11-17", await (await page.SeesAsync(".versions mark")).InnerTextAsync());
    }

    [Fact]
    public async Task An_empty_ledger_has_a_face_and_leaves_it_when_something_is_recorded()
    {
        await using var server = await TestServer.StartAsync(founding: false);
        await using var page = await browser.OpenAsync(server.Address, "/");
        await page.SeesAsync(".face.empty");
        await page.SeesAsync(".connection-live");
        await server.RecordAsync("announce-policy", Announcement);
        await page.SeesAsync(".map .land[data-code=FRA].dir-lessRestrictive");
        page.HasBehaved();
    }

    [Fact]
    public async Task Without_the_server_the_page_says_so_and_can_try_again()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, "/cables");
        await page.SeesAsync(".cable");
        await page.Page.RouteAsync("**/v1/**", route => route.AbortAsync());
        await page.Page.Locator(".top nav a[href='/diff']").ClickAsync();
        await page.SeesAsync(".failed button");
        await page.Page.UnrouteAsync("**/v1/**");
        await page.Page.Locator(".failed button").First.ClickAsync();
        await page.SeesAsync(".moments");
    }
}
