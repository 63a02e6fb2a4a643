using System.Text.Json;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>The form: parts that are there several times, what the server refuses of them, and what comes to be recorded.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class RecordingFormTests(Browser browser)
{
    [Fact]
    public async Task Several_areas_and_sources_are_recorded_together_and_survive_a_reload()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await OpenAsync(server, "announce-policy");
        await FillAsync(page, ("jurisdictions", "France, ITA"), ("announced", "2026-01"), ("title", "A law of two"));
        await SelectAsync(page, ("instrument", "law"), ("areas-0-area", "migration:asylum"), ("areas-0-value", "lessRestrictive"));
        await AddAsync(page, "areas");
        await SelectAsync(page, ("areas-1-area", "oxcgrt:C8"));
        await SourceAsync(page, 0, "A paper");
        await AddAsync(page, "sources");
        await page.Page.Locator("#field-sources-1-publisher").FillAsync("A gazette");

        // Refused one by one, each beside its own field in the second part.
        await SendAsync(page);
        Assert.NotEqual("", await (await page.SeesAsync("#field-areas-1-value-hint.field-error")).InnerTextAsync());
        await SelectAsync(page, ("areas-1-value", "2"));
        await SendAsync(page);
        await page.SeesAsync("[data-part='sources[1]'] .field-error");
        Assert.Equal(0, await page.Page.Locator("[data-part='sources[0]'] .field-error, [data-part^=areas] .field-error").CountAsync());

        await page.Page.ReloadAsync();
        await page.SeesAsync("form.draft");
        Assert.Equal("A gazette", await page.Page.Locator("#field-sources-1-publisher").InputValueAsync());
        Assert.Equal("2", await page.Page.Locator("#field-areas-1-value").InputValueAsync());
        await SourceAsync(page, 1, "A gazette");
        await SendAsync(page);
        var record = await RecordedAsync(server, page, "FRA");
        Assert.Equal(["migration:asylum", "oxcgrt:C8"], record.GetProperty("facts").GetProperty("areas").EnumerateArray().Select(area => area.GetProperty("area").GetString()));
        Assert.Equal(["A paper", "A gazette"], record.GetProperty("text").GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("publisher").GetString()));
        page.HasBehaved();
    }

    [Fact]
    public async Task A_cable_has_hosts_a_class_with_members_asks_and_instructions()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await OpenAsync(server, "send-cable");
        await FillAsync(page, ("on", "2026-02"), ("title", "A cable"), ("instructionsText", "Speak of it."));
        await SelectAsync(page, ("issuer", "USA"), ("channel", "cable"), ("knownBy", "leaked"), ("addressees-0-host", "FRA"));
        await AddAsync(page, "addressees");
        await SelectAsync(page, ("addressees-1-who", "class"));
        await FillAsync(page, ("addressees-1-class", "Western"), ("addressees-1-members", "DEU, Atlantis"));
        await AddAsync(page, "addressees");
        await SelectAsync(page, ("addressees-2-who", "unidentified"));
        foreach (var (index, area) in new[] { (0, "migration:asylum"), (1, "migration:entry") })
        {
            await AddAsync(page, "asks");
            await SelectAsync(page, ($"asks-{index}-area", area), ($"asks-{index}-wanted", "moreRestrictive"));
        }

        await page.Page.Locator("#field-instructions-advocate").CheckAsync();
        await page.Page.Locator("#field-instructions-report").CheckAsync();
        await SourceAsync(page, 0, "A paper");
        await SendAsync(page);
        await page.SeesAsync("#field-addressees-1-members-hint.field-error:not(:empty)");
        await FillAsync(page, ("addressees-1-members", "Germany"));
        await SendAsync(page);
        await page.SeesAsync("#field-addressees-1-class-hint.field-error");
        await FillAsync(page, ("addressees-1-class", "western"));
        await SendAsync(page);

        var facts = (await RecordedAsync(server, page, "USA")).GetProperty("facts");
        Assert.Equal("""[{"host":"FRA"},{"class":"western","members":["DEU"]},{"unidentified":true}]""", facts.GetProperty("addressees").GetRawText());
        Assert.Equal("""["report","advocate"]""", facts.GetProperty("instructions").GetRawText());
        Assert.Equal(["migration:asylum", "migration:entry"], facts.GetProperty("asks").EnumerateArray().Select(ask => ask.GetProperty("area").GetString()));
        page.HasBehaved();
    }

    [Fact]
    public async Task A_correction_begins_from_what_stands_there_and_is_refused_beside_its_change()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await OpenAsync(server, "correct-record&record=GBR-2025-asylum-overhaul");
        await SelectAsync(page, ("changes-0-field", "announced"));
        await FillAsync(page, ("changes-0-to", "2025-11-17"), ("reason", "The day is known."));
        await AddAsync(page, "changes");
        await SelectAsync(page, ("changes-1-field", "areas"));
        Assert.Equal("migration:asylum", await page.Page.Locator("#field-changes-1-to-0-area").InputValueAsync());
        await SelectAsync(page, ("changes-1-to-0-area", "oxcgrt:C8"));
        await SourceAsync(page, 0, "A paper");
        await SendAsync(page);
        Assert.NotEqual("", await (await page.SeesAsync("[data-part='changes[1]'] .field-error")).InnerTextAsync());
        Assert.Equal(0, await page.Page.Locator("[data-part='changes[0]'] .field-error").CountAsync());

        await SelectAsync(page, ("changes-1-to-0-value", "1"));
        await SendAsync(page);
        await page.SeesAsync(".face [href='/record/GBR-2025-asylum-overhaul']");
        var facts = (await server.GetAsync("/v1/records/GBR-2025-asylum-overhaul")).GetProperty("record").GetProperty("opening").GetProperty("facts");
        Assert.Equal("2025-11-17", facts.GetProperty("announced").GetString());
        Assert.Equal(1, facts.GetProperty("areas")[0].GetProperty("value").GetProperty("level").GetInt32());
        page.HasBehaved();
    }

    [Fact]
    public async Task A_statement_without_an_area_and_a_retraction_are_recorded()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await OpenAsync(server, "make-statement");
        await FillAsync(page, ("on", "2026-02-03"), ("title", "A speech"), ("quotation", "Words."), ("id", "speech"));
        await SelectAsync(page, ("jurisdiction", "FRA"), ("form", "speech"));
        await SourceAsync(page, 0, "A paper");
        await SendAsync(page);
        await (await page.SeesAsync(".face a[href='/record/FRA-speech']")).ClickAsync();
        await (await page.SeesAsync(".acts a[href*=retract]")).ClickAsync();
        await page.SeesAsync("form.draft");
        Assert.Equal("FRA-speech", await page.Page.Locator("#field-record").InputValueAsync());
        await SendAsync(page);
        await page.SeesAsync("#field-reason-hint.field-error");
        await FillAsync(page, ("reason", "It was never said."));
        await SendAsync(page);
        await (await page.SeesAsync(".face a[href='/record/FRA-speech']")).ClickAsync();
        await page.SeesAsync(".warning");
        page.HasBehaved();
    }

    private async Task<WatchedPage> OpenAsync(TestServer server, string command)
    {
        var page = await browser.OpenAsync(server.Address, $"/write?command={command}");
        await page.SeesAsync("form.draft");
        return page;
    }

    private static Task SendAsync(WatchedPage page) => page.Page.Locator("form.draft button[type=submit]").ClickAsync();

    private static Task AddAsync(WatchedPage page, string part) => page.Page.Locator($"[data-part='{part}'] > .add").ClickAsync();

    private static async Task SourceAsync(WatchedPage page, int index, string publisher)
    {
        await FillAsync(page, ($"sources-{index}-publisher", publisher));
        await SelectAsync(page, ($"sources-{index}-kind", "press"), ($"sources-{index}-reliability", "B"), ($"sources-{index}-credibility", "2"));
    }

    private static async Task FillAsync(WatchedPage page, params (string Field, string Value)[] given)
    {
        foreach (var (field, value) in given)
            await page.Page.Locator($"#field-{field}").FillAsync(value);
    }

    private static async Task SelectAsync(WatchedPage page, params (string Field, string Value)[] given)
    {
        foreach (var (field, value) in given)
            await page.Page.Locator($"#field-{field}").SelectOptionAsync(value);
    }

    private static async Task<JsonElement> RecordedAsync(TestServer server, WatchedPage page, string country)
    {
        var link = await (await page.SeesAsync($".face a[href^='/record/{country}-']")).GetAttributeAsync("href");
        return (await server.GetAsync($"/v1/records/{link!["/record/".Length..]}")).GetProperty("record").GetProperty("opening");
    }
}
