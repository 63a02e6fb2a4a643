using System.Globalization;
using Microsoft.Playwright;
using PolicyLedger.Server.Hosting;
using PolicyLedger.Sqlite.Models;
using PolicyLedger.Wire;

namespace PolicyLedger.Benchmarks;

/// <summary>A step of the world view's clocks in real Chromium: its script time, until the map shows it, against a plain loop in the same page that sets the class of as many shapes.</summary>
internal static class DashboardBenchmark
{
    private const string Chromium = "/usr/bin/chromium";

    private const int Warmth = 20;

    // Each step and each floor ends two frames on, when the page has drawn. The floor has shapes of its own, a copy of the map's.
    private const string Prepare = """
        const world = document.querySelector('.world'), copy = document.querySelector('.map').cloneNode(true);
        document.body.append(copy);
        const shapes = [...copy.querySelectorAll('.land')], looks = ['land lev-0', 'land lev-8'];
        const drawn = () => new Promise(done => {
            const look = () => world.getAttribute('aria-busy') === 'false' ? requestAnimationFrame(() => setTimeout(done)) : requestAnimationFrame(look);
            requestAnimationFrame(look);
        });
        let turn = 0;
        window.floorStep = () => {
            const look = looks[turn++ % 2];
            for (const shape of shapes)
                shape.setAttribute('class', look);
            return drawn();
        };
        window.clockStep = name => {
            const range = document.getElementById(`clock-${name}`);
            range.value = Number(range.value) + 1;
            range.dispatchEvent(new Event('input', { bubbles: true }));
            return drawn();
        };
        shapes.length
        """;

    public static async Task RunAsync(Bench bench)
    {
        if (!File.Exists(Chromium))
        {
            Console.WriteLine($"dashboard skipped: there is no {Chromium}; install the package chromium");
            return;
        }

        var (path, events) = (bench.NewFile("dashboard"), bench.Size(100_000, 1_000));
        await using var log = await Workload.OpenAsync(path);
        await Workload.FillAsync(Workload.Runner(log), events);
        await using var models = await SqliteReadModels.OpenAsync(SqliteReadModels.PathFor(path), log, EventCodec.Current);
        await models.CatchUpAsync();
        await using var server = await ServerBenchmarks.StartAsync(log, models, path, () => []);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        foreach (var (clock, from) in new[] { ("valid", "on=2020-03-01"), ("known", "on=2021-06-01&known=2022-02-01") })
        {
            var page = await OpenAsync(browser, server, from);
            if (page is null)
            {
                Console.WriteLine("dashboard skipped: the server was built without it; node and npm are needed");
                return;
            }

            await MeasureAsync(page, clock, events, bench.Size(360));
            await page.CloseAsync();
        }
    }

    /// <summary>The world view with the courses of its countries loaded; null where the server has none.</summary>
    private static async Task<IPage?> OpenAsync(IBrowser browser, LedgerServer server, string from)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        page.SetDefaultTimeout(120_000);
        await page.GotoAsync(new Uri(server.Addresses[0], $"/world?area=oxcgrt:C1&basis=inForce&{from}").ToString());
        if (await page.Locator("#app").CountAsync() == 0)
            return null;
        await page.Locator(".map .land[class*=lev-]").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator(".clock-valid .rug path[d^=M]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return page;
    }

    private static async Task MeasureAsync(IPage page, string clock, int events, int steps)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("Performance.enable");
        var shapes = await page.EvaluateAsync<int>(Prepare);
        var (floors, measured) = (new List<Spent>(), new List<Spent>());
        for (var step = -Math.Min(Warmth, steps); step < steps; step++)
        {
            var begun = await SpentAsync(devtools);
            await page.EvaluateAsync("floorStep()");
            var between = await SpentAsync(devtools);
            await page.EvaluateAsync("name => clockStep(name)", clock);
            var ended = await SpentAsync(devtools);
            if (step < 0)
                continue;
            floors.Add(between - begun);
            measured.Add(ended - between);
        }

        var (script, floor, task) = (Sorted(measured, one => one.Script), Sorted(floors, one => one.Script), Sorted(measured, one => one.Task));
        var ratio = Bench.Median(measured.Zip(floors, (subject, bare) => subject.Script / bare.Script).ToList());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"dashboard, a step of the {clock} clock, {events:N0} events, {shapes} shapes, {steps} steps   script p50 {Bench.Percentile(script, 0.5):F2} ms p95 {Bench.Percentile(script, 0.95):F2} ms max {script[^1]:F2} ms   floor p50 {Bench.Percentile(floor, 0.5):F2} ms p95 {Bench.Percentile(floor, 0.95):F2} ms max {floor[^1]:F2} ms   ratio {ratio:F2}; main thread p50 {Bench.Percentile(task, 0.5):F2} ms p95 {Bench.Percentile(task, 0.95):F2} ms, style and layout included"));
    }

    private static async Task<Spent> SpentAsync(ICDPSession devtools)
    {
        var metrics = (await devtools.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("value").GetDouble());
        return new(metrics["ScriptDuration"] * 1000, metrics["TaskDuration"] * 1000);
    }

    private static List<double> Sorted(List<Spent> all, Func<Spent, double> what) => all.Select(what).Order().ToList();

    /// <summary>Milliseconds of the page's main thread: in scripts, and in all.</summary>
    private readonly record struct Spent(double Script, double Task)
    {
        public static Spent operator -(Spent after, Spent before) => new(after.Script - before.Script, after.Task - before.Task);
    }
}
