using EventStore.Client;
using Xunit;

namespace PolicyLedger.EventStoreClient.Tests;

public sealed class ValueTests
{
    [Fact]
    public void A_uuid_keeps_the_text_of_its_guid_and_the_order_of_its_bytes()
    {
        var guid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

        Assert.Equal(guid.ToString(), Uuid.FromGuid(guid).ToString());
        Assert.Equal(guid, Uuid.Parse(guid.ToString()).ToGuid());
        Assert.Equal(Uuid.FromInt64(0x0011223344556677, unchecked((long)0x8899aabbccddeeff)), Uuid.FromGuid(guid));
        Assert.Equal(Uuid.FromGuid(guid), Uuid.FromMessage(Uuid.FromGuid(guid).ToMessage()));
        Assert.Equal(Uuid.Empty, Uuid.FromGuid(Guid.Empty));
        Assert.NotEqual(Uuid.NewUuid(), Uuid.NewUuid());
    }

    [Fact]
    public void A_position_reads_what_it_writes()
    {
        Assert.True(Position.TryParse(new Position(12, 7).ToString(), out var read));
        Assert.Equal(new Position(12, 7), read);
        Assert.True(Position.TryParse(Position.End.ToString(), out read));
        Assert.Equal(Position.End, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12/7")]
    [InlineData("C:12")]
    [InlineData("C:7/P:12")]
    [InlineData("C:-1/P:-1")]
    [InlineData("C:9223372036854775808/P:0")]
    [InlineData("P:12/C:7")]
    public void What_is_no_position_is_not_read_as_one(string text)
    {
        Assert.False(Position.TryParse(text, out var read));
        Assert.Null(read);
    }

    [Fact]
    public void Positions_are_ordered_by_commit_then_prepare()
    {
        Position[] ordered = [Position.Start, new(1, 0), new(1, 1), new(2, 0), Position.End];

        Assert.Equal(ordered, ordered.Reverse().Order());
        Assert.True(FromAll.Start < FromAll.After(Position.Start));
        Assert.True(FromAll.After(new Position(2, 2)) < FromAll.End);
        Assert.Throws<ArgumentException>(() => FromAll.After(Position.End));
        Assert.Throws<InvalidOperationException>(() => FromAll.Start.ToUInt64());
        Assert.Equal((2UL, 1UL), FromAll.After(new Position(2, 1)).ToUInt64());
    }

    [Fact]
    public void Numbers_beyond_what_a_stream_can_hold_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamRevision((ulong)long.MaxValue + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamPosition((ulong)long.MaxValue + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Position(1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => StreamRevision.FromInt64(-2));
        Assert.Throws<OverflowException>(() => StreamRevision.None.Next());
        Assert.Throws<OverflowException>(() => new StreamPosition(1) - 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => StreamPosition.FromStreamRevision(StreamRevision.None));
    }

    [Fact]
    public void Revisions_and_positions_count_alike()
    {
        Assert.Equal(-1, StreamRevision.None.ToInt64());
        Assert.Equal(StreamRevision.None, StreamRevision.FromInt64(-1));
        Assert.Equal(new StreamRevision(4), new StreamRevision(3).Next());
        Assert.Equal(new StreamPosition(4), StreamPosition.FromStreamRevision(new StreamRevision(4)));
        Assert.Equal(new StreamRevision(4), StreamRevision.FromStreamPosition(4));
        Assert.Equal("End", StreamPosition.End.ToString());
        Assert.Equal("None", StreamRevision.None.ToString());
        Assert.Equal("17", new StreamPosition(17).ToString());
        Assert.True(new StreamPosition(1) < StreamPosition.End);
        Assert.Equal((-1L, -2L, -4L), (StreamState.NoStream.ToInt64(), StreamState.Any.ToInt64(), StreamState.StreamExists.ToInt64()));
    }

    [Fact]
    public void An_event_without_an_id_or_of_another_content_type_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventData(Uuid.Empty, "t", default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventData(Uuid.NewUuid(), "t", default, null, "text/plain"));
        Assert.Equal("application/json", new EventData(Uuid.NewUuid(), "t", default).ContentType);
    }

    [Fact]
    public void A_filter_needs_something_to_compare_with()
    {
        Assert.Throws<ArgumentException>(() => StreamFilter.Prefix());
        Assert.Throws<ArgumentOutOfRangeException>(() => EventTypeFilter.Prefix(0, "a"));
        Assert.Throws<ArgumentOutOfRangeException>(() => StreamFilter.RegularExpression("a", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SubscriptionFilterOptions(StreamFilter.Prefix("a"), 0));
        Assert.Equal(StreamFilter.Prefix("a", "b"), StreamFilter.Prefix("a", "b"));
        Assert.NotEqual(StreamFilter.Prefix("a", "b"), StreamFilter.Prefix("a"));
        Assert.Equal("StreamFilter [a, b]", StreamFilter.Prefix("a", "b").ToString());
        Assert.Equal("(none)", EventTypeFilter.None.ToString());
        Assert.Equal(32U, StreamFilter.Prefix("a").MaxSearchWindow);
    }

    [Fact]
    public void A_link_whose_event_is_gone_keeps_its_place()
    {
        var link = new EventRecord(
            "links", Uuid.NewUuid(), 3, new Position(5, 5),
            new Dictionary<string, string> { ["type"] = "$>", ["created"] = "0", ["content-type"] = "application/octet-stream" },
            default, default);
        var gone = new ResolvedEvent(null!, link, 5);

        Assert.False(gone.IsResolved);
        Assert.Equal(("links", new StreamPosition(3), new Position(5, 5)), (gone.OriginalStreamId, gone.OriginalEventNumber, gone.OriginalPosition));
        Assert.Equal(DateTime.UnixEpoch, link.Created);
    }
}
