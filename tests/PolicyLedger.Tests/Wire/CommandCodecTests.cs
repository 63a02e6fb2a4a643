using System.Text;
using PolicyLedger.Recording;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

public class CommandCodecTests
{
    private const string Sources = """ "sources":[{"publisher":"P","kind":"press","reliability":"C","credibility":2}] """;

    [Theory]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":2026-01-01,"how":"repealed"}""", "json", "not valid JSON (line 1, byte 51): '-' is an invalid end of a number")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":NaN}""", "json", "'N' is an invalid start of a value")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":Infinity}""", "json", "'I' is an invalid start of a value")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":-Infinity}""", "json", "'I' is invalid within a number")]
    [InlineData("""{"command":"end-policy"} x""", "json", "'x' is invalid after a single JSON value")]
    [InlineData("""{"command":"end-policy"}{}""", "json", "'{' is invalid after a single JSON value")]
    [InlineData("""{"command":"end-policy"/* why */}""", "json", "'/' is invalid after a value")]
    [InlineData("""{"command":"end-policy"}// why""", "json", "'/' is invalid after a single JSON value")]
    [InlineData("""{'command':'end-policy'}""", "json", "''' is an invalid start of a property name")]
    [InlineData("""{"command":"end-policy",}""", "json", "contains a trailing comma at the end")]
    [InlineData("""{"command":"end-policy" """, "json", "not valid JSON")]
    [InlineData("", "json", "does not contain any JSON tokens")]
    [InlineData("[]", "json", "expected one JSON object")]
    [InlineData("null", "json", "expected one JSON object")]
    [InlineData("""{"command":"end-policy","on":"2025","on":"2026"}""", "json", "not valid JSON: Duplicate property 'on'")]
    [InlineData("""{"command":"end-policy","text":{"title":"a","title":"b"}}""", "json", "not valid JSON: Duplicate property 'title'")]
    [InlineData("""{"command":"end-policy","on":1e400}""", "on", "at most 28 characters and no exponent")]
    [InlineData("""{"command":"end-policy","on":0.1234567890123456789012345678}""", "on", "at most 28 characters and no exponent")]
    [InlineData("""{"command":"end-policy","text":{"title":"\ud800"}}""", "text.title", "half of a surrogate pair")]
    [InlineData("""{"command":"end-policy","text":{"title":"\udc00\ud800"}}""", "text.title", "half of a surrogate pair")]
    [InlineData("""{"command":"end-policy","\ud800":1}""", "json", "half of a surrogate pair")]
    [InlineData("""{"command":"end-policy","text":null}""", "text", "null is not a value here")]
    [InlineData("""{"command":"end-policy","sources":[null]}""", "sources[0]", "null is not a value here")]
    [InlineData("""{"command":"correct-record","changes":[{"field":"on","to":null}]}""", "changes[0].to", "null is not a value here")]
    [InlineData("{}", "command", "one of adopt-codebook, amend-policy")]
    [InlineData("""{"command":"delete-policy"}""", "command", "one of adopt-codebook, amend-policy")]
    [InlineData("""{"command":"End-Policy"}""", "command", "one of adopt-codebook, amend-policy")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":"2026","how":"repealed"}""", "sources", "required, and missing")]
    [InlineData("""{"command":"end-policy","envelope":{}}""", "envelope", "no such field here; its fields stand beside the others")]
    [InlineData("""{"command":"end-policy","Record":"DEU-x"}""", "Record", "no such field here")]
    [InlineData("""{"command":"end-policy","$type":"x"}""", "$type", "no such field here")]
    [InlineData("""{"command":"end-policy","sources":[{"Kind":"press"}]}""", "sources[0].Kind", "no such field here")]
    [InlineData("""{"command":"end-policy","sources":{}}""", "sources", "expected a list")]
    [InlineData("""{"command":"end-policy","sources":["P"]}""", "sources[0]", "expected an object")]
    [InlineData("""{"command":"end-policy","text":"x"}""", "text", "expected an object")]
    [InlineData("""{"command":"end-policy","record":{}}""", "record", "expected a string")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":2026}""", "on", "expected a string")]
    [InlineData("""{"command":"end-policy","record":"DEU-x","on":["2026"]}""", "on", "on '[\"2026\"]': expected a string")]
    [InlineData("""{"command":"revise-codebook","codebook":"x","areas":[],"map":[{"area":"a","from":1,"to":["2"]}]}""", "map[0].from", "map[0].from '1': a value is written as a string: a category as its code, a level in digits, such as \"1\"")]
    [InlineData("""{"command":"revise-codebook","codebook":"x","areas":[],"map":[{"area":"a","from":{"level":1},"to":["2"]}]}""", "map[0].from", "map[0].from '{\"level\":1}': a value is written as a string")]
    [InlineData("""{"command":"revise-codebook","codebook":"x","areas":[],"map":[{"area":"a","from":"1","to":["2",3]}]}""", "map[0].to[1]", "map[0].to[1] '3': a value is written as a string")]
    [InlineData("""{"command":"check-source","record":"DEU-x","source":"1"}""", "source", "expected a whole number")]
    [InlineData("""{"command":"check-source","record":"DEU-x","source":1.0}""", "source", "expected a whole number")]
    [InlineData("""{"command":"check-source","record":"DEU-x","source":9999999999}""", "source", "out of range")]
    [InlineData("""{"command":"check-source","record":"DEU-x","source":1,"finding":"Changed"}""", "finding", "one of stillSaysSo, changed, unavailable")]
    [InlineData("""{"command":"adopt-codebook","codebook":"x","areas":[{"area":"a","title":"T","kind":"category","ordered":"true","categories":[]}]}""", "areas[0].ordered", "expected true or false")]
    public void What_is_not_strict_is_refused_by_name(string json, string field, string rule)
    {
        var refusal = CommandCodec.Read(Encoding.UTF8.GetBytes(json), "tester").Refusal;
        Assert.NotNull(refusal);
        Assert.Equal(field, refusal.Field);
        Assert.Contains(rule, refusal.Message);
        Assert.DoesNotMatch("PolicyLedger|Newtonsoft|System\\.|Int32|JObject|ValueList|Nullable|`1", refusal.Message);
    }

    [Fact]
    public void What_is_not_utf8_is_refused_with_the_byte_at_fault()
    {
        byte[] overlong = [.. """{"command":"end-policy","text":{"title":" """u8, 0xC3, 0x28, .. "\"}}"u8];
        Assert.Equal("json: not valid JSON: byte 43 is not UTF-8; save it as UTF-8", CommandCodec.Read(overlong, "tester").Refusal!.Message);
        byte[] surrogate = [.. "{\""u8, 0xED, 0xA0, 0x80, .. "\":1}"u8];
        Assert.Contains("byte 3 is not UTF-8", CommandCodec.Read(surrogate, "tester").Refusal!.Message);
    }

    [Fact]
    public void Sixty_four_levels_are_read_and_sixty_five_are_refused()
    {
        static byte[] Nested(int lists) => Encoding.UTF8.GetBytes($$"""{"command":"end-policy","deep":{{new string('[', lists)}}{{new string(']', lists)}}}""");
        Assert.Contains("deep: no such field", CommandCodec.Read(Nested(63), "tester").Refusal!.Message);
        Assert.Contains("maximum configured depth of 64", CommandCodec.Read(Nested(64), "tester").Refusal!.Message);
        Assert.Contains("maximum configured depth of 64", CommandCodec.Read(Nested(1_000_000), "tester").Refusal!.Message);
    }

    [Theory]
    [InlineData("\"2025-11-21T00:00:00+01:00\"")]
    [InlineData("\"2025-11-21\"")]
    [InlineData("\"/Date(1763683200000)/\"")]
    [InlineData("1.50")]
    [InlineData("0.1")]
    [InlineData("79228162514264337593543950")]
    [InlineData("[1,\"1\",true,{\"a\":\"2025-11-21T00:00:00Z\"}]")]
    [InlineData("\"Zürich \\\"x\\\" 😀\"")]
    public void A_json_value_keeps_its_text(string value)
    {
        var command = (CorrectRecord)Read($$"""{"command":"correct-record","record":"DEU-x","changes":[{"field":"on","from":{{value}}}],"reason":"r",{{Sources}}}""");
        Assert.Equal(value, command.Changes[0].From!.Text);
    }

    [Fact]
    public void A_text_that_looks_like_a_date_stays_as_it_was_written()
    {
        var command = (EndPolicy)Read($$"""{"command":"end-policy","record":"DEU-x","on":"2026","how":"repealed","text":{"title":"2025-11-21T00:00:00+01:00"},{{Sources}}}""");
        Assert.Equal("2025-11-21T00:00:00+01:00", command.Text!.Title);
    }

    [Fact]
    public void Without_a_command_id_the_same_content_gets_the_same_one()
    {
        var first = Read($$"""{"command":"end-policy","record":"DEU-x","on":"2026","how":"repealed",{{Sources}}}""");
        var spaced = Read($$"""{ "command": "end-policy", "how": "repealed", "on": "2026", "record": "DEU-x", {{Sources}} }""");
        var other = Read($$"""{"command":"end-policy","record":"DEU-x","on":"2027","how":"repealed",{{Sources}}}""");
        Assert.Equal(first.Envelope.CommandId, spaced.Envelope.CommandId);
        Assert.NotEqual(first.Envelope.CommandId, other.Envelope.CommandId);
    }

    private static Command Read(string json) => CommandCodec.Read(Encoding.UTF8.GetBytes(json), "tester").OrThrow();
}
