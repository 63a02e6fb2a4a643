using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyLedger.Server.Tests.Node;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace PolicyLedger.Server.Tests.Observing;

/// <summary>Rules, dashboard and runbooks speak of what the server really exports, and of each other.</summary>
public sealed partial class MonitoringFilesTests
{
    private static readonly string Ops = Path.Combine(NodeProcess.Repository, "ops");

    private static readonly YamlNode[] Alerts = ReadAlerts();

    [Fact]
    public async Task Every_metric_that_is_named_is_one_that_the_server_exports_and_every_one_of_its_own_is_explained()
    {
        var exported = await Exported.ByServerAsync();
        var series = exported.SelectMany(metric => metric).Append("up").ToHashSet();
        var named = Alerts.Select(alert => alert["expr"].ToString()).Concat(Queries()).ToList();
        Assert.All(named, query => Assert.NotEmpty(Names(query)));
        Assert.All(named, query => Assert.Subset(series, Names(query)));
        var metrics = exported.Select(metric => metric.Key).ToHashSet();
        var explained = Metric().Matches(Text("monitoring/README.md")).Select(match => match.Value).Where(name => name.Contains('_')).ToHashSet();
        Assert.Subset(metrics, explained);
        Assert.Superset(metrics.Where(name => name.StartsWith("policyledger_", StringComparison.Ordinal)).ToHashSet(), explained);
    }

    [Fact]
    public void Every_alert_has_its_page_and_every_page_its_alert()
    {
        var names = Alerts.Select(alert => alert["alert"].ToString()).ToList();
        Assert.Distinct(names);
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetFiles(Path.Combine(Ops, "runbooks"), "*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name != "README").Order(StringComparer.Ordinal));
        foreach (var alert in Alerts)
        {
            var name = alert["alert"].ToString();
            Assert.Equal($"ops/runbooks/{name}.md", alert["annotations"]["runbook_url"].ToString());
            var page = Text($"runbooks/{name}.md");
            Assert.StartsWith($"# {name}: ", page);
            Assert.Equal(["What it means", "Look", "Do", "It is over when"], Headings().Matches(page).Select(heading => heading.Groups[1].Value));
            Assert.Contains($"| [{name}]({name}.md) | {alert["labels"]["severity"]} | ", Text("runbooks/README.md"));
            Assert.Contains($"alertname=\"{name}\"", Text("monitoring/rules.test.yml"));
        }
    }

    [Theory]
    [InlineData("check", "rules", "rules.yml")]
    [InlineData("test", "rules", "rules.test.yml")]
    [InlineData("check", "config", "--syntax-only", "prometheus.yml")]
    public async Task Promtool_accepts_the_files_and_each_alert_fires_when_it_should(params string[] arguments)
    {
        var promtool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(promtool is not null, "needs promtool (apt-get install prometheus)");
        using var process = Process.Start(new ProcessStartInfo(promtool, arguments) { WorkingDirectory = Path.Combine(Ops, "monitoring"), RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, string.Concat(said));
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Ops, name));

    private static YamlNode[] ReadAlerts()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Text("monitoring/rules.yml")));
        return [.. (YamlSequenceNode)yaml.Documents.Single().RootNode["groups"][0]["rules"]];
    }

    private static IEnumerable<string> Queries()
    {
        using var dashboard = JsonDocument.Parse(Text("monitoring/grafana-dashboard.json"));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!)];
    }

    // Labels stand in braces, or in parentheses after by.
    private static HashSet<string> Names(string query) => [.. Metric().Matches(Labels().Replace(query, "")).Select(match => match.Value)];

    [GeneratedRegex(@"\{[^}]*\}|\bby \([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(?:up|(?:policyledger|http_server|kestrel|dotnet|aspnetcore|process)_\w+)\b")]
    private static partial Regex Metric();

    [GeneratedRegex("(?m)^## (.+)$")]
    private static partial Regex Headings();
}
