using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Testing.Log;

public abstract partial class EventLogContract
{
    // More than a page of any implementation's default.
    private const int Many = 1200;

    [Fact]
    public async Task An_empty_log_has_no_events_and_an_end_of_zero()
    {
        Assert.Empty(await All());
        Assert.Equal(0, await log.EndAsync(Patience));
    }

    [Fact]
    public async Task An_unknown_stream_has_no_events()
    {
        await Appended(To("country-DEU", -1));
        Assert.Empty(await Stream("country-FRA"));
        Assert.Empty(await Stream("country-DE"));
        Assert.Empty(await Stream("COUNTRY-DEU"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(Many - 1)]
    [InlineData(Many)]
    [InlineData(Many + 5)]
    public async Task The_whole_log_is_read_from_any_position(int from)
    {
        await Appended(To("country-DEU", -1, Many - 1), To("country-FRA", -1));
        Assert.Equal(Enumerable.Range(0, Many).Skip(from).Select(i => (long)i), (await All(from)).Select(e => e.Position));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(Many - 1)]
    [InlineData(Many)]
    [InlineData(Many + 5)]
    public async Task A_stream_is_read_from_any_revision(int from)
    {
        await Appended(To("country-FRA", -1, 3), To("country-DEU", -1, Many), To("country-FRA", 2, 3));
        var read = await Stream("country-DEU", from);
        Assert.Equal(Enumerable.Range(0, Many).Skip(from).Select(i => (long)i), read.Select(e => e.Revision));
        Assert.Equal(Enumerable.Range(3, Many).Skip(from).Select(i => (long)i), read.Select(e => e.Position));
        Assert.All(read, e => Assert.Equal("country-DEU", e.Stream));
        Assert.Equal([0L, 1, 2, 3, 4, 5], (await Stream("country-FRA")).Select(e => e.Revision));
    }

    [Fact]
    public async Task A_read_ends_where_the_log_ended_when_it_began_and_hinders_no_writer()
    {
        await Appended(To("country-DEU", -1, Many));
        var read = 0;
        await foreach (var stored in log.ReadAllAsync(0, Patience))
        {
            if (read++ % 300 == 0)
                await Appended(To("country-FRA", read / 300 - 1));
        }

        Assert.Equal(Many, read);
        Assert.Equal(4, (await Stream("country-FRA")).Count);
    }

    [Fact]
    public async Task Commands_are_found_with_all_their_events_in_position_order()
    {
        var (command, other, unknown) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await Appended(
            new("country-DEU", -1, [New(command: command), New(), New(command: command, text: true)]),
            new("country-FRA", -1, [New(command: other), New(command: command)]));
        var all = await log.FindCommandsAsync([unknown, other, command, other], Patience);
        Assert.Equal(2, all.Count);
        Assert.Equal([3L], all[other].Select(e => e.Position));
        var found = all[command].ToList();
        Assert.Equal([0L, 2, 4], found.Select(e => e.Position));
        Assert.Equal(["country-DEU", "country-DEU", "country-FRA"], found.Select(e => e.Stream));
        Assert.NotNull(found[1].Text);
        Assert.Empty(await log.FindCommandsAsync([unknown], Patience));
        Assert.Empty(await log.FindCommandsAsync([], Patience));
    }

    [Fact]
    public async Task A_streams_revision_is_that_of_its_last_event_and_minus_one_before_the_first()
    {
        await Appended(To("country-DEU", -1, 3), To("country-GBR", -1, 1));
        Assert.Equal((2, 0, -1), (await log.RevisionAsync("country-DEU"), await log.RevisionAsync("country-GBR"), await log.RevisionAsync("country-FRA")));
    }
}
