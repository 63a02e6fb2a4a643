using CsCheck;
using PolicyLedger.Dates;
using Xunit;
using static PolicyLedger.Tests.Dates.EdtfDateTests;

namespace PolicyLedger.Tests.Dates;

public class EdtfPeriodTests
{
    private const string Beginning = "0001-01-01";
    private const string Open = "9999-12-31";

    [Theory]
    [InlineData("2025", "2025-01-01", "2025-01-01", "2026-01-01", "2026-01-01")]
    [InlineData("2025-11", "2025-11-01", "2025-11-01", "2025-12-01", "2025-12-01")]
    [InlineData("2024-02", "2024-02-01", "2024-02-01", "2024-03-01", "2024-03-01")]
    [InlineData("9998", "9998-01-01", "9998-01-01", "9999-01-01", "9999-01-01")]
    [InlineData("2025-11-21", "2025-11-21", "2025-11-21", "2025-11-22", "2025-11-22")]
    [InlineData("2025-11-XX", "2025-11-01", "2025-11-30", "2025-11-02", "2025-12-01")]
    [InlineData("2025-XX-XX", "2025-01-01", "2025-12-31", "2025-01-02", "2026-01-01")]
    [InlineData("../..", Beginning, Beginning, Open, Open)]
    public void A_bare_date_is_the_whole_period_of_a_coded_stance(string text, string earliestStart, string latestStart, string earliestEnd, string latestEnd) =>
        AssertBounds(Coded(text), text, earliestStart, latestStart, earliestEnd, latestEnd);

    [Theory]
    [InlineData("2026-01-15", "2026-01-15", "2026-01-15")]
    [InlineData("2026-01", "2026-01-01", "2026-01-31")]
    [InlineData("2026", "2026-01-01", "2026-12-31")]
    [InlineData("2026-01-XX", "2026-01-01", "2026-01-31")]
    [InlineData("2026-XX", "2026-01-01", "2026-12-31")]
    [InlineData("2026-XX-XX", "2026-01-01", "2026-12-31")]
    public void A_bare_date_is_the_day_on_which_a_policy_takes_effect(string text, string earliestStart, string latestStart)
    {
        AssertBounds(Effective(text), text, earliestStart, latestStart, Open, Open);
        Assert.False(Effective(text).EndUnknown);
    }

    [Theory]
    [InlineData("2025-11-01/2025-11-30", "2025-11-01", "2025-11-01", "2025-12-01", "2025-12-01")]
    [InlineData("2025-11/2025-12", "2025-11-01", "2025-11-30", "2025-12-02", "2026-01-01")]
    [InlineData("2025/2026", "2025-01-01", "2025-12-31", "2026-01-02", "2027-01-01")]
    [InlineData("2025/2026-01", "2025-01-01", "2025-12-31", "2026-01-02", "2026-02-01")]
    [InlineData("2025-11/2026", "2025-11-01", "2025-11-30", "2026-01-02", "2027-01-01")]
    [InlineData("2025-XX/2026-XX-XX", "2025-01-01", "2025-12-31", "2026-01-02", "2027-01-01")]
    [InlineData("2025-11-21/2025-11-21", "2025-11-21", "2025-11-21", "2025-11-22", "2025-11-22")]
    [InlineData("2025-11-20/2025-11", "2025-11-20", "2025-11-20", "2025-11-02", "2025-12-01")]
    [InlineData("2025-11-30/2025-11-XX", "2025-11-30", "2025-11-30", "2025-11-02", "2025-12-01")]
    [InlineData("2025-11-21/..", "2025-11-21", "2025-11-21", Open, Open)]
    [InlineData("2025-11/", "2025-11-01", "2025-11-30", Open, Open)]
    [InlineData("../2025-11", Beginning, Beginning, "2025-11-02", "2025-12-01")]
    [InlineData("/2025-11", Beginning, "2025-11-30", "2025-11-02", "2025-12-01")]
    public void An_interval_includes_both_ends_and_is_kept_half_open(string text, string earliestStart, string latestStart, string earliestEnd, string latestEnd)
    {
        AssertBounds(Coded(text), text, earliestStart, latestStart, earliestEnd, latestEnd);
        Assert.Equal(Coded(text), Effective(text));
    }

