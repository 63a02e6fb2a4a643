using System.Text;
using PolicyLedger.Log;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

public class EventLineTests
{
    private static readonly StoredEvent Event = new(
        17, "country-DEU", 3, new("0fcb60de-c7da-54a7-a32b-99638dc5061d"), "policy-announced.v1", Utf8("""{"a":[1,{"b":"\u00e9 é <&>"}]}"""),
        new(Enumerable.Range(0, 16).Select(n => (byte)n).ToArray(), Utf8("""{"title":"T"}""")), Utf8("""{"m":1.50}"""));

    private const string Line = """{"position":17,"stream":"country-DEU","revision":3,"id":"0fcb60de-c7da-54a7-a32b-99638dc5061d","type":"policy-announced.v1","facts":{"a":[1,{"b":"\u00e9 é <&>"}]},"text":{"title":"T"},"salt":"000102030405060708090a0b0c0d0e0f","metadata":{"m":1.50}}""";

    [Fact]
    public void What_is_stored_comes_back_to_the_byte()
    {
        Assert.Equal(Line, Encoding.UTF8.GetString(EventLine.Write(Event)));
        var read = EventLine.Read(Utf8(Line), "line").OrThrow();
        Assert.Equal((Event.Position, Event.Stream, Event.Revision, Event.Id, Event.Type), (read.Position, read.Stream, read.Revision, read.Id, read.Type));
        Assert.True(read.Facts.Span.SequenceEqual(Event.Facts.Span) && read.Metadata.Span.SequenceEqual(Event.Metadata.Span));
        Assert.True(read.Text!.Json.Span.SequenceEqual(Event.Text!.Json.Span) && read.Text.Salt.Span.SequenceEqual(Event.Text.Salt.Span));
    }

    [Fact]
    public void An_erased_text_is_null_with_its_salt()
    {
        var line = Encoding.UTF8.GetString(EventLine.Write(Event, erased: true));
        Assert.Contains("\"text\":null,\"salt\":null", line);
        Assert.Null(EventLine.Read(Utf8(line), "line").OrThrow().Text);
    }

    [Theory]
    [InlineData("\"position\":17", "\"position\":17.0")]
    [InlineData("\"position\":17", "\"position\": 17")]
    [InlineData("\"position\":17", "\"position\":99999999999999999999")]
    [InlineData("\"position\":17", "\"position\":\"17\"")]
    [InlineData("\"position\":17,", "")]
    [InlineData("\"position\":17,\"stream\":\"country-DEU\"", "\"stream\":\"country-DEU\",\"position\":17")]
    [InlineData("country-DEU", "country\\u002dDEU")]
    [InlineData("country-DEU", "\\ud800")]
    [InlineData("0fcb60de", "0FCB60DE")]
    [InlineData("0fcb60de-c7da-54a7-a32b-99638dc5061d", "0fcb60dec7da54a7a32b99638dc5061d")]
    [InlineData("0a0b0c", "0A0B0C")]
    [InlineData("0a0b0c", "0a0b0x")]
    [InlineData("\"salt\":\"000102030405060708090a0b0c0d0e0f\"", "\"salt\":null")]
    [InlineData("\"text\":{\"title\":\"T\"}", "\"text\":null")]
    [InlineData("\"text\":{\"title\":\"T\"}", "\"text\":[]")]
    [InlineData("{\"m\":1.50}", "null")]
    [InlineData("{\"m\":1.50}", "{\"m\":1.50,\"m\":1.50}")]
    [InlineData("{\"m\":1.50}", "{\"\\ud800\":1}")]
    [InlineData("{\"m\":1.50}}", "{\"m\":1.50},\"more\":1}")]
    [InlineData("{\"m\":1.50}}", "{\"m\":1.50}} ")]
    [InlineData("{\"m\":1.50}}", "{\"m\":1.50}")]
    [InlineData("{\"m\":1.50}", "{/* */\"m\":1.50}")]
    public void Another_spelling_is_refused(string part, string other)
    {
        Assert.Contains(part, Line);
        Assert.NotNull(EventLine.Read(Utf8(Line.Replace(part, other)), "line").Refusal);
    }

    [Fact]
    public void What_is_no_line_is_refused()
    {
        foreach (var bytes in (byte[][])[[], [0xff], Utf8("null"), Utf8("[]"), Utf8(new string('[', 1_000_000)), [.. Utf8(Line[..30]), 0xff, .. Utf8(Line[31..])]])
            Assert.NotNull(EventLine.Read(bytes, "line").Refusal);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
