using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

public sealed class FormsTests : IAsyncLifetime
{
    private const string Cell = "/v1/stances/DEU/migration:asylum.recognition?target=SYR&on=2025-11-30&basis=declared";

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

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
    [InlineData("/v1/diff?fromOn=2020-01-01&on=2025-11-30&basis=declared", "differences", 1)]
    public async Task Pages_give_every_item_once(string path, string items, int limit)
    {
        var all = (await server.GetAsync($"{path}{(path.Contains('?') ? "&" : "?")}limit=1000")).GetProperty(items).EnumerateArray().Select(item => item.GetRawText()).ToList();
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
        using var page = await client.GetAsync("/docs/");
        Assert.DoesNotContain("https://", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("/problems/invalid-input (400)", await client.GetStringAsync("/problems"), StringComparison.Ordinal);
    }
}
