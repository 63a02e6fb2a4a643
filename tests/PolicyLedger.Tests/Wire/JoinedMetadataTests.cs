using System.Text;
using System.Text.Json;
using CsCheck;
using PolicyLedger.Log;
using PolicyLedger.Wire;
using Xunit;

namespace PolicyLedger.Tests.Wire;

public class JoinedMetadataTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(1, 16).Select(n => (byte)n)];

    [Fact]
    public void Metadata_and_text_stand_in_one_object() => Assert.Equal(
        """{"recorder":"local","text":{"salt":"0102030405060708090a0b0c0d0e0f10","json":"{\u0022title\u0022:\u0022A\u0022}"}}""",
        Encoding.UTF8.GetString(Join("""{"recorder":"local"}""", """{"title":"A"}""").Span));

    [Fact]
    public void Without_text_the_metadata_stays_as_it_is()
    {
        var joined = JoinedMetadata.Join("""{"recorder":"local"}"""u8.ToArray(), null);
        Assert.Equal("""{"recorder":"local"}""", Encoding.UTF8.GetString(joined.Span));
        Assert.Null(JoinedMetadata.Split(joined).Text);
    }

    [Fact]
    public void What_is_joined_is_split_into_the_same_bytes() => Gen.Select(Gen.String, Gen.String).Sample((a, b) =>
    {
        var metadata = JsonSerializer.SerializeToUtf8Bytes(new { a, nested = new { text = b }, list = new[] { b } });
        var json = JsonSerializer.SerializeToUtf8Bytes(new { title = b, text = a });

        var (back, text) = JoinedMetadata.Split(JoinedMetadata.Join(metadata, new(Salt, json)));

        Assert.Equal(metadata, back.ToArray());
        Assert.Equal(json, text!.Json.ToArray());
        Assert.Equal(Salt, text.Salt.ToArray());
    });

    [Fact]
    public void A_text_survives_another_encoding_of_the_whole()
    {
        var joined = Join("""{"recorder":"local"}""", """{"title":"Füchse"}""");
        var again = JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse(joined), new JsonSerializerOptions { WriteIndented = true });
        Assert.Equal("""{"title":"Füchse"}""", Encoding.UTF8.GetString(JoinedMetadata.Split(again).Text!.Json.Span));
    }

    [Fact]
    public void A_sealed_text_stands_in_the_same_place()
    {
        var joined = JoinedMetadata.JoinSealed("""{"recorder":"local"}"""u8.ToArray(), new SealedText("textkey-GBR-a@2", new byte[] { 0xfb, 0xff, 0xfe }));
        Assert.Equal("""{"recorder":"local","text":{"key":"textkey-GBR-a@2","sealed":"+//+"}}""", Encoding.UTF8.GetString(joined.Span));
        var (metadata, text, closed) = JoinedMetadata.SplitSealed(joined);
        Assert.Equal("""{"recorder":"local"}""", Encoding.UTF8.GetString(metadata.Span));
        Assert.Null(text);
        Assert.Equal(("textkey-GBR-a@2", "FBFFFE"), (closed!.Key, Convert.ToHexString(closed.Bytes.Span)));
        Assert.Contains("in the clear", Assert.ThrowsAny<JsonException>(() => JoinedMetadata.Split(joined)).Message);
    }

    [Theory]
    [InlineData("GBR-a", """{"of":{"record":"GBR-b"},"record":"GBR-a"}""")]
    [InlineData(null, """{"of":"GBR-a"}""")]
    [InlineData(null, """{"record":["GBR-a"]}""")]
    [InlineData(null, """{"record":"GBR-a@2"}""")]
    [InlineData(null, """{"record":"\ud800"}""")]
    [InlineData(null, "[]")]
    [InlineData(null, "")]
    [InlineData(null, "{\"record\"")]
    public void The_record_that_facts_name_is_found(string? record, string facts) => Assert.Equal(record, EventFacts.RecordOf(Encoding.UTF8.GetBytes(facts)));

    [Theory]
    [InlineData("""{"commandId":"\ud800aaaaaaa-0000-7000-8000-000000000001"}""")]
    [InlineData("""{"commandId":"\ud8000000-0000-7000-8000-000000000001"}""")]
    [InlineData("""{"commandId":"\ud800"}""")]
    [InlineData("""{"commandId":7}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("[]")]
    public void Metadata_that_do_not_read_name_no_command(string metadata) => Assert.Null(JoinedMetadata.CommandOf(Encoding.UTF8.GetBytes(metadata)));

    [Fact]
    public void An_id_of_a_command_that_is_no_utf8_is_none() =>
        Assert.Null(JoinedMetadata.CommandOf((byte[])[.. "{\"commandId\":\"\\u0030"u8, .. Enumerable.Repeat((byte)0xff, 36), .. "\"}"u8]));

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"text\":{\"salt\":\"0102030405060708090a0b0c0d0e0f10\",\"json\":\"{}\"},\"a\":1}")]
    [InlineData("{\"a\":1,\"text\":\"words\"}")]
    [InlineData("{\"a\":1,\"text\":{\"json\":\"{}\"}}")]
    [InlineData("{\"a\":1,\"text\":{\"salt\":\"01\",\"json\":\"{}\"}}")]
    [InlineData("{\"a\":1,\"text\":{\"salt\":\"0102030405060708090a0b0c0d0e0f10\",\"json\":{}}}")]
    [InlineData("{\"a\":1,\"text\":{\"salt\":\"0102030405060708090a0b0c0d0e0f10\",\"json\":\"{}\",\"more\":\"\"}}")]
    [InlineData("{\"a\":1,\"text\":{\"salt\":\"0102030405060708090a0b0c0d0e0f10\",\"json\":\"{}\",\"key\":\"k\",\"sealed\":\"\"}}")]
    [InlineData("{\"a\":1,\"text\":{\"key\":\"k\"}}")]
    [InlineData("{\"a\":1,\"text\":{\"key\":\"k\",\"sealed\":\"?\"}}")]
    [InlineData("{\"a\":1,\"text\":{}}")]
    public void What_is_not_of_this_form_is_refused(string joined) =>
        Assert.ThrowsAny<JsonException>(() => JoinedMetadata.Split(Encoding.UTF8.GetBytes(joined)));

    private static ReadOnlyMemory<byte> Join(string metadata, string text) =>
        JoinedMetadata.Join(Encoding.UTF8.GetBytes(metadata), new(Salt, Encoding.UTF8.GetBytes(text)));
}
