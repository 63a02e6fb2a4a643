using PolicyLedger.Dates;
using PolicyLedger.Jurisdictions;
using Xunit;

namespace PolicyLedger.Tests.Jurisdictions;

public class JurisdictionTests
{
    [Theory]
    [InlineData("DEU", "DEU")]
    [InlineData("deu", "DEU")]
    [InlineData("DE", "DEU")]
    [InlineData("de", "DEU")]
    [InlineData(" DEU ", "DEU")]
    [InlineData("RKS", "XKX")]
    [InlineData("XK", "XKX")]
    [InlineData("xkx", "XKX")]
    [InlineData("EU", "EUE")]
    [InlineData("UK", "GBR")]
    [InlineData("EL", "GRC")]
    [InlineData("SU", "SUN")]
    [InlineData("DD", "DDR")]
    [InlineData("United Kingdom", "GBR")]
    [InlineData("UNITED KINGDOM", "GBR")]
    [InlineData("the United Kingdom", "GBR")]
    [InlineData("Britain", "GBR")]
    [InlineData("Great Britain", "GBR")]
    [InlineData("United Kingdom of Great Britain and Northern Ireland", "GBR")]
    [InlineData("United States", "USA")]
    [InlineData("United States of America", "USA")]
    [InlineData("U.S.A.", "USA")]
    [InlineData("Germany", "DEU")]
    [InlineData("Russia", "RUS")]
    [InlineData("Russian Federation", "RUS")]
    [InlineData("South Korea", "KOR")]
    [InlineData("Korea, Republic of", "KOR")]
    [InlineData("North Korea", "PRK")]
    [InlineData("Türkiye", "TUR")]
    [InlineData("TÜRKİYE", "TUR")]
    [InlineData("Turkiye", "TUR")]
    [InlineData("Turkey", "TUR")]
    [InlineData("Czech Republic", "CZE")]
    [InlineData("Czechia", "CZE")]
    [InlineData("Ivory Coast", "CIV")]
    [InlineData("Côte d'Ivoire", "CIV")]
    [InlineData("Cote d’Ivoire", "CIV")]
    [InlineData("Vietnam", "VNM")]
    [InlineData("Viet Nam", "VNM")]
    [InlineData("Syria", "SYR")]
    [InlineData("Syrian Arab Republic", "SYR")]
    [InlineData("Iran", "IRN")]
    [InlineData("Iran (Islamic Republic of)", "IRN")]
    [InlineData("European Union", "EUE")]
    [InlineData("Kosovo", "XKX")]
    [InlineData("St. Lucia", "LCA")]
    [InlineData("Trinidad & Tobago", "TTO")]
    [InlineData("Curac\u0327ao", "CUW")]
    [InlineData("Soviet Union", "SUN")]
    [InlineData("East Germany", "DDR")]
    [InlineData("Guinea Bissau", "GNB")]
    [InlineData("Namibia", "NAM")]
    [InlineData("nam", "NAM")]
    public void A_jurisdiction_is_known_by_code_alias_or_English_name(string text, string code) =>
        Assert.Equal(code, Jurisdiction.Parse(text, "jurisdiction").OrThrow().Code);

