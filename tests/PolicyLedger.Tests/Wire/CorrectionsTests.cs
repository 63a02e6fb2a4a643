using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

public class CorrectionsTests
{
    private const string Source = """{"publisher":"P","kind":"press","reliability":"C","credibility":2}""";
    private const string Stored = """{"kind":"press","reliability":"C","credibility":2}""";

    [Theory]
    [InlineData("sources", $"[{Stored}]", """[{"kind":"press","reliability":"C","credibility":2,"language":"Free text about a person"}]""", "changes.sources[0].language 'Free text about a person': A BCP 47 tag")]
    [InlineData("sources", $"[{Stored}]", """[{"kind":"press","reliability":"C","credibility":2,"sha256":"x"}]""", "changes.sources[0].sha256 'x': 64 lower-case hex digits")]
    [InlineData("sources", $"[{Stored}]", "[]", "changes.sources '[]': at least 1 items")]
    [InlineData("addressees", """[{"unidentified":true}]""", "[]", "changes.addressees '[]': at least 1 items")]
    [InlineData("addressees", """[{"unidentified":true}]""", """[{"class":"Some words","members":[]}]""", "changes.addressees[0].class 'Some words': A code for the description")]
    [InlineData("on", "\"2025\"", "\"2025-13\"", "changes.on '2025-13': One day in EDTF")]
    [InlineData("on", "\"2025\"", "5", "changes.on '5': expected a string")]
    [InlineData("reason", "\"x\"", "\"y\"", "changes[0].field 'reason': this event has the fields")]
    public async Task A_correction_leaves_a_legal_event(string field, string from, string to, string message)
    {
        var runner = new CommandRunner(new InMemoryEventLog(), EventCodec.Current, TimeProvider.System, () => Examples.Salt);
        async Task<Refusal?> Run(string json)
        {
            var command = CommandCodec.Read(Encoding.UTF8.GetBytes(json), "tester");
            return command.Refusal ?? (await runner.RunAsync(command.OrThrow())).Refusal;
        }

        Assert.Null(await Run($$"""
            {"command":"send-cable","issuer":"NZL","id":"c","addressees":[{"unidentified":true}],"instructions":[],"asks":[],"on":"2025",
             "knownBy":"leaked","text":{"title":"T"},"sources":[{{Source}}]}
            """));
        var refusal = await Run($$"""{"command":"correct-record","record":"NZL-c","changes":[{"field":"{{field}}","from":{{from}},"to":{{to}}}],"reason":"r","sources":[{{Source}}]}""");
        Assert.StartsWith(message, refusal!.Message);
    }
}
