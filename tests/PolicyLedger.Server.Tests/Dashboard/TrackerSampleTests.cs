using System.Globalization;
using System.Text.Json;
using PolicyLedger.Import;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Tests.Http;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>The dashboard over a real tracker's data: each view has something to show, and the map's colours are the API's answers.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class TrackerSampleTests(Browser browser, TrackerSampleTests.Imported sample) : IClassFixture<TrackerSampleTests.Imported>
{
    private const int Seed = 20_264;

    private static readonly string[] Countries = ["CAN", "DEU", "FRA", "GBR", "HUN", "ITA", "SWE", "USA"];

    // What a reader takes from the map by its legend, and from the table below it.
    private const string Reading = """
        codes => [[...document.querySelectorAll('.clock input.day')].map(one => one.value).join(' | ')].concat(codes.map(code => {
            const shape = document.querySelector(`.map .land[data-code=${code}]`), fill = getComputedStyle(shape).fill;
            const meaning = [...document.querySelectorAll('.legend li')].filter(one => one.querySelector('.land:not(.possible)') && getComputedStyle(one.querySelector('.land')).fill === fill).map(one => one.querySelector('span').textContent).join(' or ');
            const row = [...document.querySelectorAll('.twin-table tbody tr')].find(one => one.querySelector('a').pathname === `/country/${code}`);
            return [code, meaning, row?.cells[1].innerText.trim() ?? 'Nothing known yet', shape.classList.contains('possible') ? 'possible' : '', row?.cells[2].innerText === 'possible' ? 'possible' : ''].join(' | ');
        }))
        """;

    public static TheoryData<string, string> Views => new()
    {
        { "/", ".map .land[data-code=ITA]:not(.unheard)" },
        { "/world?area=oxcgrt:C8&basis=inForce&on=2021-03-31", ".map .land[data-code=ITA][class*=lev-]" },
        { "/country", ".cards a[href='/country/ITA']" },
        { "/country/ITA", ".lanes-picture .bar[class*=lev-]" },
        { "/record", "input[list=record-ids]" },
        { "/record/{first}", ".sources .grade" },
        { "/diff?area=oxcgrt:C1&basis=inForce&fromOn=2020-06-01&on=2021-06-01", ".badge-world" },
        { "/diff?area=oxcgrt:C1&basis=inForce&fromOn=2022-08-01&on=2022-08-01&fromKnown=2022-08-05&known=2023-02-28", ".badge-learned" },
        { "/compare?area=oxcgrt:C1", "svg[aria-label='Levels as a step line'] g.step-line path" },
        { "/cables", ".face:has-text('The ledger holds no cable')" },
        { "/live", ".feed li:nth-child(50)" },
        { "/write", "form.draft" },
        { "/embed/world?area=oxcgrt:E1&basis=inForce&on=2021-03-31", ".embedded .map .land[data-code=ITA][class*=lev-]" },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_opens_with_the_trackers_data(string path, string sign)
    {
        await using var page = await browser.OpenAsync(sample.Server.Address, path.Replace("{first}", sample.Record, StringComparison.Ordinal));
        await page.SeesAsync(sign);
        await page.UntilAsync("!document.querySelector('main .loading')");
        Assert.Equal(path == "/cables" ? 1 : 0, await page.Page.Locator("main .face").CountAsync());
        Assert.NotEqual("", (await page.Page.Locator("h1").InnerTextAsync()).Trim());
        await page.PicturesAsync($"sample {path}");
        page.HasBehaved();
    }

    [Theory]
    [InlineData("C1")]
    [InlineData("C7")]
    [InlineData("C8")]
    [InlineData("E1")]
    public async Task The_map_and_its_table_say_what_the_API_answers(string indicator)
    {
        var random = new Random(Seed + indicator[1] + indicator[0]);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}");
        await using var page = await browser.OpenAsync(sample.Server.Address, $"/world?area=oxcgrt:{indicator}&basis=inForce&on=2021-03-31");
        await page.SeesAsync(".map .land[data-code=ITA][class*=lev-]");
        await page.Page.Locator(".twin-table summary").ClickAsync();
        var (asked, distinct) = (0, new HashSet<string>());
        for (var point = 0; point < 7; point++)
        {
            // As known now, twice at each of some times between, and before anything was published.
            await EnterAsync(page, "valid", Day(random, "2020-01-01", point % 2 == 1 ? 1_090 : 300));
            if (point == 6 || point % 2 == 1)
                await EnterAsync(page, "known", point == 6 ? "2022-07-01" : Day(random, "2022-07-26", 210));
            var expected = await ExpectedAsync(page, indicator);
            string[] read = [];
            for (var end = Environment.TickCount64 + Browser.Patience; !expected.SequenceEqual(read) && Environment.TickCount64 < end; await Task.Delay(50, TestContext.Current.CancellationToken))
                read = await page.Page.EvaluateAsync<string[]>(Reading, Countries);
            Assert.Equal(expected, read);
            Assert.Equal(point == 6, expected[1].Contains("Nothing known yet", StringComparison.Ordinal));
            asked += Countries.Length;
            distinct.UnionWith(expected.Skip(1).Select(one => one[6..]));
        }

        Assert.True(asked >= 40 && distinct.Count >= 4, $"{asked} cells, {string.Join("; ", distinct)}");
        page.HasBehaved();
    }

    // At the points that the page's clocks show.
    private async Task<string[]> ExpectedAsync(WatchedPage page, string indicator)
    {
        var on = await page.Page.Locator(".clock-valid input.day").InputValueAsync();
        var now = await page.Page.Locator(".clock-known .now").GetAttributeAsync("aria-pressed") == "true";
        var known = now ? "" : $"&knownAt={await page.Page.Locator(".clock-known input.day").InputValueAsync()}T23:59:59.999Z";
        var point = await page.EvaluateAsync<string>("[...document.querySelectorAll('.clock input.day')].map(one => one.value).join(' | ')");
        var answers = await Task.WhenAll(Countries.Select(async code =>
        {
            var stance = (await sample.Server.GetAsync($"/v1/stances/{code}/oxcgrt:{indicator}?on={on}{known}")).GetProperty("stance");
            var words = stance.GetProperty("status").GetString() switch
            {
                "notYetKnown" => "Nothing known yet",
                "unknown" => "No data",
                _ => $"{stance.GetProperty("level").GetInt32()} · {stance.GetProperty("label").GetString()}",
            };
            var possible = stance.TryGetProperty("certainty", out var certainty) && certainty.ValueKind == JsonValueKind.String && certainty.GetString() == "possible" ? "possible" : "";
            return $"{code} | {words} | {words} | {possible} | {possible}";
        }));
        return [point, .. answers];
    }

    private static string Day(Random random, string first, int days) => DateOnly.Parse(first, CultureInfo.InvariantCulture).AddDays(random.Next(days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task EnterAsync(WatchedPage page, string clock, string day)
    {
        await page.Page.Locator($".clock-{clock} input.day").FillAsync(day);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Locator($".clock-{clock} input.day").BlurAsync();
    }

    /// <summary>A server over the tracker's assertions, imported as the program imports them. The tests only look.</summary>
    public sealed class Imported : IAsyncLifetime
    {
        internal TestServer Server { get; private set; } = null!;

        internal string Record { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            var folder = Environment.GetEnvironmentVariable("POLICYLEDGER_SAMPLE_DATA");
            Assert.SkipWhen(string.IsNullOrEmpty(folder), "POLICYLEDGER_SAMPLE_DATA names no folder with the tracker sample");
            Server = await TestServer.StartAsync(founding: false);
            await using var content = File.OpenRead(Path.Combine(folder!, "oxcgrt_dev8_assertion_log.csv.gz"));
            var runner = new CommandRunner(Server.Log, EventCodec.Current, TimeProvider.System, () => new byte[16]);
            var summary = (await new Importer(runner).ImportAsync(new(content, "sample.csv.gz", Mapping.Find("oxcgrt-assertions").OrThrow(), "test"))).OrThrow();
            Assert.Equal(864, summary.Counts.Recorded);
            Record = (await Server.GetAsync("/v1/records?limit=1")).GetProperty("records")[0].GetProperty("recordId").GetString()!;
        }

        public ValueTask DisposeAsync() => Server is null ? default : Server.DisposeAsync();
    }
}
