using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Recording;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Log;

public class CommandRunnerTests
{
    private readonly InMemoryEventLog log = new();

    private CommandRunner Runner => new(log, EventCodec.Current, TimeProvider.System, () => new byte[16]);

    [Fact]
    public async Task A_command_from_json_is_recorded_and_read_back()
    {
        var outcome = await Record("""
            {"command":"announce-policy","jurisdictions":["Germany"],"id":"x","instrument":"ministerialStatement",
             "areas":[{"area":"migration:asylum.recognition","value":{"direction":"moreRestrictive"}}],"target":"SYR","announced":"2025-11",
             "text":{"title":"T"},"sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}
            """);
        var receipt = outcome.OrThrow();
        Assert.Equal(2, receipt.Lines.Count);
        Assert.Equal("country-DEU", receipt.Lines[1].Stream);
        var events = new List<RecordedEvent>();
        await foreach (var stored in log.ReadAllAsync())
            events.Add(EventCodec.Current.Decode(stored));
        var announced = Assert.IsType<PolicyAnnounced>(events[1].Event);
        Assert.Equal("2025-11", announced.Announced.Text);
        Assert.Equal("T", events[1].Text.Title);
        Assert.NotNull(events[1].Metadata.TextHash);

        var again = await Record("""{"command":"end-policy","record":"DEU-x","on":"2026-01-01","how":"repealed","sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}""");
        Assert.Equal("DEU-x/1", again.OrThrow().Lines[0].Entry!.ToString());
        var twice = await Record("""{"command":"end-policy","record":"DEU-x","on":"2026-01-02","how":"repealed","sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}""");
        Assert.Equal("record 'DEU-x': it has already ended by entry DEU-x/1; correct or retract that one", twice.Refusal!.Message);
        var corrected = await Record("""{"command":"correct-record","record":"DEU-x","changes":[{"field":"announced","from":"2025-11","to":"2025-11-24"},{"field":"title","from":"T","to":"U"}],"reason":"misread","sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}""");
        Assert.Null(corrected.Refusal);
        var stale = await Record("""{"command":"correct-record","record":"DEU-x","changes":[{"field":"announced","from":"2025-11","to":"2025-11-25"}],"reason":"misread","sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}]}""");
        Assert.Equal("changes[0].from '\"2025-11\"': announced is now \"2025-11-24\"; look at the record again", stale.Refusal!.Message);
    }

    [Theory]
    [InlineData("""{"command":"end-policy"}""", "record: required, and missing")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":"2026-13-01","how":"repealed","sources":[]}""", "on '2026-13-01'")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":"2026-11-01","how":"gone","sources":[]}""", "how 'gone': one of repealed, expired")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":"2026-11-01","how":"repealed","sources":[{"kind":"x"}]}""", "sources[0].kind 'x': one of")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":null,"how":"repealed","sources":[]}""", "on 'null': null is not")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":"2026","how":"repealed","sources":[],"more":1}""", "more: no such field")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":"2026","how":"repealed","sources":[],"on":"2025"}""", "not valid JSON: Duplicate property 'on'")]
    [InlineData("""{"command":"end-policy","knownAt":"2025","record":"DEU-x","on":"2026","how":"repealed","sources":[]}""", "knownAt '2025'")]
    [InlineData("""{"command":"code-stance","jurisdiction":"DEU","area":"oxcgrt:C1","period":"2026","value":{"level":"1"},"sources":[]}""", "value.level '1': expected a whole number")]
    public async Task What_is_wrong_is_named(string json, string message) =>
        Assert.Contains(message, (await Record(json)).Refusal!.Message);

    private async Task<Result<Receipt>> Record(string json)
    {
        if (!CommandCodec.Read(Encoding.UTF8.GetBytes(json), "tester").TryGet(out var command, out var refusal))
            return refusal;
        return await Runner.RunAsync(command);
    }
}
