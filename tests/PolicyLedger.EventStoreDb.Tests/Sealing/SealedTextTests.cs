using System.Text;
using EventStore.Client;
using PolicyLedger.EventStoreDb.Sealing;
using PolicyLedger.Log;
using PolicyLedger.Testing;
using PolicyLedger.Testing.Log;
using PolicyLedger.Wire;
using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.EventStoreDb.Tests.Sealing;

/// <summary>What of texts lies on the server, and who can still read it.</summary>
public sealed class SealedTextTests : IAsyncLifetime
{
    private const string Stream = "country-GBR";

    private readonly TempFolder folder = new();
    private readonly string prefix = TestServer.NewPrefix();
    private readonly Ticking clock = new();
    private EventStoreClient client = null!;
    private EventStoreDbLog log = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        (client, log) = (new((await TestServer.AddressAsync()).Settings()), await OpenAsync("a"));

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        await client.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_records_text_is_sealed_and_what_is_no_records_or_says_why_it_was_erased_is_not()
    {
        await AppendAsync(-1, About("GBR-a"), About("GBR-b"), About("GBR-a"), Erasure("GBR-a"), SampleEvents.New(text: true));
        var raw = await RawAsync(Stream);
        Assert.Equal(["textkey-GBR-a", "textkey-GBR-b", "textkey-GBR-a", null, null], raw.Select(e => JoinedMetadata.SplitSealed(e.Metadata).Sealed?.Key));
        Assert.Equal([false, false, false, true, true], raw.Select(e => Encoding.UTF8.GetString(e.Metadata.Span).Contains("ber ", StringComparison.Ordinal)));
        var key = Assert.Single(await RawAsync("textkey-GBR-a"));
        Assert.Equal("text-key.v1", key.EventType);
        Assert.Matches("""^\{"key":"[A-Za-z0-9+/=]{44}"\}$""", Encoding.UTF8.GetString(key.Data.Span).Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_earlier_version_wrote_in_the_clear_is_read_and_is_not_erased_by_half()
    {
        var (clear, closed) = (About("GBR-a"), About("GBR-a"));
        await client.AppendToStreamAsync(prefix + Stream, StreamState.NoStream, [StoredEvents.ToEngine(clear)], cancellationToken: Stop);
        await AppendAsync(0, closed);
        Assert.Equal([true, true], (await AllAsync(log)).Zip([clear, closed], (stored, e) => stored.Holds(e)));
        foreach (var erase in new Func<Task>[] { async () => await log.EraseTextsAsync(Stream, [0, 1], Stop), async () => await log.RequireErasableAsync(Stream, [0, 1], Stop) })
        {
            var fault = await Assert.ThrowsAsync<StoreException>(erase);
            Assert.Equal(StoreFault.Unreachable, fault.Fault);
            Assert.Contains("country-GBR revision 0 lies there in the clear", fault.Message);
            Assert.Contains("policyledger copy", fault.Message);
        }

        Assert.True((await AllAsync(log))[1].Holds(closed));
        await log.RequireErasableAsync(Stream, [1], Stop);
        Assert.True((await AllAsync(log))[1].Holds(closed));
    }

    [Fact]
    public async Task Another_process_reads_what_is_erased_no_longer_than_it_keeps_keys()
    {
        await AppendAsync(-1, About("GBR-a"));
        await using var other = await OpenAsync("b");
        Assert.NotNull((await AllAsync(other))[0].Text);
        await log.EraseTextsAsync(Stream, [0], Stop);
        Assert.Null((await AllAsync(log))[0].Text);
        Assert.NotNull((await AllAsync(other))[0].Text);
        clock.Seconds += 30;
        Assert.Null((await AllAsync(other))[0].Text);
    }

    [Fact]
    public async Task Another_process_that_has_seen_the_erasure_keeps_no_key_of_the_record()
    {
        await AppendAsync(-1, About("GBR-a"));
        await using var other = await OpenAsync("b");
        Assert.NotNull((await AllAsync(other))[0].Text);
        await AppendAsync(0, Erasure("GBR-a"));
        Assert.NotNull((await AllAsync(other))[0].Text);
        await log.EraseTextsAsync(Stream, [0], Stop);
        Assert.Null((await AllAsync(other))[0].Text);
    }

    [Fact]
    public async Task A_text_put_in_another_events_place_is_damage_and_named()
    {
        await AppendAsync(-1, About("GBR-a"));
        var stolen = JoinedMetadata.SplitSealed((await RawAsync(Stream))[0].Metadata).Sealed!;
        await client.AppendToStreamAsync(prefix + Stream, StreamRevision.FromInt64(0), [StoredEvents.ToEngine(About("GBR-a"), stolen)], cancellationToken: Stop);
        await DamagedAsync("country-GBR revision 1 (key textkey-GBR-a) does not open with its key");
    }

    [Fact]
    public async Task What_stands_where_a_key_should_is_damage_and_named()
    {
        await client.AppendToStreamAsync($"{prefix}textkey-GBR-a", StreamState.NoStream, [new EventData(Uuid.NewUuid(), "other", "{}"u8.ToArray())], cancellationToken: Stop);
        await client.AppendToStreamAsync(prefix + Stream, StreamState.NoStream, [StoredEvents.ToEngine(About("GBR-a"), new SealedText("textkey-GBR-a", new byte[99]))], cancellationToken: Stop);
        await DamagedAsync("textkey-GBR-a holds no key of a text");
        await client.AppendToStreamAsync(prefix + Stream, StreamRevision.FromInt64(0), [StoredEvents.ToEngine(About("GBR-b"), new SealedText("country-GBR", new byte[99]))], cancellationToken: Stop);
        await DamagedAsync("country-GBR revision 1 (key country-GBR) names no stream of a key", from: 1);
    }

    [Fact]
    public async Task A_text_that_names_another_records_key_is_damage_and_erasing_it_takes_no_text_of_that_record()
    {
        var whole = About("GBR-b");
        await AppendAsync(-1, whole);
        var theirs = JoinedMetadata.SplitSealed((await RawAsync(Stream))[0].Metadata).Sealed!;
        await client.AppendToStreamAsync(prefix + Stream, StreamRevision.FromInt64(0), [StoredEvents.ToEngine(About("GBR-a"), theirs)], cancellationToken: Stop);
        const string Why = "country-GBR revision 1 (key textkey-GBR-b) names the key of another record";
        await DamagedAsync(Why, from: 1);
        foreach (var erase in new Func<Task>[] { async () => await log.EraseTextsAsync(Stream, [1], Stop), async () => await log.RequireErasableAsync(Stream, [1], Stop) })
        {
            var fault = await Assert.ThrowsAsync<StoreException>(erase);
            Assert.Equal(StoreFault.Integrity, fault.Fault);
            Assert.Contains(Why, fault.Message);
        }

        Assert.Single(await RawAsync("textkey-GBR-b"));
        Assert.True((await log.ReadStreamAsync(Stream, 0, Stop).FirstAsync(Stop)).Holds(whole));
    }

    [Fact]
    public async Task A_key_that_is_not_there_reads_as_erased()
    {
        await client.AppendToStreamAsync(prefix + Stream, StreamState.NoStream, [StoredEvents.ToEngine(About("GBR-a"), new SealedText("textkey-GBR-a", new byte[99]))], cancellationToken: Stop);
        Assert.Null((await AllAsync(log))[0].Text);
    }

    [Fact]
    public async Task Many_writers_of_one_record_share_one_key()
    {
        await using var other = await OpenAsync("b");
        for (var round = 0; round < 5; round++)
        {
            var events = new[] { About($"GBR-{round}"), About($"GBR-{round}") };
            var outcomes = await Task.WhenAll(new[] { log, other }.Zip(events, (writer, e) => writer.AppendAsync([new($"country-{round}{e.Id:N}", -1, [e])], Stop).AsTask()));
            Assert.All(outcomes, outcome => Assert.IsType<AppendOutcome.Appended>(outcome));
            Assert.Single(await RawAsync($"textkey-GBR-{round}"));
        }

        await using var third = await OpenAsync("c");
        Assert.All(await AllAsync(third), stored => Assert.NotNull(stored.Text));
    }

    [Fact]
    public async Task An_id_stands_for_one_event_though_the_first_ones_text_is_erased()
    {
        var e = About("GBR-a");
        await AppendAsync(-1, e);
        await AppendAsync(-1, e);
        Assert.Equal(new AppendOutcome.Duplicate(e.Id), await log.AppendAsync([new(Stream, -1, [e with { Text = About("GBR-a").Text }])], Stop));
        await log.EraseTextsAsync(Stream, [0], Stop);
        await AppendAsync(-1, e);
        Assert.Equal(new AppendOutcome.Duplicate(e.Id), await log.AppendAsync([new(Stream, -1, [e with { Facts = "{}"u8.ToArray() }])], Stop));
        Assert.Null(Assert.Single(await AllAsync(log)).Text);
    }

    [Fact]
    public async Task Many_texts_are_read_with_their_own_keys()
    {
        var events = Enumerable.Range(0, 700).Select(i => i % 3 == 0 ? About($"GBR-{i}") : SampleEvents.New(text: i % 2 == 0)).ToArray();
        await AppendAsync(-1, events);
        await using var other = await OpenAsync("b");
        Assert.All((await AllAsync(other)).Zip(events), pair => Assert.True(pair.First.Holds(pair.Second)));
        await foreach (var message in other.SubscribeAllAsync(100, Stop))
        {
            if (message is not LogMessage.Event { Stored: var stored })
                break;
            Assert.True(stored.Holds(events[stored.Position]));
        }

        var bare = await other.ReadAllWithoutTextsAsync(0, Stop).ToListAsync(Stop);
        Assert.All(bare, stored => Assert.Equal(stored.Position % 3 == 0 ? null : events[stored.Position].Text?.Json.Length, stored.Text?.Json.Length));
    }

    private ValueTask<EventStoreDbLog> OpenAsync(string name) =>
        TestLog.OpenAsync(Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName, prefix, options: new() { Clock = clock });

    private async Task AppendAsync(long expected, params NewEvent[] events) =>
        Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync([new(Stream, expected, events)], Stop));

    private static Task<List<StoredEvent>> AllAsync(EventStoreDbLog log, long from = 0) => log.ReadAllAsync(from, Stop).ToListAsync(Stop).AsTask();

    private async Task DamagedAsync(string why, long from = 0)
    {
        var fault = await Assert.ThrowsAsync<StoreException>(() => AllAsync(log, from));
        Assert.Equal(StoreFault.Integrity, fault.Fault);
        Assert.Contains(why, fault.Message);
    }

    private async Task<List<EventRecord>> RawAsync(string stream)
    {
        var events = new List<EventRecord>();
        await foreach (var e in client.ReadStreamAsync(Direction.Forwards, prefix + stream, StreamPosition.Start, cancellationToken: Stop))
            events.Add(e.OriginalEvent);
        return events;
    }
}