    [Fact]
    public void An_unknown_end_is_open_and_says_so()
    {
        Assert.Equal((false, true), (Coded("2025/").StartUnknown, Coded("2025/").EndUnknown));
        Assert.Equal((false, false), (Coded("2025/..").StartUnknown, Coded("2025/..").EndUnknown));
        Assert.Equal((true, false), (Coded("/2025").StartUnknown, Coded("/2025").EndUnknown));
        Assert.Equal((false, false), (Coded("../2025").StartUnknown, Coded("../2025").EndUnknown));
        Assert.Equal((false, false), (Coded("../..").StartUnknown, Coded("../..").EndUnknown));
    }

    [Fact]
    public void A_coded_interval_of_one_unknown_and_one_open_end_follows_the_same_rules()
    {
        AssertBounds(Coded("/.."), "/..", Beginning, Open, Open, Open);
        Assert.True(Coded("/..").StartUnknown);
        AssertBounds(Coded("../"), "../", Beginning, Beginning, Open, Open);
        Assert.True(Coded("../").EndUnknown);
    }

    [Theory]
    [InlineData("2025?", true, false)]
    [InlineData("2025~", false, true)]
    [InlineData("2025-11%", true, true)]
    [InlineData("2025-11-21?", true, false)]
    [InlineData("2025-11-XX~", false, true)]
    [InlineData("2025?/2026", true, false)]
    [InlineData("2025/2026~", false, true)]
    [InlineData("2025?/2026~", true, true)]
    [InlineData("2025%/..", true, true)]
    [InlineData("/2026?", true, false)]
    public void A_qualifier_on_either_end_is_shown_and_moves_no_bound(string text, bool uncertain, bool approximate)
    {
        var plain = new string([.. text.Where(c => c is not ('?' or '~' or '%'))]);
        foreach (var read in new[] { Coded, Effective })
        {
            Assert.Equal((read(plain).Start, read(plain).End), (read(text).Start, read(text).End));
            Assert.Equal((uncertain, approximate), (read(text).Uncertain, read(text).Approximate));
            Assert.Equal((false, false), (read(plain).Uncertain, read(plain).Approximate));
            Assert.Equal(text, read(text).Text);
        }
    }

    [Theory]
    [InlineData("/", "says nothing, as both ends are unknown")]
    [InlineData("2025-12/2025-11", "end before start")]
    [InlineData("2025-11-22/2025-11-21", "end before start")]
    [InlineData("2026-01-01?/2025%", "end before start")]
    [InlineData("2025/2026/", "more than one '/'")]
    [InlineData("2025-11-01/2025-11-30/..", "more than one '/'")]
    [InlineData("21/11/2025", "write year, month and day as 2025-11-21")]
    [InlineData("2025-13/2026", "start '2025-13' has the month 13")]
    [InlineData("2025/2026-02-30", "end '2026-02-30' has the day 30")]
    [InlineData("2025-21/2025-22", "start '2025-21' has 21 for a month, which is a season")]
    [InlineData("2025/9999-12-31", "write '..' as the end of an interval")]
    [InlineData("0001/2025", "write '..' as the start of an interval")]
    [InlineData("2025 / 2026", "white space")]
    [InlineData("2025/..?", "stands only for an open end")]
    [InlineData("2025-11-21T10:00:00Z/..", "date-time")]
    [InlineData("202X", "unspecified year digits")]
    [InlineData("9999", "which stands for no end")]
    [InlineData("", "is missing")]
    [InlineData("..", "stands only for an open end")]
    public void A_period_that_cannot_be_is_refused_with_the_reason_in_either_use(string text, string rule)
    {
        AssertRefused(EdtfPeriod.ParseCoded(text, "period"), text, rule);
        AssertRefused(EdtfPeriod.ParseEffective(text, "period"), text, rule);
    }

    [Theory]
    [InlineData("2025-XX")]
    [InlineData("2025-XX?")]
    public void An_unspecified_month_is_no_period_of_a_coded_stance(string text) =>
        AssertRefused(EdtfPeriod.ParseCoded(text, "period"), text, "write the whole year (2025), an interval");

