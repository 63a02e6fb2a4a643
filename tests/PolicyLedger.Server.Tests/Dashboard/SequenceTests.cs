using System.Text.Json;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>Cables, and what is recorded of those whom they name: what is dated afterwards, and never more than that.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class SequenceTests(Browser browser)
{
    private const string Sources = """
        "sources":[{"publisher":"P","title":"T","kind":"press","reliability":"B","credibility":2}]
        """;

    [Fact]
    public async Task What_a_named_recipient_did_is_told_in_the_order_of_dates()
    {
        await using var server = await TestServer.StartAsync(founding: false);
        await AnnounceAsync(server, "FRA", "before", "2025-10-01");
        await server.RecordAsync("send-cable", $$"""
            {"issuer":"USA","id":"cable","addressees":[{"host":"FRA"},{"class":"neighbours","members":["ITA"]},{"unidentified":true}],"instructions":["advocate"],
             "asks":[{"area":"migration:asylum","wanted":"moreRestrictive"}],"on":"2025-11-10","channel":"cable","knownBy":"leaked","text":{"title":"A cable"},{{Sources}}}
            """);
        await AnnounceAsync(server, "FRA", "later", "2026-02-01");
        await AnnounceAsync(server, "FRA", "next", "2025-12-01");
        await AnnounceAsync(server, "FRA", "some-day", "2025-11");
        await AnnounceAsync(server, "FRA", "elsewhere", "2025-12-15", "migration:exit");
        await server.RecordAsync("end-policy", $$"""{"record":"FRA-next","on":"2026-01-15","how":"repealed",{{Sources}}}""");

        await using var page = await browser.OpenAsync(server.Address, "/cables");
        await page.SeesAsync(".sequence-after li");
        Assert.Equal(["Law next", "Law next", "Law later"], await WordsAsync(page, "France", "after"));
        Assert.Equal(["Law some-day"], await WordsAsync(page, "France", "unsure"));
        Assert.Contains("Nothing is recorded", await page.Page.Locator(".afterwards:has-text('Italy')").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(2, await page.Page.Locator(".afterwards").CountAsync());
        var words = await page.Page.Locator(".view").InnerTextAsync();
        Assert.Contains("nothing here says that one thing led to another", words, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)because of|caused|as a result|in response", words);
        page.HasBehaved();
    }

    private static async Task<IReadOnlyList<string>> WordsAsync(WatchedPage page, string country, string order) =>
        await page.Page.Locator($".afterwards:has-text('{country}') .sequence-{order} li a").AllInnerTextsAsync();

    private static Task<JsonElement> AnnounceAsync(TestServer server, string country, string id, string announced, string area = "migration:asylum") => server.RecordAsync("announce-policy", $$$"""
        {"jurisdictions":["{{{country}}}"],"id":"{{{id}}}","instrument":"law","areas":[{"area":"{{{area}}}","value":{"direction":"moreRestrictive"}}],"announced":"{{{announced}}}",
         "text":{"title":"Law {{{id}}}"},{{{Sources}}}}
        """);
}
