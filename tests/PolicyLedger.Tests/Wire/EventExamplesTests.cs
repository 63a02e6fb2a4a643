using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

/// <summary>The stored form is a public API: these files change only by adding a version.</summary>
public class EventExamplesTests
{
    public static IEnumerable<TheoryDataRow<string>> Names => Examples.Events.Select(example => new TheoryDataRow<string>(example.Name));

    [Fact]
    public void Every_stored_name_has_a_schema_and_a_golden_example_and_nothing_else_is_there()
    {
        var names = EventTypes.Current.Names.Select(name => name + ".json");
        Assert.Equal(names, Examples.Files("schemas/events").Select(Path.GetFileName));
        Assert.Equal(names, Examples.Files("schemas/examples/events").Select(Path.GetFileName));
        Assert.Equal(EventTypes.Current.Names, EventSchemas.Names);
        Assert.All(Examples.Events, example => Assert.Contains(example.Type, EventTypes.Current.Names));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_keeps_its_schema(string name)
    {
        var stored = Find(name).Stored;
        Assert.Null(EventSchemas.Check(stored.Type, stored.Facts, stored.Text?.Json, stored.Metadata)?.Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_is_read_and_written_back_to_the_byte(string name)
    {
        var stored = Find(name).Stored;
        var read = EventCodec.Current.Decode(stored);
        var (again, metadata) = EventCodec.Current.Encode(read.Id, new Decided(read.Event, read.Text), read.Metadata, () => Examples.Salt);
        Assert.Equal(Text(stored.Facts), Text(again.Facts));
        if (read.TextErased)
        {
            Assert.Null(stored.Text);
            return;
        }

        Assert.Equal(stored.Text is null ? null : Text(stored.Text.Json), again.Text is null ? null : Text(again.Text.Json));
        Assert.Equal(Text(stored.Metadata), Text(again.Metadata));
        Assert.Equal(metadata, read.Metadata);
    }

    [Fact]
    public async Task The_example_commands_write_the_golden_events()
    {
        var (results, log) = await Examples.Record("schemas/examples/commands", new FixedClock(new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero)));
        Assert.All(results, result => Assert.Null(result.Refusal?.Message));
        Assert.Equal(CommandCodec.Names, Examples.Files("schemas/examples/commands").Select(file => Path.GetFileNameWithoutExtension(file)[3..]).Order(StringComparer.Ordinal));
        var own = log.Where(stored => !Codebooks.ShippedCodebooks.Ids.Any(id => stored.Stream == Streams.OfCodebook(id))).ToDictionary(stored => stored.Type);
        Assert.Equal(EventTypes.Current.Names, own.Keys.Order(StringComparer.Ordinal));
        foreach (var (type, stored) in own)
        {
            var golden = Find(type).Stored;
            Assert.Equal(Text(golden.Facts), Text(stored.Facts));
            Assert.Equal(golden.Text is null ? null : Text(golden.Text.Json), stored.Text is null ? null : Text(stored.Text.Json));
            Assert.Equal(Text(golden.Metadata), Text(stored.Metadata));
        }
    }

    [Fact]
    public async Task Every_event_that_commands_write_keeps_its_schema()
    {
        var (_, log) = await Examples.Record("schemas/examples/commands", new FixedClock(new DateTimeOffset(2027, 2, 1, 9, 0, 0, TimeSpan.Zero).AddTicks(1_234_500)));
        Assert.Superset(EventTypes.Current.Names.ToHashSet(), log.Select(stored => stored.Type).ToHashSet());
        foreach (var stored in log)
            Assert.Null(EventSchemas.Check(stored.Type, stored.Facts, stored.Text?.Json, stored.Metadata)?.Message);
    }

    private static Example Find(string name) => Examples.Events.Single(example => example.Name == name);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
