using PolicyLedger.Log;
using Xunit;
using static PolicyLedger.Testing.Log.SampleEvents;

namespace PolicyLedger.Testing.Log;

public abstract partial class EventLogContract
{
    // Erasing is beside the port: what an implementation without it would have to skip.
    private ITextErasure Eraser => Assert.IsAssignableFrom<ITextErasure>(log);

    [Fact]
    public async Task An_erased_text_is_gone_and_all_else_of_its_event_stays()
    {
        NewEvent[] events = [About("DEU-2025-a"), About("DEU-2025-b"), About("DEU-2025-a"), New(text: true)];
        await Appended(new StreamAppend("country-DEU", -1, events));
        var before = await All();
        await Eraser.EraseTextsAsync("country-DEU", [0, 2], Patience);
        await Holds(events.Select(e => ("country-DEU", e)));
        var after = await All();
        Assert.Equal([true, false, true, false], after.Select(stored => stored.Text is null));
        Assert.Equal(before.Select(stored => Convert.ToHexString(stored.Metadata.Span)), after.Select(stored => Convert.ToHexString(stored.Metadata.Span)));
        Assert.Equal(before.Select(stored => Convert.ToHexString(stored.Facts.Span)), after.Select(stored => Convert.ToHexString(stored.Facts.Span)));
        Assert.True(after[1].Holds(events[1]));
        Assert.True(after[3].Holds(events[3]));
        Assert.Equal([true, false, true, false], (await Stream("country-DEU")).Select(stored => stored.Text is null));
        Assert.Null(Assert.Single((await log.FindCommandsAsync([events[2].CommandId], Patience))[events[2].CommandId]).Text);
    }

    [Fact]
    public async Task What_is_recorded_after_an_erasure_keeps_its_text_though_the_erasing_comes_later()
    {
        NewEvent[] events = [About("DEU-2025-a"), Erasure("DEU-2025-a"), About("DEU-2025-a"), Erasure("DEU-2025-a"), About("DEU-2025-a")];
        await Appended(new StreamAppend("country-DEU", -1, events[..1]), new StreamAppend("country-DEU", 0, events[1..2]));
        await Appended(new StreamAppend("country-DEU", 1, events[2..]));
        await ((ITextErasure)log).RequireErasableAsync("country-DEU", [0], Patience);
        Assert.All((await All()).Zip(events), pair => Assert.True(pair.First.Holds(pair.Second)));
        await Eraser.EraseTextsAsync("country-DEU", [0], Patience);
        Assert.Equal([true, false, false, false, false], (await All()).Select(stored => stored.Text is null));
        await Eraser.EraseTextsAsync("country-DEU", [0, 2], Patience);
        var after = await All();
        Assert.Equal([true, false, true, false, false], after.Select(stored => stored.Text is null));
        Assert.True(after[4].Holds(events[4]));
    }

    [Fact]
    public async Task Who_looks_at_no_text_reads_the_same_otherwise()
    {
        NewEvent[] events = [About("DEU-2025-a"), New(text: true), About("DEU-2025-b")];
        await Appended(new StreamAppend("country-DEU", -1, events));
        foreach (var read in new[] { log.ReadAllWithoutTextsAsync(1, Patience), log.ReadStreamWithoutTextsAsync("country-DEU", 1, Patience) })
        {
            Assert.Equal(
                (await All(1)).Select(stored => (stored.Position, stored.Stream, stored.Revision, stored.Id, stored.Type, Convert.ToHexString(stored.Facts.Span), Convert.ToHexString(stored.Metadata.Span))),
                (await read.ToListAsync(Patience)).Select(stored => (stored.Position, stored.Stream, stored.Revision, stored.Id, stored.Type, Convert.ToHexString(stored.Facts.Span), Convert.ToHexString(stored.Metadata.Span))));
        }
    }

    [Fact]
    public async Task What_is_erased_already_or_never_had_a_text_is_passed_over()
    {
        await Appended(new StreamAppend("country-DEU", -1, [About("DEU-2025-a"), About("DEU-2025-a", text: false)]));
        await Eraser.EraseTextsAsync("country-DEU", [0, 1], Patience);
        await Eraser.EraseTextsAsync("country-DEU", [0, 1], Patience);
        await Eraser.EraseTextsAsync("country-DEU", [], Patience);
        Assert.All(await All(), stored => Assert.Null(stored.Text));
    }

    [Fact]
    public async Task After_an_erasure_the_record_goes_on_and_its_new_text_is_kept()
    {
        var later = About("DEU-2025-a");
        await Appended(new StreamAppend("country-DEU", -1, [About("DEU-2025-a")]));
        await Eraser.EraseTextsAsync("country-DEU", [0], Patience);
        await Appended(new StreamAppend("country-DEU", 0, [later]));
        Assert.Null((await All())[0].Text);
        Assert.True((await All())[1].Holds(later));
        await Eraser.EraseTextsAsync("country-DEU", [0, 1], Patience);
        Assert.All(await All(), stored => Assert.Null(stored.Text));
    }

    [Fact]
    public async Task An_event_is_one_for_ever_also_when_its_text_is_erased()
    {
        var e = About("DEU-2025-a");
        await Appended(new StreamAppend("country-DEU", -1, [e]));
        await Eraser.EraseTextsAsync("country-DEU", [0], Patience);
        if (await log.AppendAsync([new StreamAppend("country-DEU", 0, [e])], Patience) is AppendOutcome.Appended again)
            Assert.Equal([0L], again.Positions);
        Assert.Null(Assert.Single(await All()).Text);
    }
}