    [Theory]
    [InlineData("../..")]
    [InlineData("../")]
    [InlineData("/..")]
    public void A_policy_takes_effect_on_some_day(string text) =>
        AssertRefused(EdtfPeriod.ParseEffective(text, "period"), text, "names no day: write the day on which it takes effect");

    [Fact]
    public void A_period_is_made_from_days()
    {
        var (first, last) = (new DateOnly(2025, 11, 1), new DateOnly(2025, 11, 30));

        AssertBounds(EdtfPeriod.Between(first, last), "2025-11-01/2025-11-30", "2025-11-01", "2025-11-01", "2025-12-01", "2025-12-01");
        AssertBounds(EdtfPeriod.Between(first, first), "2025-11-01", "2025-11-01", "2025-11-01", "2025-11-02", "2025-11-02");
        AssertBounds(EdtfPeriod.Since(first), "2025-11-01/..", "2025-11-01", "2025-11-01", Open, Open);
        Assert.Contains("end before start", Assert.Throws<ArgumentException>(() => EdtfPeriod.Between(last, first)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => EdtfPeriod.Between(first, Days.Open));
        Assert.Throws<ArgumentOutOfRangeException>(() => EdtfPeriod.Since(Days.Beginning));
    }

    [Fact]
    public void A_period_made_from_days_is_read_back_the_same() => Gen.Select(AnyDay, AnyDay).Sample((a, b) =>
    {
        var period = a <= b ? EdtfPeriod.Between(a, b) : EdtfPeriod.Between(b, a);

        Assert.Equal(period, Coded(period.Text));
        Assert.Equal(EdtfPeriod.Since(a), Coded(EdtfPeriod.Since(a).Text));
        Assert.Equal(EdtfPeriod.Since(a), Effective(EdtfPeriod.Since(a).Text));
    });

    [Fact]
    public void Whatever_is_accepted_keeps_its_text_and_can_end_after_it_starts() => Gen.Select(AnyEnd, AnyEnd, Gen.Bool).Sample((a, b, coded) =>
    {
        var text = $"{a}/{b}";
        if (!(coded ? EdtfPeriod.ParseCoded(text, "period") : EdtfPeriod.ParseEffective(text, "period")).TryGet(out var period, out var refusal))
        {
            Assert.True(text == "/" || (!coded && a is "" or ".." && b is "" or "..") || refusal.Rule.StartsWith("end before start", StringComparison.Ordinal), refusal.Message);
            return;
        }
        Assert.Equal(text, period.Text);
        Assert.True(period.Start.Earliest <= period.Start.Latest && period.End.Earliest <= period.End.Latest);
        Assert.True(period.End.Latest > period.Start.Earliest);
        Assert.Equal(a is "" or ".." ? Days.Beginning : Parsed(a).Bounds.Earliest, period.Start.Earliest);
        Assert.Equal(b is "" or ".." ? Days.Open : Parsed(b).Bounds.Latest.AddDays(1), period.End.Latest);
    });

    private static readonly Gen<string> AnyEnd = Gen.OneOf(
        Gen.Const(""),
        Gen.Const(".."),
        Gen.Select(AnyDay, Gen.Int[0, 3].Select(i => new[] { "", "?", "~", "%" }[i]), Gen.Int[0, 2].Select(i => 4 + (3 * i))).Select((day, mark, length) => Iso.Write(day)[..length] + mark));

    private static EdtfPeriod Coded(string text) => EdtfPeriod.ParseCoded(text, "period").OrThrow();

    private static EdtfPeriod Effective(string text) => EdtfPeriod.ParseEffective(text, "period").OrThrow();

    private static void AssertBounds(EdtfPeriod period, string text, string earliestStart, string latestStart, string earliestEnd, string latestEnd)
    {
        Assert.Equal(text, period.ToString());
        Assert.Equal(new DayBounds(Day(earliestStart), Day(latestStart)), period.Start);
        Assert.Equal(new DayBounds(Day(earliestEnd), Day(latestEnd)), period.End);
    }

    private static void AssertRefused(Result<EdtfPeriod> result, string text, string rule)
    {
        Assert.False(result.TryGet(out _, out var refusal));
        Assert.Equal((RefusalKind.Invalid, "period", text), (refusal.Kind, refusal.Field, refusal.Value));
        Assert.Contains(rule, refusal.Rule, StringComparison.Ordinal);
    }
}