    [Theory]
    [InlineData("", "is missing: write an ISO 3166-1 alpha-3 code such as DEU")]
    [InlineData("  ", "is missing")]
    [InlineData("-", "marks a missing value")]
    [InlineData("n/a", "is not a jurisdiction")]
    [InlineData("CS", "write CSK for Czechoslovakia (until 1993) or SCG")]
    [InlineData("Korea", "write KOR (South Korea) or PRK (North Korea)")]
    [InlineData("Virgin Islands", "write VGB (British) or VIR (United States)")]
    [InlineData("ZZZ", "is not a jurisdiction: write an ISO 3166-1 alpha-3 code such as DEU")]
    [InlineData("276", "is not a jurisdiction")]
    [InlineData("Germny", "did you mean DEU (Germany)?")]
    [InlineData("Untied Kingdom", "did you mean GBR (United Kingdom)?")]
    [InlineData("Afganistan", "did you mean AFG (Afghanistan)?")]
    [InlineData("Rusisa", "did you mean RUS (Russia)?")]
    [InlineData("GER", "did you mean DEU (Germany)?")]
    [InlineData("DUE", "did you mean DEU (Germany)?")]
    [InlineData("NIG", "did you mean NER (Niger) or NGA (Nigeria)?")]
    public void Whatever_else_is_refused_with_what_to_write_instead(string text, string rule)
    {
        Assert.False(Jurisdiction.Parse(text, "target").TryGet(out _, out var refusal));
        Assert.Equal((RefusalKind.Invalid, "target", text), (refusal.Kind, refusal.Field, refusal.Value));
        Assert.Contains(rule, refusal.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ZZZ")]
    [InlineData("276")]
    [InlineData("Atlantis")]
    [InlineData("Middle Earth")]
    public void What_is_like_nothing_gets_no_suggestion(string text) =>
        Assert.DoesNotContain("did you mean", Jurisdiction.Parse(text, "target").Refusal!.Rule, StringComparison.Ordinal);

    [Theory]
    [InlineData("deu")]
    [InlineData("DE")]
    [InlineData("Germany")]
    [InlineData("RKS")]
    [InlineData(" DEU")]
    [InlineData("")]
    public void A_stored_code_is_alpha_3_in_capitals(string code)
    {
        Assert.Equal("DEU", Jurisdiction.ParseCode("DEU", "jurisdiction").OrThrow().Code);
        Assert.Equal("is not the alpha-3 code of a jurisdiction in capitals, such as DEU", Jurisdiction.ParseCode(code, "jurisdiction").Refusal?.Rule);
    }

    [Fact]
    public void A_code_is_read_without_allocating_to_the_one_instance()
    {
        Assert.Same(Jurisdiction.ParseCode("GBR", "j").OrThrow(), Jurisdiction.Parse("gb", "j").OrThrow());
        Jurisdiction.Parse("gbr", "j");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Jurisdiction.ParseCode("GBR", "j");
        Jurisdiction.Parse("gbr", "j");
        Jurisdiction.Parse("UK", "j");
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_jurisdiction_is_written_as_its_code_and_ordered_by_it()
    {
        var (deu, gbr) = (Jurisdiction.Parse("Germany", "j").OrThrow(), Jurisdiction.Parse("Britain", "j").OrThrow());

        Assert.Equal(("DEU", "DE", "Germany"), (deu.ToString(), deu.Alpha2, deu.Name));
        Assert.True(deu.CompareTo(gbr) < 0 && gbr.CompareTo(deu) > 0 && deu.CompareTo(deu) == 0);
    }

    [Theory]
    [InlineData("DDR", "1949-10-06", false)]
    [InlineData("DDR", "1949-10-07", true)]
    [InlineData("DDR", "1990-10-02", true)]
    [InlineData("DDR", "1990-10-03", false)]
    [InlineData("DDR", "2020-01-01", false)]
    [InlineData("SUN", "1922-12-29", false)]
    [InlineData("SUN", "1922-12-30", true)]
    [InlineData("SUN", "1991-12-25", true)]
    [InlineData("SUN", "1991-12-26", false)]
    [InlineData("CSK", "1992-12-31", true)]
    [InlineData("CSK", "1993-01-01", false)]
    [InlineData("CZE", "1992-12-31", false)]
    [InlineData("CZE", "1993-01-01", true)]
    [InlineData("SVK", "1992-12-31", false)]
    [InlineData("YUG", "2003-02-03", true)]
    [InlineData("YUG", "2003-02-04", false)]
    [InlineData("SCG", "2003-02-04", true)]
    [InlineData("SCG", "2006-06-05", false)]
    [InlineData("SRB", "2006-06-05", true)]
    [InlineData("SRB", "2006-06-04", false)]
    [InlineData("DEU", "1871-01-18", true)]
    [InlineData("RUS", "1991-01-01", true)]
    public void A_jurisdiction_exists_between_its_dates(string code, string day, bool exists) =>
        Assert.Equal(exists, Jurisdiction.ParseCode(code, "j").OrThrow().ExistsOn(Iso.Day(day, "on").OrThrow()));

    [Theory]
    [InlineData("DDR", "1990", true)]
    [InlineData("DDR", "1991", false)]
    [InlineData("DDR", "1949-10", true)]
    [InlineData("DDR", "1949-09", false)]
    [InlineData("DDR", "1990-10-03", false)]
    [InlineData("HRV", "1991", true)]
    [InlineData("HRV", "1990", false)]
    [InlineData("DEU", "1871", true)]
    public void A_date_within_bounds_is_wrong_only_if_no_day_of_it_will_do(string code, string date, bool exists) =>
        Assert.Equal(exists, Jurisdiction.ParseCode(code, "j").OrThrow().ExistedWithin(EdtfDate.Parse(date, "on").OrThrow().Bounds));
}
