using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using PolicyLedger.Auditing;
using PolicyLedger.Server.Observing;
using PolicyLedger.Server.Tests.Http;

namespace PolicyLedger.Server.Tests.Observing;

/// <summary>The series that a server exports for Prometheus: those that it shows, and those that it declares and shows once something happens.</summary>
internal static partial class Exported
{
    /// <summary>Names by their metric, histograms with three each.</summary>
    public static async Task<ILookup<string, string>> ByServerAsync()
    {
        var key = SigningKey.Create("test.invalid/ledger", "test", new byte[32]).OrThrow();
        await using var server = await TestServer.StartAsync((_, options) => options with { SigningKeys = [key] });
        using var http = new HttpClient { BaseAddress = server.Address };
        await server.GetAsync("/v1/stances/DEU");
        using (await http.GetAsync("/v1/subscriptions/events", HttpCompletionOption.ResponseHeadersRead))
        {
            // Whoever subscribes first has the feeds made.
        }

        var metrics = await server.TextAsync("/metrics");
        return Types().Matches(metrics).Select(type => (Name: type.Groups[1].Value, Histogram: type.Groups[2].Value == "histogram"))
            .Concat(Declared())
            .Distinct()
            .SelectMany(metric => Series(metric.Name, metric.Histogram).Select(series => (metric.Name, Series: series)))
            .ToLookup(pair => pair.Name, pair => pair.Series);
    }

    private static List<(string Name, bool Histogram)> Declared()
    {
        var found = new List<(string, bool)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name != Telemetry.Name)
                return;
            var counts = instrument is Counter<long> or ObservableCounter<long>;
            found.Add((instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "") + (counts ? "_total" : ""), instrument is Histogram<double>));
        };
        listener.Start();
        return found;
    }

    private static string[] Series(string name, bool histogram) => histogram ? [name + "_bucket", name + "_sum", name + "_count"] : [name];

    [GeneratedRegex("(?m)^# TYPE (\\S+) (\\S+)$")]
    private static partial Regex Types();
}
