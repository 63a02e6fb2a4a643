using System.Globalization;
using CsCheck;
using PolicyLedger.Dates;
using Xunit;

namespace PolicyLedger.Tests.Dates;

public class IsoTests
{
    [Theory]
    [InlineData("2022-10-29T00:00:00Z", "2022-10-29T00:00:00Z")]
    [InlineData("2022-10-29t00:00:00z", "2022-10-29T00:00:00Z")]
    [InlineData("2022-10-29T01:30:00+02:00", "2022-10-28T23:30:00Z")]
    [InlineData("2022-10-29T23:30:00-09:30", "2022-10-30T09:00:00Z")]
    [InlineData("2022-10-29T00:00:00-00:00", "2022-10-29T00:00:00Z")]
    [InlineData("2022-10-29T12:34:56.7Z", "2022-10-29T12:34:56.7Z")]
    [InlineData("2022-10-29T12:34:56.0001000Z", "2022-10-29T12:34:56.0001Z")]
    [InlineData("2022-10-29T12:34:56.1234567+00:00", "2022-10-29T12:34:56.1234567Z")]
    [InlineData("2022-10-29T12:34:56.000Z", "2022-10-29T12:34:56Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void An_instant_is_read_with_its_offset_and_written_in_Utc(string text, string written)
    {
        var instant = Iso.Instant(text, "knownAt").OrThrow();

        Assert.Equal(TimeSpan.Zero, instant.Offset);
        Assert.Equal(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture), instant);
        Assert.Equal(written, Iso.Write(instant));
    }

    [Theory]
    [InlineData("2022-10-29", "is a day, not an instant: write the time and the offset too, 2022-10-29T00:00:00Z")]
    [InlineData("2022-10-29T00:00:00", "has no offset")]
    [InlineData("2022-10-29T00:00:00.123", "has no offset")]
    [InlineData("2016-12-31T23:59:60Z", "leap second")]
    [InlineData("2022-10-29T00:00:00.12345678Z", "more than 7 fraction digits")]
    [InlineData("2022-10-29T00:00:00.Z", "is not an RFC 3339 date-time: write an instant such as 2022-10-29T00:00:00Z")]
    [InlineData("2022-10-29 00:00:00Z", "is not an RFC 3339")]
    [InlineData(" 2022-10-29T00:00:00Z", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:00:00Z ", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:00Z", "is not an RFC 3339")]
    [InlineData("2022-10-29T24:00:00Z", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:60:00Z", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:00:61Z", "is not an RFC 3339")]
    [InlineData("2022-02-29T00:00:00Z", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:00:00+0200", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:00:00+02", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:00:00+24:00", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:00:00+02:60", "is not an RFC 3339")]
    [InlineData("2022-10-29T00:00:00 02:00", "is not an RFC 3339")]
    [InlineData("0001-01-01T00:00:00+01:00", "is not an RFC 3339")]
    [InlineData("9999-12-31T23:59:59-01:00", "is not an RFC 3339")]
    [InlineData("٢٠٢٢-10-29T00:00:00Z", "is not an RFC 3339")]
    [InlineData("29/10/2022", "is not an RFC 3339")]
    [InlineData("", "is not an RFC 3339")]
    public void Whatever_is_no_instant_is_refused_with_what_to_write(string text, string rule)
    {
        Assert.False(Iso.Instant(text, "knownAt").TryGet(out _, out var refusal));
        Assert.Equal((RefusalKind.Invalid, "knownAt", text), (refusal.Kind, refusal.Field, refusal.Value));
        Assert.Contains(rule, refusal.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2025-11-31")]
    [InlineData("2025-11-00")]
    [InlineData("2025-13-01")]
    [InlineData("0000-01-01")]
    [InlineData("2025-11")]
    [InlineData("2025-11-2")]
    [InlineData("2025/11/21")]
    [InlineData("2025-11-21 ")]
    [InlineData("2025-11-+1")]
    [InlineData("2025-11-٢١")]
    [InlineData("21-11-2025")]
    [InlineData("")]
    public void A_day_is_written_in_one_way_only(string text)
    {
        Assert.False(Iso.Day(text, "on").TryGet(out _, out var refusal));
        Assert.Equal(("on", text, "is not a day of the calendar: write it as 2025-11-21"), (refusal.Field, refusal.Value, refusal.Rule));
    }

    [Fact]
    public void A_day_reads_back_as_written() => Gen.Int[DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber)
        .Sample(day => Assert.Equal(day, Iso.Day(Iso.Write(day), "on").OrThrow()));

    [Fact]
    public void An_instant_reads_back_as_written() => Gen.Long[0, DateTime.MaxValue.Ticks]
        .Sample(ticks => Assert.Equal(ticks, Iso.Instant(Iso.Write(new DateTimeOffset(ticks, TimeSpan.Zero)), "at").OrThrow().UtcTicks));

    [Fact]
    public void An_instant_with_an_offset_is_written_in_Utc() =>
        Assert.Equal("2022-10-28T23:30:00Z", Iso.Write(new DateTimeOffset(2022, 10, 29, 1, 30, 0, TimeSpan.FromHours(2))));

    [Fact]
    public void Reading_allocates_nothing()
    {
        void Read()
        {
            Iso.Instant("2022-10-29T12:34:56.1234567+02:00", "at");
            Iso.Day("2022-10-29", "on");
        }

        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
