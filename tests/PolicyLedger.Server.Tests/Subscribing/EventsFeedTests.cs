using System.Net;
using System.Text;
using System.Text.Json;
using PolicyLedger.Log;
using PolicyLedger.Sqlite.Log;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Server.Tests.Subscribing;

public class EventsFeedTests
{
    [Fact]
    public async Task The_log_comes_first_then_caughtUp_then_each_new_event()
    {
        await using var server = await LiveServer.StartAsync();
        await server.AnnounceAsync("GBR", "one", title: "Zwei\\nZeilen \\u2028 und mehr");
        using var client = await server.FollowAsync("events?after=-1");
        Assert.Equal(
            ("text/event-stream", "no-store", "no"),
            (client.Response.Content.Headers.ContentType!.ToString(), client.Response.Headers.CacheControl!.ToString(), client.Response.Headers.GetValues("X-Accel-Buffering").Single()));
        var there = await client.UntilAsync("caughtUp");
        Assert.Equal("2000", client.Retry);
        Assert.Equal([(0, null), (1, 0)], there.Select(m => (m.Id!.Value, m.Previous)));
        Assert.Equal(["codebook-adopted.v1", "policy-announced.v1"], there.Select(Type));

        await server.EndAsync("GBR-one", "2024-01-01");
        var ended = await client.NextAsync("event");
        Assert.Equal((2L, 1L, "policy-ended.v1"), (ended.Id, ended.Previous, Type(ended)));
    }

    [Fact]
    public async Task An_event_is_sent_as_a_CloudEvent()
    {
        await using var server = await LiveServer.StartAsync();
        var receipt = await server.AnnounceAsync("GBR", "one", title: "Overhaul");
        using var client = await server.FollowAsync("events?after=0");
        var e = (await client.NextAsync("event")).Data.GetProperty("event");
        var stored = (await server.Log.ReadAllAsync(1).ToListAsync()).Single();
        string Of(string name) => e.GetProperty(name).GetString()!;
        Assert.Equal(
            ["1.0", stored.Id.ToString(), "/v1/streams/country-GBR", "policy-announced.v1", "GBR-one", "application/json", "00000000000000000001", "0", "tester"],
            new[] { "specversion", "id", "source", "type", "subject", "datacontenttype", "sequence", "revision", "recorder" }.Select(Of));
        Assert.Equal(Dates.Iso.Write(receipt.RecordedAt), Of("time"));
        var data = e.GetProperty("data");
        Assert.Equal(Encoding.UTF8.GetString(stored.Facts.Span), data.GetProperty("facts").GetRawText());
        Assert.Equal("Overhaul", data.GetProperty("text").GetProperty("title").GetString());
        Assert.Equal(EventCodec.TextHashOf(stored), data.GetProperty("textHash").GetString());
    }

    [Theory]
    [InlineData("jurisdiction=GBR", "1 2 6")]
    [InlineData("jurisdiction=germany,fr", "3 4")]
    [InlineData("jurisdiction=DEU&jurisdiction=FRA", "3 4")]
    [InlineData("kind=policy-announced", "1 3")]
    [InlineData("kind=policy-announced.v1,policy-ended", "1 2 3")]
    [InlineData("area=migration:asylum", "0 1 2")]
    [InlineData("area=migration:border", "0 3 4")]
    [InlineData("area=migration:integration", "0 4")]
    [InlineData("area=oxcgrt:C1,migration:border", "0 3 4 5 6")]
    [InlineData("area=migration:border&jurisdiction=FRA&kind=record-corrected&ticket=x", "4")]
    public async Task A_filter_lets_through_what_it_names_live_and_from_the_store(string filter, string positions)
    {
        await using var server = await LiveServer.StartAsync();
        using var live = await server.FollowAsync("events?after=-1");
        using var filtered = await server.FollowAsync($"events?after=-1&{filter}");
        await server.AnnounceAsync("GBR", "one");
        await server.EndAsync("GBR-one", "2024-01-01");
        await server.AnnounceAsync("FRA", "two", "migration:border");
        await server.RecordAsync($$"""{"command":"correct-record","record":"FRA-two","changes":[{"field":"areas","from":{{Areas("border")}},"to":{{Areas("integration")}}}],"reason":"misread","sources":[{{LiveServer.Source}}]}""");
        await server.CodeAsync("GBR", "c", "2021", 2);
        Assert.Equal(7, await server.Log.EndAsync());
        var expected = positions.Split(' ').Select(long.Parse).ToList();

        await using var later = await LiveServer.StartAsync(beside: server);
        using var again = await later.FollowAsync($"events?after=-1&{filter}");
        var stored = (await again.UntilAsync("caughtUp")).ConvertAll(m => m.Id!.Value);
        var seen = new List<Received>();
        while (seen.Count < expected.Count)
        {
            if (await filtered.ReadAsync() is { Name: "event" } message)
                seen.Add(message);
        }

        Assert.Equal(expected, stored);
        Assert.Equal(expected, seen.Select(m => m.Id!.Value));
        Assert.Equal([null, .. expected[..^1]], seen.Select(m => m.Previous));
    }

