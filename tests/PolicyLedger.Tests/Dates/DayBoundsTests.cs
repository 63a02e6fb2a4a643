using PolicyLedger.Dates;
using Xunit;

namespace PolicyLedger.Tests.Dates;

public class DayBoundsTests
{
    private static readonly DateOnly First = new(2025, 11, 1);
    private static readonly DateOnly Last = new(2025, 11, 30);

    [Fact]
    public void The_later_of_two_unknown_days_has_the_later_of_both_bounds()
    {
        var wide = new DayBounds(new(2025, 1, 1), new(2025, 12, 31));
        var narrow = new DayBounds(First, Last);

        Assert.Equal(new DayBounds(First, new(2025, 12, 31)), DayBounds.Max(wide, narrow));
        Assert.Equal(new DayBounds(new(2025, 1, 1), Last), DayBounds.Min(wide, narrow));
        Assert.Equal(DayBounds.Max(wide, narrow), DayBounds.Max(narrow, wide));
        Assert.Equal(DayBounds.Min(wide, narrow), DayBounds.Min(narrow, wide));
    }

    [Fact]
    public void A_day_is_exact_when_both_bounds_are_the_same()
    {
        Assert.True(DayBounds.Exactly(First).IsExact);
        Assert.False(new DayBounds(First, Last).IsExact);
    }

    [Fact]
    public void Bounds_out_of_order_cannot_exist() =>
        Assert.Contains("2025-11-30 is after 2025-11-01", Assert.Throws<ArgumentException>(() => new DayBounds(Last, First)).Message);

    [Fact]
    public void Bounds_are_written_as_a_day_or_as_a_set_of_which_one_is_meant()
    {
        Assert.Equal("2025-11-01", DayBounds.Exactly(First).ToString());
        Assert.Equal("[2025-11-01..2025-11-30]", new DayBounds(First, Last).ToString());
        Assert.Equal("[2025-11-01..]", new DayBounds(First, Days.Open).ToString());
        Assert.Equal("[..2025-11-30]", new DayBounds(Days.Beginning, Last).ToString());
        Assert.Equal("..", DayBounds.Exactly(Days.Open).ToString());
        Assert.Equal("..", DayBounds.Exactly(Days.Beginning).ToString());
        Assert.Equal("XXXX-XX-XX", new DayBounds(Days.Beginning, Days.Open).ToString());
    }
}
