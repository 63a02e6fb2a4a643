using PolicyLedger.Server.Access;
using PolicyLedger.Server.Http;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Server.Tests.Access;

public sealed class TicketsTests
{
    private const string Changes = "GET /v1/subscriptions/changes";

    private readonly SettableClock clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task One_opens_a_subscription_for_a_minute_and_is_not_seen_behind()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync(clock: clock);
        await using var _ = server;
        var answer = await server.Send("POST /v1/subscriptions/tickets", keys["Reader"]);
        Assert.Equal("no-store", answer["Cache-Control"]);
        Assert.Equal("2026-01-01T00:01:00Z", answer.Json.GetProperty("expiresAt").GetString());
        var ticket = answer.Json.GetProperty("ticket").GetString();
        clock.Now += TimeSpan.FromSeconds(59.9);
        (await server.Send($"{Changes}?ticket={ticket}")).Says("Reader");
        (await server.Send($"{Changes}?areas=a%26b&ticket={ticket}&areas=c")).Says("Reader?areas=a%26b&areas=c");
        (await server.Send($"{Changes}?ticket={ticket}", keys["Admin"])).Says("Admin");
        clock.Now += TimeSpan.FromSeconds(0.1);
        (await server.Send($"{Changes}?ticket={ticket}")).Is(ProblemKind.NotSignedIn);
        Assert.Contains(server.Log, line => line.Contains($"refused 401 expired-ticket: {Changes} from 127.0.0.1, key {keys["Reader"][4..12]}", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log, line => line.Contains(ticket![..20], StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_good_for_nothing_else()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync();
        await using var _ = server;
        var ticket = await TicketAsync(server, keys["Admin"]);
        foreach (var line in (string[])["GET /read", "POST /record", "GET /v1/subscriptions", "GET /v1/subscriptions/", "GET /v1/subscriptionsx", "POST /v1/subscriptions/tickets", "HEAD /v1/subscriptions/changes", "GET /v1/subscriptions/../../read", "GET /read/v1/subscriptions/x"])
            Assert.Equal(401, (int)(await server.Send($"{line}?ticket={ticket}")).Status);
        (await server.Send($"GET /read?ticket={ticket}", keys["Reader"])).Says($"Reader Reader {keys["Reader"][4..12]}?ticket={ticket}");
        (await server.Send(Changes, ticket)).Is(ProblemKind.NotSignedIn);
        (await server.Send($"{Changes}?ticket={ticket}")).Says("Admin");
    }

    [Fact]
    public async Task One_that_was_changed_or_comes_from_another_process_is_refused()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync();
        await using var _ = server;
        var ticket = await TicketAsync(server, keys["Reader"]);
        for (var i = 0; i < ticket.Length; i += 5)
            (await server.Send($"{Changes}?ticket={ticket[..i]}{(ticket[i] == 'A' ? 'B' : 'A')}{ticket[(i + 1)..]}")).Is(ProblemKind.NotSignedIn);
        foreach (var none in (string[])["", "x", new('A', 43), new('A', 80), new('A', 4000), $"{ticket}&ticket={ticket}"])
            (await server.Send($"{Changes}?ticket={none}")).Is(ProblemKind.NotSignedIn);
        (await server.Send($"{Changes}?ticket={new SubscriptionTickets(server.Keys, TimeProvider.System).Issue(server.Keys.List()[0].Caller).Text}")).Is(ProblemKind.NotSignedIn);
        (await server.Send($"{Changes}?ticket={ticket}")).Says("Reader");
    }

    [Fact]
    public async Task A_revoked_key_s_ticket_is_refused_and_its_streams_end()
    {
        var (server, keys) = await RunningAccess.WithKeysAsync();
        await using var _ = server;
        var ticket = await TicketAsync(server, keys["Reader"]);
        var caller = server.Keys.List().Single(key => key.Role == Role.Reader).Caller;
        Assert.True(server.Keys.StillGood(caller));
        Assert.False(server.Keys.StillGood(caller with { Role = Role.Admin }));
        server.Keys.Revoke(caller.KeyId!).OrThrow();
        Assert.False(server.Keys.StillGood(caller));
        (await server.Send($"{Changes}?ticket={ticket}")).Is(ProblemKind.NotSignedIn);
        Assert.Contains(server.Log, line => line.Contains($"refused 401 revoked-key: {Changes} from 127.0.0.1, key {caller.KeyId}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_s_ticket_and_streams_end_with_the_token()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var server = await RunningAccess.StartAsync(issuer.Of);
        var ticket = await TicketAsync(server, issuer.Token(("roles", "reader")));
        (await server.Send($"{Changes}?ticket={ticket}")).Says("alice");
        var tickets = server.Service<SubscriptionTickets>();
        var ended = new Caller("alice", Role.Reader, null) { GoodUntil = DateTimeOffset.UtcNow.AddSeconds(-1) };
        Assert.False(server.Keys.StillGood(ended));
        Assert.True(server.Keys.StillGood(ended with { GoodUntil = DateTimeOffset.UtcNow.AddHours(1) }));
        (await server.Send($"{Changes}?ticket={tickets.Issue(ended).Text}")).Is(ProblemKind.NotSignedIn);
    }

    private static async Task<string> TicketAsync(RunningAccess server, string bearer) =>
        (await server.Send("POST /v1/subscriptions/tickets", bearer)).Json.GetProperty("ticket").GetString()!;
}