    [Fact]
    public async Task A_client_resumes_exactly_by_header_and_by_parameter_and_else_begins_now()
    {
        await using var server = await LiveServer.StartAsync();
        for (var i = 0; i < 4; i++)
            await server.AnnounceAsync("GBR", $"n{i}");
        using (var byHeader = await server.FollowAsync("events?after=0", "2"))
            Assert.Equal([(3, 2), (4, 3)], (await byHeader.UntilAsync("caughtUp")).Select(m => (m.Id, m.Previous)));
        using (var byParameter = await server.FollowAsync("events?after=3"))
            Assert.Equal([(4, 3)], (await byParameter.UntilAsync("caughtUp")).Select(m => (m.Id, m.Previous)));
        using var now = await server.FollowAsync("events");
        Assert.Equal(4, (await now.NextAsync("caughtUp")).Data.GetProperty("position").GetInt64());

        // Known before the first message, so that a browser that loses the connection now loses nothing.
        Assert.Equal("4", now.LastEventId);
        await server.AnnounceAsync("GBR", "n4");
        var first = await now.NextAsync("event");
        Assert.Equal((5, 4), (first.Id, first.Previous));
    }

    [Theory]
    [InlineData("events", "7", "is beyond the log's end, 1")]
    [InlineData("events?after=1", "abc", "is no position")]
    [InlineData("changes?after=2", null, "is beyond the log's end, 1")]
    [InlineData("changes?after=-2", null, "is no position")]
    public async Task An_id_that_is_no_position_of_the_log_asks_to_load_again(string feed, string? lastEventId, string reason)
    {
        await using var server = await LiveServer.StartAsync();
        await server.AnnounceAsync("GBR", "one");
        using var client = await server.FollowAsync(feed, lastEventId);
        var resync = await client.NextAsync("resync");
        Assert.Contains(reason, resync.Data.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, null), (resync.Data.GetProperty("end").GetInt64(), resync.Id));
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task What_another_process_commits_is_sent_too()
    {
        await using var server = await LiveServer.StartAsync();
        using var client = await server.FollowAsync("events");
        await client.NextAsync("caughtUp");
        await using var other = await SqliteEventLog.OpenAsync(server.Ledger, SqliteLogMode.MustExist);
        await server.AnnounceAsync("GBR", "one", by: new(other, EventCodec.Current, TimeProvider.System, () => new byte[16]));
        Assert.Equal([0, 1], [(await client.NextAsync("event")).Id, (await client.NextAsync("event")).Id]);
    }

    [Fact]
    public async Task A_text_that_was_erased_is_not_sent_whether_kept_or_stored()
    {
        await using var server = await LiveServer.StartAsync();
        using var client = await server.FollowAsync("events?after=-1");
        await server.AnnounceAsync("GBR", "one", title: "Secret");
        await server.AnnounceAsync("GBR", "two", title: "Open");
        await server.RecordAsync("""{"command":"erase-record","record":"GBR-one","grounds":"courtOrder","reason":"ordered"}""");
        while (await client.ReadAsync() is { Id: not 3 })
        {
        }

        // The store still has it: only the order to erase is recorded.
        Assert.NotNull((await server.Log.ReadAllAsync(1).ToListAsync())[0].Text);
        await using var later = await LiveServer.StartAsync(beside: server);
        foreach (var place in new[] { server, later })
        {
            using var again = await place.FollowAsync("events?after=-1");
            var messages = await again.UntilAsync("caughtUp");
            Assert.DoesNotContain(messages, m => m.Data.GetRawText().Contains("Secret", StringComparison.Ordinal));
            Assert.Equal([false, true, false, false], messages.Select(m => Data(m).GetProperty("textErased").GetBoolean()));
            Assert.Equal([JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Object, JsonValueKind.Object], messages.Select(m => Data(m).GetProperty("text").ValueKind));
        }
    }

    [Theory]
    [InlineData("events?jurisdiction=XYZ", "jurisdiction", "XYZ")]
    [InlineData("events?jurisdiction=GBR,,FRA", "jurisdiction", "")]
    [InlineData("events?area=asylum", "area", "asylum")]
    [InlineData("events?area=migration:asylun", "area", "migration:asylun")]
    [InlineData("changes?area=nowhere:asylum", "area", "nowhere:asylum")]
    [InlineData("events?kind=policy", "kind", "policy")]
    [InlineData("events?kind=policy-announced.v9", "kind", "policy-announced.v9")]
    [InlineData("events?basis=declared", "basis", "declared")]
    [InlineData("changes?kind=cable-sent", "kind", "cable-sent")]
    [InlineData("changes?basis=both", "basis", "both")]
    [InlineData("changes?recoding=yes", "recoding", "yes")]
    [InlineData("changes?recoding=true&recoding=false", "recoding", "true,false")]
    [InlineData("changes?after=1&after=2", "after", "1,2")]
    public async Task A_wrong_parameter_is_refused_with_its_name_its_value_and_the_rule(string feed, string field, string value)
    {
        await using var server = await LiveServer.StartAsync();
        using var response = await server.Client.GetAsync("/v1/subscriptions/" + feed);
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json", "/problems/invalid-input"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType, problem.GetProperty("type").GetString()));
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal((field, value), (error.GetProperty("field").GetString(), error.GetProperty("value").GetString()));
        Assert.NotEqual("", error.GetProperty("rule").GetString());
    }

    private static string Areas(string area) => $$$"""[{"area":"migration:{{{area}}}","codebookVersion":1,"value":{"direction":"moreRestrictive"}}]""";

    private static string Type(Received message) => message.Data.GetProperty("event").GetProperty("type").GetString()!;

    private static JsonElement Data(Received message) => message.Data.GetProperty("event").GetProperty("data");
}
