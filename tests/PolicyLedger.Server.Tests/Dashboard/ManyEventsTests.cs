using System.Text;
using System.Text.Json;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Server.Tests.Http;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Server.Tests.Dashboard;

/// <summary>A country of which five thousand events are recorded: the page stays light, and each of them can be come by.</summary>
[Trait("Kind", "Browser")]
[Collection(InABrowser.Name)]
public sealed class ManyEventsTests(Browser browser, ManyEventsTests.Busy busy) : IClassFixture<ManyEventsTests.Busy>
{
    private const int Events = 5_000, MostNodes = 1_500;

    private const string Nodes = "document.querySelectorAll('*').length";

    // From the first page of events to the last, by the button that a reader has; each row by its kind and record.
    private const string PageThrough = """
        (async () => {
            const rows = [], pages = [], words = [], next = () => [...document.querySelectorAll('.events button')].find(one => one.textContent === 'Next');
            for (;;) {
                const seen = [...document.querySelectorAll('.events tbody tr')].map(one => `${one.cells[1].textContent} ${one.cells[4].textContent}`);
                rows.push(...seen);
                pages.push(document.querySelectorAll('*').length);
                words.push(document.querySelector(".events .pager span").textContent);
                if (next().disabled)
                    return { rows, most: Math.max(...pages), words: [words[0], words.at(-1)] };
                next().click();
                for (let i = 0; i < 200 && document.querySelector(".events .pager span").textContent === words.at(-1); i++)
                    await new Promise(go => setTimeout(go, 5));
            }
        })()
        """;

    [Fact]
    public async Task Every_event_of_five_thousand_is_reached_by_paging_through_and_the_page_stays_light()
    {
        await using var page = await OpenAsync();
        Assert.InRange(await page.EvaluateAsync<int>(Nodes), 1, MostNodes);
        var found = await page.EvaluateAsync<JsonElement>(PageThrough);
        var rows = found.GetProperty("rows").EnumerateArray().Select(row => row.GetString()!).ToList();
        var recorded = await RecordedAsync();
        Assert.Equal(Events, recorded.Count);
        Assert.Equal(recorded.AsEnumerable().Reverse(), rows);
        Assert.Equal(["Events 1–25 of 5000", "Events 4976–5000 of 5000"], found.GetProperty("words").EnumerateArray().Select(words => words.GetString()));
        Assert.InRange(found.GetProperty("most").GetInt32(), 1, MostNodes);
        page.HasBehaved();
    }

    [Fact]
    public async Task What_a_reader_unfolds_keeps_it_light()
    {
        await using var page = await OpenAsync();
        await page.Page.Locator("details summary").EvaluateAllAsync<object?>("all => all.forEach(one => one.click())");
        while (await page.Page.Locator("button:has-text('more lanes')").CountAsync() > 0)
        {
            var lanes = await page.Page.Locator(".lane-title").CountAsync();
            await page.Page.Locator("button:has-text('more lanes')").ClickAsync();
            await page.UntilAsync($"document.querySelectorAll('.lane-title').length > {lanes}");
        }

        Assert.InRange(await page.EvaluateAsync<int>(Nodes), 1, MostNodes);

        // A tick of a lane narrows the table to its record, and leads back.
        await page.Page.Locator(".ticks").First.DispatchEventAsync("click");
        Assert.Contains("Only about", await (await page.SeesAsync(".events p:has(code)")).InnerTextAsync(), StringComparison.Ordinal);
        await page.Page.Locator(".events p:has(code) button").ClickAsync();
        await page.SeesAsync(".events .pager :text('of 5000')");
        Assert.InRange(await page.EvaluateAsync<int>(Nodes), 1, MostNodes);
        page.HasBehaved();
    }

    private async Task<WatchedPage> OpenAsync()
    {
        var page = await browser.OpenAsync(busy.Server.Address, "/country/FRA");
        await page.SeesAsync(".events .pager");
        await page.SeesAsync(".lanes-picture .bar");
        await page.UntilAsync("!document.querySelector('main .loading')");
        return page;
    }

