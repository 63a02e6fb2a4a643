using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

public class CorrectionsTests
{
    private const string Source = """{"publisher":"P","kind":"press","reliability":"C","credibility":2}""";
    private const string Cable = $$"""
        {"command":"send-cable","issuer":"NZL","id":"c","addressees":[{"unidentified":true}],"instructions":[],"asks":[],"on":"2025",
         "knownBy":"leaked","text":{"title":"T"},"sources":[{{Source}}]}
        """;
    private const string Stored = """{"kind":"press","reliability":"C","credibility":2}""";

    private readonly CommandRunner runner = new(new InMemoryEventLog(), EventCodec.Current, TimeProvider.System, () => Examples.Salt);

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
        Assert.Null(await Run(Cable));
        Assert.StartsWith(message, (await Run(Correction(field, from, to)))!.Message);
    }

    [Fact]
    public async Task What_a_cable_instructs_is_corrected_as_a_list_and_in_words()
    {
        Assert.Null(await Run(Cable));
        Assert.Null(await Run(Correction("instructions", "[]", """["report"]""")));
        Assert.Null(await Run(Correction("instructions", null, "\"Report what is planned.\"")));
        Assert.StartsWith("changes[0].from '[]': instructions is now [\"report\"]", (await Run(Correction("instructions", "[]", """["advocate"]""")))!.Message);
        Assert.StartsWith("changes[0].from 'nothing': instructions is now \"Report", (await Run(Correction("instructions", null, "\"x\"")))!.Message);
    }

    private static string Correction(string field, string? from, string to) =>
        $$"""{"command":"correct-record","record":"NZL-c","changes":[{"field":"{{field}}",{{(from is null ? "" : $"\"from\":{from},")}}"to":{{to}}}],"reason":"r","sources":[{{Source}}]}""";

    private async Task<Refusal?> Run(string json)
    {
        var command = CommandCodec.Read(Encoding.UTF8.GetBytes(json), "tester");
        return command.Refusal ?? (await runner.RunAsync(command.OrThrow())).Refusal;
    }
}
