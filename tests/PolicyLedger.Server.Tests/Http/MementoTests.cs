using System.Net;
using Xunit;

namespace PolicyLedger.Server.Tests.Http;

public sealed class MementoTests : IAsyncLifetime
{
    private const string Cell = "/v1/stances/DEU/migration:asylum.recognition?target=SYR&on=2025-11-30&basis=declared";

    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

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
}
