using System.Net;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

public sealed class ReadsTests : IAsyncLifetime
{
    private const string Cell = "/v1/stances/DEU/migration:asylum.recognition?target=SYR&on=2025-11-30&basis=declared";

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_stance_is_told_with_all_that_it_was_computed_with()
    {
        var answer = await server.GetAsync(Cell);
        var (asked, stance) = (answer.GetProperty("asked"), answer.GetProperty("stance"));
        Assert.Equal("moreRestrictive", stance.GetProperty("direction").GetString());
        Assert.Equal("definite", stance.GetProperty("certainty").GetString());
        Assert.Equal(("2025-11-30", 7, "declared", 1), (asked.GetProperty("on").GetString(), asked.GetProperty("at").GetInt32(), asked.GetProperty("basis").GetString(), asked.GetProperty("ruleVersion").GetInt32()));
    }

    [Theory]
    [InlineData("/v1/stances/DEU")]
    [InlineData("/v1/stances?area=migration:asylum")]
    [InlineData("/v1/stances/GBR/migration:asylum")]
    [InlineData("/v1/timeline/DEU/migration:asylum.recognition?target=SYR&basis=declared")]
    [InlineData("/v1/diff?fromOn=2025-01-01&on=2025-11-30&basis=declared")]
    [InlineData("/v1/pressure/GBR?on=2025-11-30")]
    [InlineData("/v1/beliefs/DEU/migration:asylum.recognition?target=SYR&basis=declared")]
    [InlineData("/v1/records")]
    [InlineData("/v1/records?jurisdiction=DEU")]
    [InlineData("/v1/records/GBR-2025-asylum-overhaul")]
    [InlineData("/v1/events")]
    [InlineData("/v1/events?type=cable-sent")]
    [InlineData("/v1/events/0")]
    [InlineData("/v1/streams/country-USA/events")]
    [InlineData("/v1/streams/codebook-migration/events")]
    [InlineData("/v1/changes")]
    [InlineData("/v1/jurisdictions")]
    [InlineData("/v1/jurisdictions/Germany")]
    [InlineData("/v1/areas")]
    [InlineData("/v1/areas/oxcgrt:C8")]
    [InlineData("/v1/codebooks")]
    [InlineData("/v1/codebooks/visa")]
    [InlineData("/v1/schemas/policy-announced.v1")]
    [InlineData("/healthz/live")]
    public async Task Each_resource_answers_as_described(string path)
    {
        using var answer = await server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(server.Check.Seen.Keys, seen => seen.StartsWith("GET ", StringComparison.Ordinal) && seen.EndsWith(" 200", StringComparison.Ordinal));
        using var head = await server.Client.SendAsync(new(HttpMethod.Head, path));
        Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync()).Length));
    }

    [Theory]
    [InlineData("/v1/stances/DEU?on=2025-11-31", "on", "2025-11-31")]
    [InlineData("/v1/stances/DEU?on=30.11.2025", "on", "30.11.2025")]
    [InlineData("/v1/stances/DEU?knownAt=2025-11-30", "knownAt", "2025-11-30")]
    [InlineData("/v1/stances/DEU?at=-2", "at", "-2")]
    [InlineData("/v1/stances/DEU?at=x", "at", "x")]
    [InlineData("/v1/stances/DEU?basis=forced", "basis", "forced")]
    [InlineData("/v1/stances/DEU?rule=2", "rule", "2")]
    [InlineData("/v1/stances/DEU?knowAt=2025-11-30T00:00:00Z", "knowAt", "2025-11-30T00:00:00Z")]
    [InlineData("/v1/stances/DEU?on=2025-11-30&on=2025-11-29", "on", "2025-11-30,2025-11-29")]
    [InlineData("/v1/stances/ATL", "jurisdiction", "ATL")]
    [InlineData("/v1/stances/DEU/asylum", "area", "asylum")]
    [InlineData("/v1/stances/DEU/nobook:x", "area", "nobook:x")]
    [InlineData("/v1/stances", "area", null)]
    [InlineData("/v1/stances/DEU?target=-", "target", "-")]
    [InlineData("/v1/stances/DEU?limit=0", "limit", "0")]
    [InlineData("/v1/stances/DEU?limit=1001", "limit", "1001")]
    [InlineData("/v1/stances/DEU?after=x", "after", "x")]
    [InlineData("/v1/stances/DEU?format=xml", "format", "xml")]
    [InlineData("/v1/timeline/DEU/oxcgrt:C8?from=2021-01-01&until=2021-01-01", "until", "2021-01-01")]
    [InlineData("/v1/diff?fromKnownAt=2030-01-01T00:00:00Z&knownAt=2025-01-01T00:00:00Z", "fromKnownAt", "2030-01-01T00:00:00Z")]
    [InlineData("/v1/diff?fromOn=9999-12-31", "fromOn", "9999-12-31")]
    [InlineData("/v1/timemaps/DEU/oxcgrt:C8?format=json", "format", "json")]
    [InlineData("/v1/events?type=coup", "type", "coup")]
    [InlineData("/v1/events?after=x", "after", "x")]
    [InlineData("/v1/records?after=x", "after", "x")]
    [InlineData("/v1/records/nothing", "record", "nothing")]
    [InlineData("/v1/panel?from=2021-01-01", "until", null)]
    [InlineData("/v1/panel?from=2021-01-01&until=2200-01-01", "until", "2200-01-01")]
    public async Task What_breaks_a_rule_is_refused_by_its_name(string path, string field, string? value)
    {
        var refused = await server.RefusedAsync(path);
        Assert.Equal((field, value), (refused.Field, refused.Value));
    }

    [Theory]
    [InlineData("/v1/records/DEU-no-such-record", "record")]
    [InlineData("/v1/records/GBR-2025-asylum-overhaul/7", "entry")]
    [InlineData("/v1/events/1000", "position")]
    [InlineData("/v1/streams/weather/events", "stream")]
    [InlineData("/v1/codebooks/nobook", "codebook")]
    [InlineData("/v1/areas/nobook:x", "area")]
    [InlineData("/v1/log/tile/0/999", "checkpoint")]
    public async Task What_is_not_there_is_not_found(string path, string field)
    {
        using var response = await server.Client.GetAsync(path);
        Assert.Equal(field, (await TestServer.RefusalIn(response, 404)).Field);
    }

    [Fact]
    public async Task A_path_that_is_not_there_and_a_method_that_is_not_taken_are_problems_too()
    {
        Assert.Equal("/problems/not-found", (await TestServer.ProblemIn(await server.Client.GetAsync("/v1/nothing"), 404)).GetProperty("type").GetString());
        using var deleted = await server.Client.DeleteAsync("/v1/events");
        Assert.Equal("GET", string.Join(",", deleted.Content.Headers.Allow));
        Assert.Equal("/problems/no-such-method", (await TestServer.ProblemIn(deleted, 405)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Large_questions_wait_their_turn_and_not_for_ever()
    {
        await using var narrow = await TestServer.StartAsync((_, options) => options with { HeavyReads = 1, Patience = TimeSpan.FromMilliseconds(1) });
        var statuses = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ => (int)(await narrow.Client.GetAsync("/v1/panel?from=2000-01-01&until=2050-01-01")).StatusCode));
        Assert.Equal([200, 429], statuses.Distinct().Order());
        Assert.Equal(200, (int)(await narrow.Client.GetAsync("/v1/panel?from=2000-01-01&until=2000-02-01")).StatusCode);
    }

    [Fact]
    public async Task A_read_waits_for_a_position_that_is_still_to_come()
    {
        var end = (await server.GetAsync("/v1/stances/FRA/oxcgrt:C8")).GetProperty("asked").GetProperty("at").GetInt64();
        var waiting = server.GetAsync($"/v1/stances/FRA/oxcgrt:C8?on=2021-05-10&minPosition={end + 1}");
        var recorded = await server.RecordAsync("code-stance", """{"jurisdiction":"FRA","area":"oxcgrt:C8","period":"2021-05","value":{"level":2},"sources":[{"publisher":"P","kind":"dataset","reliability":"B","credibility":2}]}""");
        Assert.True(recorded.GetProperty("position").GetInt64() > end);
        Assert.True((await waiting).GetProperty("asked").GetProperty("at").GetInt64() > end);
    }

    [Fact]
    public async Task A_position_that_does_not_come_is_a_problem_to_try_again()
    {
        await using var hasty = await TestServer.StartAsync((_, options) => options with { Patience = TimeSpan.FromMilliseconds(50) });
        using var response = await hasty.Client.GetAsync("/v1/stances/FRA?minPosition=1000");
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal("/problems/not-there-yet", (await TestServer.ProblemIn(response, 503)).GetProperty("type").GetString());
    }
}
