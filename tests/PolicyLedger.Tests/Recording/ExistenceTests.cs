using PolicyLedger.Testing.Recording;
using Xunit;

namespace PolicyLedger.Tests.Recording;

/// <summary>Whom a record addresses or is about existed on some day that the record names.</summary>
public class ExistenceTests
{
    [Theory]
    [InlineData("SUN", "2020", "Soviet Union was withdrawn on 1991-12-26")]
    [InlineData("SUN", "1991-12-26/..", "Soviet Union was withdrawn on 1991-12-26")]
    [InlineData("CZE", "1980/1992", "Czechia exists as a code only since 1993-01-01")]
    public void A_stance_about_whom_there_was_not_is_refused(string target, string period, string rule) =>
        Specification.Given().When(Stance(target, period)).ThenRefused($"target '{target}': {rule}");

    [Theory]
    [InlineData("SUN", "1991/1995")]
    [InlineData("SUN", "../..")]
    [InlineData("CZE", "1980/1993")]
    [InlineData("EUE", "1900")]
    public void A_stance_about_whom_there_may_have_been_is_taken(string target, string period) =>
        Specification.Given().When(Stance(target, period)).ThenAccepted();

    [Fact]
    public void A_countrys_own_nationals_are_a_target_like_any_other() => Specification.Given().When(Stance("DEU", "2020")).ThenAccepted();

    [Theory]
    [InlineData("1991-12-26", null, "was withdrawn")]
    [InlineData("1992-06", "1993-01/..", "was withdrawn")]
    [InlineData("1992-06", "1991-06/1992-01", null)]
    [InlineData("1991-12-XX", null, null)]
    public void A_policy_about_a_nationality_that_is_gone_reaches_back_to_it(string announced, string? effective, string? rule)
    {
        var period = effective is null ? "" : $",\"effective\":\"{effective}\"";
        var refusal = Specification.Given().Run($$$"""{"command":"announce-policy","jurisdictions":["GBR"],"instrument":"law","areas":[{"area":"oxcgrt:C1","value":{"level":1}}],"target":"SUN"{{{period}}},"announced":"{{{announced}}}",…}""").Refusal;
        Assert.Equal(rule is null, refusal is null);
        Assert.Contains(rule ?? "", refusal?.Message ?? "");
    }

    [Theory]
    [InlineData("""{"host":"SUN"}""", "2025-11", "addressees[0].host 'SUN': Soviet Union was withdrawn on 1991-12-26")]
    [InlineData("""{"class":"the-east","members":["POL","SUN"]}""", "2025-11", "addressees[0].members[1] 'SUN': Soviet Union was withdrawn on 1991-12-26")]
    [InlineData("""{"host":"CZE"}""", "1992", "addressees[0].host 'CZE': Czechia exists as a code only since 1993-01-01")]
    public void A_cable_to_whom_there_was_not_is_refused(string addressee, string on, string message) =>
        Specification.Given().When(Cable(addressee, on)).ThenRefused(message);

    [Theory]
    [InlineData("""{"host":"SUN"}""", "1991")]
    [InlineData("""{"host":"EUE"}""", "1991")]
    public void A_cable_to_whom_there_may_have_been_is_taken(string addressee, string on) =>
        Specification.Given().When(Cable(addressee, on)).ThenAccepted();

    [Fact]
    public void An_amendment_is_about_whom_there_was_from_its_date_on()
    {
        var specification = Specification.Given("""{"command":"announce-policy","jurisdictions":["GBR"],"id":"p","instrument":"law","areas":[{"area":"oxcgrt:C1","value":{"level":1}}],"announced":"1985","effective":"1985/..",…}""");
        specification.When(Amend("1986", "CZE")).ThenAccepted();
        specification.When(Amend("1993", "SUN")).ThenRefused("target.jurisdiction 'SUN': Soviet Union was withdrawn on 1991-12-26");
    }

    private static string Stance(string target, string period) =>
        $$"""{"command":"code-stance","jurisdiction":"DEU","area":"migration:exit","target":"{{target}}","period":"{{period}}","value":{"direction":"moreRestrictive"},…}""";

    private static string Cable(string addressee, string on) =>
        $$"""{"command":"send-cable","issuer":"USA","addressees":[{{addressee}}],"instructions":[],"asks":[],"on":"{{on}}","knownBy":"leaked",…}""";

    private static string Amend(string from, string target) =>
        $$"""{"command":"amend-policy","record":"GBR-p","from":"{{from}}","target":{"jurisdiction":"{{target}}"},…}""";
}
