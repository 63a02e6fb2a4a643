using CsCheck;
using PolicyLedger.Dates;
using Xunit;

namespace PolicyLedger.Tests.Dates;

public class EdtfDateTests
{
    [Theory]
    [InlineData("2025-11-21", "2025-11-21", "2025-11-21")]
    [InlineData("2025-11", "2025-11-01", "2025-11-30")]
    [InlineData("2025", "2025-01-01", "2025-12-31")]
    [InlineData("2025-11-XX", "2025-11-01", "2025-11-30")]
    [InlineData("2025-XX", "2025-01-01", "2025-12-31")]
    [InlineData("2025-XX-XX", "2025-01-01", "2025-12-31")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2023-02-XX", "2023-02-01", "2023-02-28")]
    [InlineData("2000-02-29", "2000-02-29", "2000-02-29")]
    [InlineData("0002", "0002-01-01", "0002-12-31")]
    [InlineData("9998-12", "9998-12-01", "9998-12-31")]
    public void A_date_is_one_day_between_bounds(string text, string earliest, string latest)
    {
        var date = Parsed(text);

        Assert.Equal(new DayBounds(Day(earliest), Day(latest)), date.Bounds);
        Assert.Equal((false, false), (date.Uncertain, date.Approximate));
        Assert.Equal(text, date.ToString());
    }

    [Theory]
    [InlineData("?", true, false)]
    [InlineData("~", false, true)]
    [InlineData("%", true, true)]
    public void A_qualifier_is_kept_and_moves_no_bound(string qualifier, bool uncertain, bool approximate)
    {
        foreach (var text in new[] { "2025-11-21", "2025-11", "2025", "2025-11-XX", "2025-XX", "2025-XX-XX" })
        {
            var date = Parsed(text + qualifier);

            Assert.Equal(Parsed(text).Bounds, date.Bounds);
            Assert.Equal((uncertain, approximate), (date.Uncertain, date.Approximate));
            Assert.Equal(text + qualifier, date.Text);
        }
    }

    [Theory]
    [InlineData("", "is missing: write 2025-11-21, 2025-11")]
    [InlineData(" ", "white space")]
    [InlineData(" 2025-11-21", "white space")]
    [InlineData("2025-11-21\n", "white space")]
    [InlineData("2025 -11", "white space")]
    [InlineData("21 November 2025", "white space")]
    [InlineData("2025-11-21 10:00:00", "white space")]
    [InlineData("٢٠٢٥-١١-٢١", "only ASCII digits")]
    [InlineData("2025–11", "ASCII hyphen")]
    [InlineData("2025-21", "season")]
    [InlineData("2025-24", "season")]
    [InlineData("2025-33", "season")]
    [InlineData("2025-41", "season")]
    [InlineData("2025-21-01", "season")]
    [InlineData("2025-20", "month 20, which does not exist: months are 01 to 12")]
    [InlineData("2025-42", "month 42, which does not exist")]
    [InlineData("2025-13", "month 13, which does not exist")]
    [InlineData("2025-00", "month 00, which does not exist")]
    [InlineData("2025-13-XX", "month 13, which does not exist")]
    [InlineData("2025-02-30", "day 30, which does not exist: 2025-02 has the days 01 to 28")]
    [InlineData("2023-02-29", "day 29, which does not exist: 2023-02 has the days 01 to 28")]
    [InlineData("1900-02-29", "2 has the days 01 to 28")]
    [InlineData("2025-11-31", "2025-11 has the days 01 to 30")]
    [InlineData("2025-11-00", "day 00, which does not exist")]
    [InlineData("Y17000", "'Y' year")]
    [InlineData("Y-17E7", "'Y' year")]
    [InlineData("-2025", "negative year")]
    [InlineData("-0001-01-01", "negative year")]
    [InlineData("-", "is not an EDTF date")]
    [InlineData("2025-11-21T10:00:00Z", "date-time; a date has no time of day")]
    [InlineData("2025-11-21T10", "date-time")]
    [InlineData("10:00", "date-time")]
    [InlineData("202X", "unspecified year digits")]
    [InlineData("20XX-11", "unspecified year digits")]
    [InlineData("XXXX-11-21", "unspecified year digits")]
    [InlineData("2025-1X", "half unspecified")]
    [InlineData("2025-X1-21", "half unspecified")]
    [InlineData("2025-11-2X", "half unspecified")]
    [InlineData("2025-XX-1X", "half unspecified")]
    [InlineData("2025-XX-21", "day in an unspecified month: write 2025-XX-XX or 2025")]
    [InlineData("2025-11-xx", "small x: write an unspecified day or month as XX")]
    [InlineData("2025?-11", "one qualifier, at the end only")]
    [InlineData("2025-11-?21", "one qualifier, at the end only")]
    [InlineData("?2025", "one qualifier, at the end only")]
    [InlineData("2025?~", "2025-11-21% for both")]
    [InlineData("[2025-11-01..2025-11-30]", "set or list")]
    [InlineData("[2025,2026]", "set or list")]
    [InlineData("{2025,2026}", "set or list")]
    [InlineData("2025/2026", "is an interval, which is a period; a date is one day")]
    [InlineData("2025/..", "is an interval")]
    [InlineData("..", "stands only for an open end")]
    [InlineData("2025-11-01..2025-11-30", "stands only for an open end")]
    [InlineData("0000", "year 0000, which is not accepted")]
    [InlineData("0000-01-01", "year 0000, which is not accepted")]
    [InlineData("0001-01-01", "no earliest bound: write '..' as the start")]
    [InlineData("9999", "no end: write '..' as the end")]
    [InlineData("9999-12-31", "no end: write '..' as the end")]
    [InlineData("21/11/2025", "write year, month and day as 2025-11-21")]
    [InlineData("11/21/2025", "write year, month and day as 2025-11-21")]
    [InlineData("2025/11/21", "write year, month and day as 2025-11-21")]
    [InlineData("21.11.2025", "write year, month and day as 2025-11-21")]
    [InlineData("21-11-25", "write year, month and day as 2025-11-21")]
    [InlineData("2025-1-5", "two digits each")]
    [InlineData("2025-11-", "two digits each")]
    [InlineData("20251121", "is not an EDTF date")]
    [InlineData("25-11", "is not an EDTF date")]
    [InlineData("12025", "is not an EDTF date")]
    [InlineData("+2025", "is not an EDTF date")]
    [InlineData("2025-11-21-01", "is not an EDTF date")]
    [InlineData("2025_11", "is not an EDTF date")]
    [InlineData("2025-11_21", "is not an EDTF date")]
    [InlineData("?", "is not an EDTF date")]
    [InlineData("2025-Nov", "two digits each")]
    public void Whatever_else_is_refused_with_what_to_write_instead(string text, string rule)
    {
        Assert.False(EdtfDate.Parse(text, "announced").TryGet(out _, out var refusal));
        Assert.Equal((RefusalKind.Invalid, "announced", text), (refusal.Kind, refusal.Field, refusal.Value));
        Assert.Contains(rule, refusal.Rule, StringComparison.Ordinal);
        Assert.False(char.IsUpper(refusal.Rule[0]));
    }

    [Fact]
    public void Two_dates_are_equal_when_they_are_written_the_same()
    {
        Assert.Equal(Parsed("2025-11"), Parsed("2025-11"));
        Assert.Equal(Parsed("2025-11").GetHashCode(), Parsed("2025-11").GetHashCode());
        Assert.NotEqual(Parsed("2025-11"), Parsed("2025-11-XX"));
        Assert.Equal(Parsed("2025-11-21"), EdtfDate.On(new(2025, 11, 21)));
    }

    [Fact]
    public void A_known_day_is_never_one_of_the_infinities()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EdtfDate.On(Days.Open));
        Assert.Throws<ArgumentOutOfRangeException>(() => EdtfDate.On(Days.Beginning));
    }

    [Fact]
    public void Every_day_month_and_year_has_the_bounds_of_the_calendar() => AnyDay.Sample(day =>
    {
        var text = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (month, year) = (new DateOnly(day.Year, day.Month, 1), new DateOnly(day.Year, 1, 1));
        var wholeMonth = new DayBounds(month, month.AddMonths(1).AddDays(-1));
        var wholeYear = new DayBounds(year, year.AddYears(1).AddDays(-1));

        Assert.Equal(DayBounds.Exactly(day), Parsed(text).Bounds);
        Assert.Equal(wholeMonth, Parsed(text[..7]).Bounds);
        Assert.Equal(wholeMonth, Parsed(text[..7] + "-XX").Bounds);
        Assert.Equal(wholeYear, Parsed(text[..4]).Bounds);
        Assert.Equal(wholeYear, Parsed(text[..4] + "-XX-XX").Bounds);
        Assert.Equal(text, EdtfDate.On(day).Text);
    });

    [Fact]
    public void A_text_is_read_with_ordered_bounds_and_kept_or_refused_with_a_rule_and_never_throws() =>
        Gen.Char["0123456789-XYT:/?~%.[] "].Array[0, 12].Sample(chars =>
        {
            var text = new string(chars);
            if (EdtfDate.Parse(text, "on").TryGet(out var date, out var refusal))
                Assert.True(date.Text == text && date.Bounds.Earliest <= date.Bounds.Latest);
            else
                Assert.NotEmpty(refusal.Rule);
        });

    internal static readonly Gen<DateOnly> AnyDay =
        Gen.Int[new DateOnly(2, 1, 1).DayNumber, new DateOnly(9998, 12, 31).DayNumber].Select(DateOnly.FromDayNumber);

    internal static EdtfDate Parsed(string text) => EdtfDate.Parse(text, "on").OrThrow();

    internal static DateOnly Day(string text) => Iso.Day(text, "day").OrThrow();
}
