using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PolicyLedger.Log;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

public sealed class CommandsTests : IAsyncLifetime
{
    private const string Source = """{"publisher":"Example tracker","kind":"dataset","reliability":"B","credibility":2}""";

    private static readonly string Coded = $$"""{"jurisdiction":"FRA","id":"c8-spring","area":"oxcgrt:C8","period":"2021-05","value":{"level":2},"sources":[{{Source}}]}""";

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync(founding: false, clock: new PolicyLedger.Testing.SettableClock(new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Each_command_is_recorded_through_its_own_address_by_whoever_the_server_knows()
    {
        foreach (var (name, json) in Examples())
        {
            using var response = await server.PostAsync(name, json);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode is HttpStatusCode.Created || (name == "erase-record" && response.StatusCode == HttpStatusCode.Accepted), $"{name}: {(int)response.StatusCode} {text}");
            using var again = await server.PostAsync(name, json);
            Assert.True(again.IsSuccessStatusCode && (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("already").GetBoolean(), $"{name} again: {await again.Content.ReadAsStringAsync()}");
        }

        Assert.Equal(CommandCodec.Names, server.Check.Seen.Keys.Where(seen => seen.StartsWith("POST /v1/commands/", StringComparison.Ordinal)).Select(seen => seen.Split(' ')[1].Split('/')[^1]).Distinct().Order(StringComparer.Ordinal));
        await foreach (var stored in server.Log.ReadAllAsync())
            Assert.Equal("local", EventCodec.Current.Decode(stored).Metadata.Recorder);
    }

    [Fact]
    public void Each_command_is_described_as_it_is_taken()
    {
        foreach (var (name, json) in Examples())
        {
            var schema = server.Check.Document["paths"]![$"/v1/commands/{name}"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
            Assert.Null(server.Check.Break(schema, json));
            var more = JsonNode.Parse(json)!.AsObject();
            more["unheardOf"] = 1;
            Assert.NotNull(server.Check.Break(schema, more.ToJsonString()));
            var required = schema["required"]!.AsArray().Select(member => (string)member!).ToList();
            Assert.NotEmpty(required);
            foreach (var member in required)
            {
                var less = JsonNode.Parse(json)!.AsObject();
                less.Remove(member);
                Assert.NotNull(server.Check.Break(schema, less.ToJsonString()));
                Assert.False(CommandCodec.Read(Encoding.UTF8.GetBytes(less.ToJsonString()), "test", name).TryGet(out _, out _), $"{name} without {member}");
            }
        }
    }

    [Fact]
    public async Task A_key_is_for_one_content_for_ever()
    {
        var key = Guid.NewGuid().ToString("D");
        var first = await server.RecordAsync("code-stance", Coded, ("Idempotency-Key", $"\"{key}\""));
        using var again = await server.PostAsync("code-stance", Coded, ("Idempotency-Key", key));
        var second = await again.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.True(second.GetProperty("already").GetBoolean());
        Assert.Equal(first.GetProperty("events").GetRawText(), second.GetProperty("events").GetRawText());
        Assert.Equal("Idempotency-Key", (await TestServer.RefusalIn(await server.PostAsync("code-stance", Coded.Replace("\"level\":2", "\"level\":3", StringComparison.Ordinal), ("Idempotency-Key", key)), 422)).Field);
    }

    [Fact]
    public async Task A_revision_that_is_not_the_last_writes_nothing()
    {
        await server.RecordAsync("code-stance", Coded, ("If-None-Match", "*"));
        var end = await server.Log.EndAsync();
        Assert.Equal(("If-None-Match", "*"), await FieldAsync("If-None-Match", "*"));
        Assert.Equal(("If-Match", "\"7\""), await FieldAsync("If-Match", "\"7\""));
        Assert.Equal(end, await server.Log.EndAsync());
        using var stream = await server.Client.GetAsync("/v1/streams/country-FRA/events");
        await server.RecordAsync("code-stance", Coded.Replace("c8-spring", "c8-other", StringComparison.Ordinal), ("If-Match", Assert.Single(stream.Headers.GetValues("Stream-Revision"))));

        async Task<(string, string?)> FieldAsync(string header, string value) =>
            await TestServer.RefusalIn(await server.PostAsync("code-stance", Coded.Replace("c8-spring", "c8-late", StringComparison.Ordinal), (header, value)), 412) is var refused ? (refused.Field, refused.Value) : default;
    }

    [Theory]
    [InlineData("Idempotency-Key", "17", "Idempotency-Key")]
    [InlineData("If-Match", "7", "If-Match")]
    [InlineData("If-Match", "W/\"7\"", "If-Match")]
    [InlineData("If-None-Match", "\"7\"", "If-None-Match")]
    public async Task A_header_that_is_not_what_it_should_be_is_refused(string header, string value, string field) =>
        Assert.Equal(field, (await TestServer.RefusalIn(await server.PostAsync("code-stance", Coded, (header, value)), 400)).Field);

    [Theory]
    [InlineData("{\"level\":2}", "{\"level\":9}", "value.level")]
    [InlineData("\"2021-05\"", "\"2021-13\"", "period")]
    [InlineData("\"FRA\"", "\"ATL\"", "jurisdiction")]
    [InlineData("\"credibility\":2", "\"credibility\":7", "sources[0].credibility")]
    [InlineData("\"id\":\"c8-spring\",", "\"recorder\":\"somebody\",", "recorder")]
    [InlineData("\"id\":\"c8-spring\",", "\"command\":\"erase-record\",", "command")]
    [InlineData("\"id\":\"c8-spring\",", "\"id\":\"a\",\"id\":\"b\",", "json")]
    [InlineData("\"id\":\"c8-spring\",", "\"unheardOf\":1,", "unheardOf")]
    [InlineData("Example tracker", "Example\\u0007tracker", "sources[0].publisher")]
    public async Task A_command_that_breaks_a_rule_is_refused_by_the_name_of_the_field(string from, string to, string field)
    {
        var refused = await TestServer.RefusalIn(await server.PostAsync("code-stance", Coded.Replace(from, to, StringComparison.Ordinal)), 400);
        Assert.Equal(field, refused.Field);
        Assert.Equal(0, await server.Log.EndAsync());
    }

    [Fact]
    public async Task What_the_ledger_does_not_allow_now_is_a_conflict_and_what_is_not_there_is_not_found()
    {
        Assert.Equal("record", (await TestServer.RefusalIn(await server.PostAsync("retract-record", """{"record":"FRA-c8-spring","reason":"wrong"}"""), 404)).Field);
        await server.RecordAsync("code-stance", Coded);
        await server.RecordAsync("retract-record", """{"record":"FRA-c8-spring","reason":"wrong"}""");
        Assert.Equal("record", (await TestServer.RefusalIn(await server.PostAsync("retract-record", """{"record":"FRA-c8-spring","reason":"wrong again"}"""), 409)).Field);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_of_a_size_to_be_taken_is_refused()
    {
        Assert.Equal("/problems/unsupported-media-type", await TypeAsync(new StringContent(Coded, Encoding.UTF8, "text/plain"), 415));
        Assert.Equal("/problems/unsupported-media-type", await TypeAsync(new StringContent(Coded, Encoding.Latin1, "application/json"), 415));
        Assert.Equal("/problems/unsupported-media-type", await TypeAsync(new FormUrlEncodedContent([new("a", "b")]), 415));
        Assert.Equal("/problems/too-large", await TypeAsync(new StringContent(new string(' ', 2 << 20), Encoding.UTF8, "application/json"), 413));
        Assert.Equal("/problems/invalid-input", await TypeAsync(Bytes([(byte)'{', 0xFF, (byte)'}']), 400));
        Assert.Equal("/problems/invalid-input", await TypeAsync(Bytes([]), 400));
        Assert.Equal("/problems/invalid-input", await TypeAsync(Bytes(Encoding.UTF8.GetBytes(new string('[', 100_000))), 400));
        Assert.Equal(0, await server.Log.EndAsync());

        // The server's word is waited for before the body is sent: it may refuse that without reading it, and close.
        async Task<string?> TypeAsync(HttpContent content, int status)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v1/commands/code-stance") { Content = content };
            request.Headers.ExpectContinue = true;
            return (await TestServer.ProblemIn(await server.Client.SendAsync(request), status)).GetProperty("type").GetString();
        }

        static ByteArrayContent Bytes(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };
    }

    [Fact]
    public async Task The_same_without_a_key_is_a_retry_only_while_nothing_came_after_it()
    {
        await server.RecordAsync("code-stance", Coded);
        using var retry = await server.PostAsync("code-stance", Coded);
        Assert.Equal(HttpStatusCode.OK, retry.StatusCode);
        await server.RecordAsync("code-stance", Coded.Replace("c8-spring", "c8-later", StringComparison.Ordinal).Replace("\"level\":2", "\"level\":3", StringComparison.Ordinal));
        Assert.Equal("command", (await TestServer.RefusalIn(await server.PostAsync("code-stance", Coded), 409)).Field);
    }

    [Fact]
    public async Task An_erased_text_is_shown_to_nobody_and_its_bytes_are_said_to_wait()
    {
        var titled = Coded.Replace("\"sources\"", "\"text\":{\"note\":\"A sentence to be forgotten\"},\"sources\"", StringComparison.Ordinal);
        await server.RecordAsync("code-stance", titled);
        Assert.Contains("to be forgotten", await server.TextAsync("/v1/records/FRA-c8-spring"), StringComparison.Ordinal);
        using var erased = await server.PostAsync("erase-record", """{"record":"FRA-c8-spring","grounds":"courtOrder","reason":"an order"}""");
        Assert.Equal(HttpStatusCode.Accepted, erased.StatusCode);
        Assert.False((await erased.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("complete").GetBoolean());
        foreach (var path in new[] { "/v1/records/FRA-c8-spring", "/v1/events", "/v1/events?format=jsonl", "/v1/events?format=csv", "/v1/streams/country-FRA/events", "/v1/beliefs/FRA/oxcgrt:C8?on=2021-05-03", "/v1/records" })
            Assert.DoesNotContain("to be forgotten", await server.TextAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_was_recorded_since_an_erasure_is_erased_by_the_same_words_again()
    {
        const string Erase = """{"record":"FRA-c8-spring","grounds":"courtOrder","reason":"an order"}""";
        await server.RecordAsync("code-stance", Coded.Replace("\"sources\"", "\"text\":{\"note\":\"First sentence\"},\"sources\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Accepted, (await server.PostAsync("erase-record", Erase)).StatusCode);
        await server.RecordAsync("attach-source", """{"record":"FRA-c8-spring","bearing":"corroborates","source":{"title":"Second sentence","kind":"press","reliability":"B","credibility":2}}""");
        using var again = await server.PostAsync("erase-record", Erase);
        Assert.False((await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("already").GetBoolean());
        Assert.DoesNotContain("sentence", await server.TextAsync("/v1/events?format=jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erasure_keeps_to_key_and_revision_also_where_one_is_ordered_already()
    {
        const string Erase = """{"record":"FRA-c8-spring","grounds":"courtOrder","reason":"an order"}""";
        var key = Guid.NewGuid().ToString("D");
        await server.RecordAsync("code-stance", Coded, ("Idempotency-Key", key));
        using var first = await server.PostAsync("erase-record", Erase);
        var id = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("commandId").GetString();
        Assert.Equal("Idempotency-Key", (await TestServer.RefusalIn(await server.PostAsync("erase-record", Erase, ("Idempotency-Key", key)), 422)).Field);
        Assert.Equal("If-Match", (await TestServer.RefusalIn(await server.PostAsync("erase-record", Erase, ("If-Match", "\"0\"")), 412)).Field);
        using var other = await server.PostAsync("erase-record", Erase, ("Idempotency-Key", Guid.NewGuid().ToString("D")));
        Assert.Equal(id, (await other.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("commandId").GetString());
    }

    // In the order in which they build on each other; without the recorder, who is known by the key.
    private static IEnumerable<(string Name, string Json)> Examples()
    {
        var folder = Path.Combine(typeof(CommandsTests).Assembly.GetCustomAttributes(false).OfType<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!, "schemas", "examples", "commands");
        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            json.Remove("recorder");
            yield return ((string)json["command"]!, json.ToJsonString());
        }
    }
}
