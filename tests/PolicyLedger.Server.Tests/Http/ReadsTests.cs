using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
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

    [Fact]
    public async Task A_pinned_answer_is_the_same_to_the_byte_after_more_was_recorded_and_is_kept_for_ever()
    {
        var pinned = (await server.GetAsync(Cell)).GetProperty("asked").GetProperty("pinned").GetString()!;
        using var first = await server.Client.GetAsync(pinned);
        await server.RecordAsync("end-policy", """{"record":"DEU-2025-syria-recognition","on":"2025-11-20","how":"withdrawn","sources":[{"publisher":"P","kind":"press","reliability":"B","credibility":2}]}""");
        using var second = await server.Client.GetAsync(pinned);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", second.Headers.GetValues("Cache-Control")));
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.NotEqual("known", (await server.GetAsync(Cell)).GetProperty("stance").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("&at=1000000")]
    [InlineData("")]
    public async Task What_is_not_past_is_not_kept(string at)
    {
        using var answer = await server.Client.GetAsync($"{Cell}&knownAt=2099-01-01T00:00:00Z{at}");
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task An_answer_that_is_known_already_is_not_sent_again_until_something_is_recorded()
    {
        using var first = await server.Client.GetAsync(Cell);
        Assert.Equal(HttpStatusCode.NotModified, (await AskAgainAsync()).StatusCode);
        await server.RecordAsync("end-policy", """{"record":"DEU-2025-syria-recognition","on":"2025-11-20","how":"withdrawn","sources":[{"publisher":"P","kind":"press","reliability":"B","credibility":2}]}""");
        Assert.Equal(HttpStatusCode.OK, (await AskAgainAsync()).StatusCode);

        async Task<HttpResponseMessage> AskAgainAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, Cell);
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            return await server.Client.SendAsync(request);
        }
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
    [InlineData("/v1/log/tile/0/999", "tile")]
    public async Task What_is_not_there_is_not_found(string path, string field)
    {
        using var response = await server.Client.GetAsync(path);
        if (path.Contains("/log/", StringComparison.Ordinal))
            Assert.Equal("checkpoint", (await TestServer.RefusalIn(response, 404)).Field);
        else
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

    [Theory]
    [InlineData("text/csv", "text/csv", "jurisdiction,area,target,on,known_at,at,basis,status")]
    [InlineData("application/jsonl", "application/jsonl", "{\"jurisdiction\":\"DEU\"")]
    [InlineData("text/*;q=0.5, application/json;q=0.4", "text/csv", "jurisdiction,area")]
    [InlineData("application/*", "application/json", "{\"asked\":")]
    [InlineData("image/png, */*;q=0.1", "application/json", "{\"asked\":")]
    public async Task The_form_follows_what_is_accepted(string accept, string type, string begins)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Cell);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(begins, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_there_is_not_is_not_acceptable()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Cell);
        request.Headers.Accept.Add(new("image/png"));
        Assert.Equal("/problems/not-acceptable", (await TestServer.ProblemIn(await server.Client.SendAsync(request), 406)).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("/v1/stances?area=migration:asylum&on=2025-11-30", "stances", 1)]
    [InlineData("/v1/records", "records", 3)]
    [InlineData("/v1/events", "events", 3)]
    [InlineData("/v1/streams/country-USA/events", "events", 1)]
    [InlineData("/v1/jurisdictions", "jurisdictions", 1000)]
    [InlineData("/v1/diff?fromOn=2020-01-01&on=2025-11-30&basis=declared", "differences", 1)]
    public async Task Pages_give_every_item_once(string path, string items, int limit)
    {
        var all = (await server.GetAsync(path + (path.Contains('?') ? "&" : "?") + (items == "jurisdictions" ? "on=2025-01-01" : "limit=1000"))).GetProperty(items).EnumerateArray().Select(item => item.GetRawText()).ToList();
        if (items == "jurisdictions")
            return;
        var (found, pages) = (new List<string>(), 0);
        for (var next = $"{path}{(path.Contains('?') ? "&" : "?")}limit={limit}"; next is not null; pages++)
        {
            using var response = await server.Client.GetAsync(next);
            var page = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
            found.AddRange(page.GetProperty(items).EnumerateArray().Select(item => item.GetRawText()));
            next = page.GetProperty("next").GetString();
            Assert.Equal(next is not null, response.Headers.GetValues("Link").Any(link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal)));
        }

        // The knowledge time of each request is its own.
        Assert.Equal(all.Count, found.Count);
        Assert.Equal(all.Count, found.Distinct().Count());
        Assert.True(pages > 1 || all.Count <= limit);
    }

    [Fact]
    public async Task Stances_of_the_past_are_led_to_by_Accept_Datetime()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Cell);
        request.Headers.TryAddWithoutValidation("Accept-Datetime", "Thu, 01 Jul 2021 00:00:00 GMT");
        using var led = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Found, led.StatusCode);
        Assert.Contains("Accept-Datetime", led.Headers.Vary);
        using var memento = await server.Client.GetAsync(led.Headers.Location);
        Assert.Equal("Thu, 01 Jul 2021 00:00:00 GMT", Assert.Single(memento.Headers.GetValues("Memento-Datetime")));
        Assert.Contains("\"notYetKnown\"", await memento.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(memento.Headers.GetValues("Link"), link => link.EndsWith("rel=\"original timegate\"", StringComparison.Ordinal));
        var map = memento.Headers.GetValues("Link").Single(link => link.Contains("rel=\"timemap\"", StringComparison.Ordinal));
        Assert.Contains("rel=\"first last memento\"", await server.TextAsync(map[1..map.IndexOf('>')]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_times_of_a_time_map_lead_to_its_mementos()
    {
        var map = await server.TextAsync("/v1/timemaps/DEU/migration:asylum.recognition?target=SYR&on=2025-11-30&basis=declared");
        var time = map[(map.LastIndexOf("datetime=\"", StringComparison.Ordinal) + "datetime=\"".Length)..].TrimEnd('\n', '"');
        var request = new HttpRequestMessage(HttpMethod.Get, Cell);
        request.Headers.TryAddWithoutValidation("Accept-Datetime", time);
        using var led = await server.Client.SendAsync(request);
        Assert.Contains("\"moreRestrictive\"", await server.TextAsync(led.Headers.Location!.ToString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/records/GBR-1900-nothing", 404)]
    [InlineData("/v1/records/GBR-2025-asylum-overhaul", 200)]
    public async Task Anything_that_is_known_does_not_stand_for_what_there_is_not(string path, int status)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        Assert.Equal(status, (int)(await server.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("/v1/streams/country-GBR/events?limit=1", "asked")]
    [InlineData("/v1/records/GBR-2025-asylum-overhaul", "asked")]
    [InlineData("/v1/events?limit=3", "asked")]
    [InlineData("/v1/timeline/GBR/migration:asylum?basis=declared", "asked")]
    [InlineData("/v1/pressure/GBR?on=2025-11-30", "asked")]
    [InlineData("/v1/diff?fromOn=2025-01-01&on=2025-11-30&fromKnownAt=2020-01-01T00:00:00Z", "asked")]
    [InlineData("/v1/changes", "asked")]
    [InlineData("/v1/beliefs/GBR/migration:asylum?basis=declared", "asked")]
    public async Task Whatever_is_pinned_is_the_same_to_the_byte_when_more_was_recorded(string path, string asked)
    {
        var pinned = (await server.GetAsync(path)).GetProperty(asked).GetProperty("pinned").GetString()!;
        var before = await server.Client.GetByteArrayAsync(pinned);
        await server.RecordAsync("end-policy", """{"record":"GBR-2025-asylum-overhaul","on":"2025-11-28","how":"withdrawn","sources":[{"publisher":"P","kind":"press","reliability":"B","credibility":2}]}""");
        Assert.Equal(before, await server.Client.GetByteArrayAsync(pinned));
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
    public async Task A_time_that_is_no_HTTP_date_is_refused_and_one_to_come_is_now()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Cell);
        request.Headers.TryAddWithoutValidation("Accept-Datetime", "2021-07-01");
        Assert.Equal("Accept-Datetime", (await TestServer.RefusalIn(await server.Client.SendAsync(request), 400)).Field);
        request = new(HttpMethod.Get, Cell);
        request.Headers.TryAddWithoutValidation("Accept-Datetime", "Sat, 01 Jan 2089 00:00:00 GMT");
        using var led = await server.Client.SendAsync(request);
        Assert.DoesNotContain("knownAt=2089", led.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_waits_for_the_position_that_a_recording_answered_and_not_for_ever()
    {
        var recorded = await server.RecordAsync("code-stance", """{"jurisdiction":"FRA","area":"oxcgrt:C8","period":"2021-05","value":{"level":2},"sources":[{"publisher":"P","kind":"dataset","reliability":"B","credibility":2}]}""");
        var position = recorded.GetProperty("position").GetInt64();
        var answer = await server.GetAsync($"/v1/stances/FRA/oxcgrt:C8?on=2021-05-10&minPosition={position}");
        Assert.Equal(2, answer.GetProperty("stance").GetProperty("level").GetInt32());
    }

    [Fact]
    public async Task A_position_that_does_not_come_is_a_problem_to_try_again()
    {
        await using var hasty = await TestServer.StartAsync((_, options) => options with { Patience = TimeSpan.FromMilliseconds(50) });
        using var response = await hasty.Client.GetAsync("/v1/stances/FRA?minPosition=1000");
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Equal("/problems/not-there-yet", (await TestServer.ProblemIn(response, 503)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Large_answers_are_compressed_where_that_is_taken()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/codebooks");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await new HttpClient { BaseAddress = server.Address }.SendAsync(request);
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
    }

    [Fact]
    public async Task The_panel_is_the_same_in_each_form()
    {
        await server.RecordAsync("code-stance", """{"jurisdiction":"FRA","area":"oxcgrt:C8","period":"2021-05","value":{"level":2},"sources":[{"publisher":"P","kind":"dataset","reliability":"B","credibility":2}]}""");
        const string Panel = "/v1/panel?from=2021-04-29&until=2021-06-03&area=oxcgrt:C8";
        var csv = (await server.TextAsync(Panel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var lines = (await server.TextAsync(Panel + "&format=jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await using var parquet = await Parquet.ParquetReader.CreateAsync(new MemoryStream(await server.Client.GetByteArrayAsync(Panel + "&format=parquet")));
        using var group = parquet.OpenRowGroupReader(0);
        Assert.Equal("jurisdiction,area,target,day,status,level,days,direction,magnitude,label,certainty,record_id", csv[0]);
        Assert.Equal((36, 35, 35), (csv.Length, lines.Length, (int)group.RowCount));
        Assert.Contains(csv, line => line.StartsWith("FRA,oxcgrt:C8,,2021-05-31,known,2,", StringComparison.Ordinal));
        Assert.Equal(csv[0].Split(','), parquet.Schema.DataFields.Select(field => field.Name));
    }

    [Fact]
    public async Task Nothing_in_the_pages_of_the_description_comes_from_elsewhere()
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        var page = await client.GetStringAsync("/docs/");
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("/problems/invalid-input (400)", await client.GetStringAsync("/problems"), StringComparison.Ordinal);
    }
}
