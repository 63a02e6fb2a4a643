using System.Net;
using PolicyLedger.Auditing;
using PolicyLedger.Server.Tests.Http;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>The checkpoint's signature, judged in the browser by a key that the reader enters.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class SignatureTests(Browser browser)
{
    private static readonly SigningKey
        Key = SigningKey.Create("example.org/ledger", "key", new byte[32]).OrThrow(),
        Other = SigningKey.Create("example.org/other", "key", [.. Enumerable.Repeat((byte)1, 32)]).OrThrow();

    [Fact]
    public async Task A_signature_is_checked_with_the_readers_key_alone_and_the_key_is_kept()
    {
        await using var server = await TestServer.StartAsync((_, options) => options with { SigningKeys = [Key], SignEvery = TimeSpan.FromMilliseconds(100) });
        for (var i = 0; i < 100 && (await server.Client.GetAsync("/v1/log/checkpoint", TestContext.Current.CancellationToken)).StatusCode != HttpStatusCode.OK; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync(server.Address, "/record/GBR-2025-asylum-overhaul");
        await (await page.SeesAsync(".proof button")).ClickAsync();
        await page.SeesAsync(".proven");
        await page.SeesAsync(".signature-none");
        Assert.Contains("proves less", await page.Page.Locator(".verifier").InnerTextAsync(), StringComparison.Ordinal);

        await EnterAsync(page, "example.org/ledger+00000000+AQ==");
        await page.SeesAsync(".verifier .field-error");
        await page.SeesAsync(".signature-none");
        await EnterAsync(page, Other.Verifier.ToString());
        await page.SeesAsync(".signature-foreign");
        await EnterAsync(page, Key.Verifier.ToString());
        await page.SeesAsync(".signature-good");

        await page.Page.ReloadAsync();
        await (await page.SeesAsync(".proof button")).ClickAsync();
        await page.SeesAsync(".signature-good");
        page.HasBehaved();
    }

    [Fact]
    public async Task A_false_signature_is_called_false()
    {
        await using var server = await TestServer.StartAsync((_, options) => options with { SigningKeys = [Key], SignEvery = TimeSpan.FromMilliseconds(100) });
        for (var i = 0; i < 100 && (await server.Client.GetAsync("/v1/log/checkpoint", TestContext.Current.CancellationToken)).StatusCode != HttpStatusCode.OK; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync(server.Address, "/record/GBR-2025-asylum-overhaul");

        // The text of the checkpoint stays, so that the event is still in it; a byte of the signature is another.
        await page.Page.RouteAsync("**/v1/proofs/inclusion/*", async route =>
        {
            var response = await route.FetchAsync();
            var text = (await response.TextAsync()).TrimEnd('\n');
            var at = text.LastIndexOf(' ') + 20;
            await route.FulfillAsync(new() { Response = response, Body = $"{text[..at]}{(text[at] == 'A' ? 'B' : 'A')}{text[(at + 1)..]}\n" });
        });
        await EnterAsync(page, Key.Verifier.ToString());
        await (await page.SeesAsync(".proof button")).ClickAsync();
        await page.SeesAsync(".proven");
        await page.SeesAsync(".signature-bad.broken");
    }

    private static async Task EnterAsync(WatchedPage page, string key)
    {
        await (await page.SeesAsync("#verifier-key")).FillAsync(key);
        await page.Page.Locator(".verifier button").ClickAsync();
    }
}
