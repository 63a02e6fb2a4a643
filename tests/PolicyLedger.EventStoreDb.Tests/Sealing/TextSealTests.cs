using PolicyLedger.EventStoreDb.Sealing;
using PolicyLedger.Log;
using Xunit;

namespace PolicyLedger.EventStoreDb.Tests.Sealing;

public class TextSealTests
{
    private static readonly byte[] Key = TextSeal.NewKey();
    private static readonly Guid Id = Guid.NewGuid();
    private static readonly SaltedText Text = new(Guid.NewGuid().ToByteArray(), """{"title":"Über"}"""u8.ToArray());

    [Fact]
    public void What_is_closed_opens_with_its_key_for_its_event_alone()
    {
        var closed = TextSeal.Close(Key, Id, Text);
        var opened = TextSeal.Open(Key, Id, closed)!;
        Assert.Equal(Text.Salt.ToArray(), opened.Salt.ToArray());
        Assert.Equal(Text.Json.ToArray(), opened.Json.ToArray());
        Assert.Null(TextSeal.Open(TextSeal.NewKey(), Id, closed));
        Assert.Null(TextSeal.Open(Key, Guid.NewGuid(), closed));
    }

    [Fact]
    public void A_changed_bit_or_a_missing_byte_is_noticed()
    {
        var closed = TextSeal.Close(Key, Id, Text);
        for (var i = 0; i < closed.Length; i++)
        {
            var changed = closed.ToArray();
            changed[i] ^= 1;
            Assert.Null(TextSeal.Open(Key, Id, changed));
            Assert.Null(TextSeal.Open(Key, Id, closed.AsSpan(0, i)));
        }
    }

    [Fact]
    public void The_same_text_is_closed_alike_and_another_under_another_nonce()
    {
        var closed = TextSeal.Close(Key, Id, Text);
        Assert.Equal(closed, TextSeal.Close(Key, Id, Text));
        var others = new[]
        {
            TextSeal.Close(Key, Guid.NewGuid(), Text), TextSeal.Close(Key, Id, Text with { Salt = new byte[16] }),
            TextSeal.Close(Key, Id, Text with { Json = "{}"u8.ToArray() }), TextSeal.Close(TextSeal.NewKey(), Id, Text),
        };
        Assert.Equal(5, others.Append(closed).Select(bytes => Convert.ToHexString(bytes.AsSpan(0, 12))).Distinct().Count());
    }

    [Theory]
    [InlineData("textkey-GBR-2025-x", "GBR-2025-x", 1)]
    [InlineData("textkey-GBR-2025-x@2", "GBR-2025-x", 2)]
    [InlineData("textkey-GBR-2025-x@12", "GBR-2025-x", 12)]
    public void A_key_has_a_name_for_each_time_that_its_record_was_erased(string stream, string record, int number)
    {
        Assert.Equal(new KeyName(record, number), KeyName.Parse(stream));
        Assert.Equal(stream, new KeyName(record, number).ToString());
    }

    [Theory]
    [InlineData("country-GBR")]
    [InlineData("textkey-GBR-x@1")]
    [InlineData("textkey-GBR-x@")]
    [InlineData("textkey-GBR-x@two")]
    [InlineData("textkey-GBR-x@2@3")]
    public void Other_streams_are_none_of_a_key(string stream) => Assert.Null(KeyName.Parse(stream));

    [Fact]
    public void Keys_are_kept_for_a_time_and_up_to_a_number()
    {
        var clock = new Ticking();
        var cache = new KeyCache(clock, TimeSpan.FromSeconds(30), 2);
        KeyName a = new("GBR-a", 1), b = new("GBR-b", 1), again = new("GBR-b", 2);
        cache.Keep(a, Key);
        cache.Keep(b, Key);
        Assert.NotNull(cache.Find(a));
        cache.Keep(again, Key);
        Assert.Null(cache.Find(b));
        Assert.NotNull(cache.Find(a));
        Assert.NotNull(cache.Find(again));

        clock.Seconds = 29;
        cache.Keep(b, Key);
        Assert.Null(cache.Find(a));
        clock.Seconds = 30;
        Assert.Null(cache.Find(again));
        Assert.NotNull(cache.Find(b));

        cache.Keep(again, Key);
        cache.Forget("GBR-b");
        Assert.Null(cache.Find(b));
        Assert.Null(cache.Find(again));
    }
}
