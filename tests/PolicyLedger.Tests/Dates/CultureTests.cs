using System.Globalization;
using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using Xunit;

namespace PolicyLedger.Tests.Dates;

public class CultureTests
{
    /// <summary>
    /// What th-TH, ar-SA and fi-FI bring, put together by hand as named cultures are not there under InvariantGlobalization:
    /// a Buddhist calendar, other digits, another minus and other separators.
    /// </summary>
    private sealed class Hostile : CultureInfo
    {
        public Hostile()
            : base("")
        {
            NumberFormat.NegativeSign = "−";
            NumberFormat.NativeDigits = ["٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"];
            DateTimeFormat.DateSeparator = ".";
            DateTimeFormat.TimeSeparator = ".";
        }

        public override Calendar Calendar { get; } = new ThaiBuddhistCalendar();
    }

    [Fact]
    public void The_machines_culture_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new Hostile();
        try
        {
            var instant = new DateTimeOffset(2025, 11, 21, 10, 30, 0, TimeSpan.Zero);
            Assert.Equal("10.30", instant.ToString("HH:mm"));

            Assert.Equal("2025-11-21T10:30:00Z", Iso.Write(instant));
            Assert.Equal(instant, Iso.Instant("2025-11-21T10:30:00Z", "at").OrThrow());
            Assert.Equal("2025-11-21", Iso.Write(new DateOnly(2025, 11, 21)));
            Assert.Equal("2025-11-21", EdtfDate.On(new(2025, 11, 21)).Text);
            Assert.Equal("[2025-11-01..2025-11-30]", EdtfDate.Parse("2025-11", "on").OrThrow().Bounds.ToString());
            Assert.Contains("2025-02 has the days 01 to 28", EdtfDate.Parse("2025-02-30", "on").Refusal!.Rule);
            Assert.Equal("ITA", Jurisdiction.Parse("ITALY", "jurisdiction").OrThrow().Code);
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }
    }
}
