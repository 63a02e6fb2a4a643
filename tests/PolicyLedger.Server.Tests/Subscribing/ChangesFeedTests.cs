using PolicyLedger.Server.Subscribing;
using PolicyLedger.Testing;
using Xunit;

namespace PolicyLedger.Server.Tests.Subscribing;

public class ChangesFeedTests
{
    private static readonly SubscriptionOptions Watchful = new() { ClockCheck = TimeSpan.FromMilliseconds(10) };

    [Fact]
    public async Task Each_event_that_changes_an_answer_is_one_message_and_others_are_none()
    {
        await using var server = await LiveServer.StartAsync();
        using var client = await server.FollowAsync("changes?after=-1");
        await server.AnnounceAsync("GBR", "one");
        await server.RecordAsync($$"""{"command":"attach-source","record":"GBR-one","bearing":"corroborates","source":{{LiveServer.Source}}}""");
        await server.EndAsync("GBR-one", "2024-01-01");
        var opened = await NextChangeAsync(client);
        var ended = await NextChangeAsync(client);
        Assert.Equal([(1, null), (3, 1)], [(opened.Id, opened.Previous), (ended.Id, ended.Previous)]);
        var events = await server.Log.ReadAllAsync().ToListAsync();
        Assert.Equal((1, events[1].Id), (opened.Data.GetProperty("position").GetInt64(), opened.Data.GetProperty("eventId").GetGuid()));
        Assert.Equal(
            """[{"jurisdiction":"GBR","area":"migration:asylum","target":null,"basis":"inForce","from":"2020-01-01","until":null,"recoding":false},{"jurisdiction":"GBR","area":"migration:asylum","target":null,"basis":"declared","from":"2020-01-01","until":null,"recoding":false}]""",
            opened.Data.GetProperty("changes").GetRawText());
        Assert.Equal("2024-01-01", ended.Data.GetProperty("changes")[0].GetProperty("from").GetString());
    }

    [Theory]
    [InlineData("jurisdiction=GBR", "1:2 4:1")]
    [InlineData("area=migration:border", "2:2")]
    [InlineData("basis=declared", "1:1 2:1")]
    [InlineData("basis=inForce&recoding=false", "1:1 2:1")]
    [InlineData("recoding=true&area=oxcgrt:C1", "4:1")]
    public async Task A_filter_lets_through_the_rows_that_it_names(string filter, string positions)
    {
        await using var server = await LiveServer.StartAsync();
        await server.AnnounceAsync("GBR", "one");
        await server.AnnounceAsync("FRA", "two", "migration:border");
        await server.CodeAsync("GBR", "c", "2021", 2, recoded: true);
        using var client = await server.FollowAsync($"changes?after=-1&{filter}");
        var messages = await client.UntilAsync("caughtUp");
        Assert.Equal(positions, string.Join(' ', messages.Select(m => $"{m.Id}:{m.Data.GetProperty("changes").GetArrayLength()}")));
        using var resumed = await server.FollowAsync($"changes?{filter}", $"{messages[0].Id}");
        Assert.Equal(messages.Skip(1).Select(m => m.ToString()), (await resumed.UntilAsync("caughtUp")).Select(m => m.ToString()));
    }

    [Fact]
    public async Task A_day_that_turns_a_cell_is_told_without_an_id_to_who_follows_it()
    {
        var clock = new SettableClock(new(2025, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using var server = await LiveServer.StartAsync(Watchful, clock);
        await server.AnnounceAsync("GBR", "one", effective: "2025-11-21/2025-11-22");
        using var all = await server.FollowAsync("changes");
        using var others = await server.FollowAsync("changes?jurisdiction=DEU");
        using var declared = await server.FollowAsync("changes?basis=declared");
        foreach (var client in new[] { all, others, declared })
            await client.NextAsync("caughtUp");

        clock.Now = new(2025, 11, 21, 0, 0, 0, TimeSpan.Zero);
        var begins = await all.NextAsync("day");
        Assert.Equal("""{"on":"2025-11-21","cells":[{"jurisdiction":"GBR","area":"migration:asylum","target":null,"basis":"inForce"}]}""", begins.Data.GetRawText());
        Assert.Equal((null, "1"), (begins.Id, all.LastEventId));

        // Over two midnights at once, of which the first turns nothing.
        clock.Now = new(2025, 11, 23, 1, 0, 0, TimeSpan.Zero);
        Assert.Equal("2025-11-23", (await all.NextAsync("day")).Data.GetProperty("on").GetString());

        // What comes next to the others shows that no day came.
        await server.AnnounceAsync("DEU", "two");
        var next = await others.NextAsync("change");
        Assert.Equal((2, 1), (next.Id, next.Previous));
        Assert.Equal(2, (await declared.NextAsync("change")).Id);
        var after = await all.NextAsync("change");
        Assert.Equal((2, 1), (after.Id, after.Previous));
    }

    private static async Task<Received> NextChangeAsync(EventStreamClient client)
    {
        while (await client.ReadAsync() is { } message)
        {
            if (message.Name == "change")
                return message;
        }

        throw new InvalidOperationException("the stream ended");
    }
}