    private async Task<List<string>> RecordedAsync()
    {
        var recorded = new List<string>();
        for (var path = "/v1/streams/country-FRA/events?limit=1000"; path is not null;)
        {
            var answer = await busy.Server.GetAsync(path);
            recorded.AddRange(answer.GetProperty("events").EnumerateArray().Select(one => $"{Kind(one.GetProperty("type").GetString()!)} {one.GetProperty("recordId").GetString()}"));
            path = answer.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        return recorded;
    }

    private static string Kind(string type) => type.Split('.')[0] switch
    {
        "stance-coded" => "Stance coded",
        "policy-announced" => "Policy announced",
        "policy-ended" => "Ended",
        "cable-sent" => "Cable sent",
        "record-corrected" => "Corrected",
        var other => other,
    };

    /// <summary>A server over stances, policies and their ends, corrections and cables of one country, and cables that press it. The tests only look.</summary>
    public sealed class Busy : IAsyncLifetime
    {
        private const string Source = """ "sources":[{"publisher":"P","title":"T","kind":"dataset","reliability":"B","credibility":2}] """;

        internal TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await TestServer.StartAsync(founding: false);
            var runner = new CommandRunner(Server.Log, EventCodec.Current, TimeProvider.System, () => new byte[16]);
            var commands = Enumerable.Range(0, 3_000).Select(Stance)
                .Concat(Enumerable.Range(0, 700).Select(Policy)).Concat(Enumerable.Range(0, 300).Select(End)).Concat(Enumerable.Range(0, 400).Select(Correction))
                .Concat(Enumerable.Range(0, 600).Select(n => Cable("FRA", "GBR", n))).Concat(Enumerable.Range(0, 300).Select(n => Cable("USA", "FRA", n)));
            foreach (var batch in commands.Chunk(500))
            {
                foreach (var result in await runner.RunAsync([.. batch.Select(json => CommandCodec.Read(Encoding.UTF8.GetBytes(json), "test").OrThrow())]))
                    result.OrThrow();
            }
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        private static string Stance(int n) =>
            $$"""{"command":"code-stance","jurisdiction":"FRA","id":"s{{n}}","area":"oxcgrt:{{new[] { "C1", "C2", "C4", "C7", "C8", "E1", "H1", "H6" }[n % 8]}}","period":"{{Day(n / 8)}}","value":{"level":{{n / 8 % 3}}},{{Source}}}""";

        private static string Policy(int n) =>
            $$$"""{"command":"announce-policy","jurisdictions":["FRA"],"id":"p{{{n}}}","instrument":"law","areas":[{"area":"migration:{{{new[] { "asylum", "entry", "integration" }[n % 3]}}}","value":{"direction":"moreRestrictive"}}],"announced":"{{{Day(n)}}}","effective":"{{{Day(n)}}}/..","text":{"title":"Law {{{n}}}"},{{{Source}}}}""";

        private static string End(int n) => $$"""{"command":"end-policy","record":"FRA-p{{n}}","on":"{{Day(n + 20)}}","how":"repealed",{{Source}}}""";

        private static string Correction(int n) => $$"""{"command":"correct-record","record":"FRA-p{{300 + n}}","changes":[{"field":"announced","from":"{{Day(300 + n)}}","to":"{{Day(301 + n)}}"}],"reason":"Misread.",{{Source}}}""";

        private static string Cable(string from, string to, int n) =>
            $$"""{"command":"send-cable","issuer":"{{from}}","id":"c{{n}}","addressees":[{"host":"{{to}}"}],"instructions":["report"],"asks":[{"area":"migration:asylum","wanted":"moreRestrictive"}],"on":"{{Day(n)}}","knownBy":"leaked","text":{"title":"Cable {{n}}"},{{Source}}}""";

        private static string Day(int n) => new DateOnly(2020, 1, 1).AddDays(n).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }
}
