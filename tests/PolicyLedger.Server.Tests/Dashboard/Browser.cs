using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>Debian's Chromium, started once. Where it is not there, the tests are skipped with the reason.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    // In milliseconds, for a machine that has other things to do.
    internal const int Patience = 20_000;

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A page of its own, watched: what it asks of others is aborted and remembered, and so is what it complains of.</summary>
    /// <param name="before">What is done to the page before it asks for anything.</param>
    internal async Task<WatchedPage> OpenAsync(Uri origin, string path, int width = 1440, bool dark = false, Func<IPage, Task>? before = null)
    {
        Assert.SkipWhen(browser is null, $"there is no {Chromium}: install the package chromium");
        var context = await browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        var page = await WatchedPage.OfAsync(await context.NewPageAsync(), origin);
        page.Page.SetDefaultTimeout(Patience);
        if (before is not null)
            await before(page.Page);
        await page.Page.GotoAsync(new Uri(origin, path).ToString());
        return page;
    }
}

/// <summary>The tests that share it, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class InABrowser : ICollectionFixture<Browser>
{
    public const string Name = "In a browser";
}

/// <summary>A page that is watched.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> foreign = [], complaints = [];

    private WatchedPage(IPage page) => Page = page;

    public IPage Page { get; }

    public static async Task<WatchedPage> OfAsync(IPage page, Uri origin)
    {
        var watched = new WatchedPage(page);
        await page.RouteAsync("**/*", async route =>
        {
            if (Uri.TryCreate(route.Request.Url, UriKind.Absolute, out var url) && url.Scheme.StartsWith("http", StringComparison.Ordinal) && url.Authority != origin.Authority)
            {
                watched.foreign.Enqueue(route.Request.Url);
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });
        page.PageError += (_, error) => watched.complaints.Enqueue(error);

        // What the server refuses is said in the page; the browser's own line about it is no complaint of the page.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                watched.complaints.Enqueue(message.Text);
        };
        return watched;
    }

    /// <summary>Waits until an element is there and seen.</summary>
    public async Task<ILocator> SeesAsync(string selector)
    {
        var found = Page.Locator(selector).First;
        await found.WaitForAsync(new() { State = WaitForSelectorState.Visible });
        return found;
    }

    public Task<T> EvaluateAsync<T>(string script) => Page.EvaluateAsync<T>(script);

    /// <summary>Waits until a script says true.</summary>
    /// <remarks>From here: the page's policy forbids what Playwright would put into it to wait there.</remarks>
    public async Task UntilAsync(string script)
    {
        for (var end = Environment.TickCount64 + Browser.Patience; !await EvaluateAsync<bool>(script);)
        {
            Assert.True(Environment.TickCount64 < end, $"never came true: {script}");
            await Task.Delay(50);
        }
    }

    /// <summary>Pictures of the page, narrow and wide, light and dark, where the run keeps what it made, to be looked at.</summary>
    public async Task PicturesAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("POLICYLEDGER_PICTURES") is not { Length: > 0 } folder)
            return;
        var file = string.Concat(name.Trim('/').Split('?')[0].Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        foreach (var (width, scheme) in new[] { (360, ColorScheme.Light), (360, ColorScheme.Dark), (1440, ColorScheme.Light), (1440, ColorScheme.Dark) })
        {
            await Page.SetViewportSizeAsync(width, 900);
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{file}-{width}-{scheme}.png".ToLowerInvariant()), FullPage = true });
        }
    }

    public void HasBehaved()
    {
        Assert.Empty(foreign);
        Assert.Empty(complaints);
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
